import { describe, expect, it } from 'vitest';
import type { CompletionList } from 'vscode-languageserver-protocol';
import { complete } from '../../server/features/completion.ts';
import type { Project } from '../../server/project.ts';
import { analysisOf, clientWith, withStore } from './analysis.ts';
import { afterCompletion, withCursor } from './cursor-text.ts';

const HEAD = '{ "id": "etl.load", "run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x", ';
const SECRETS = '"secrets": { "db": { "source": "etl/db" }, "mail": { "source": "etl/mail" } }';

function completeAt(
	marked: string,
	project: Partial<Project> = {},
): { text: string; list: CompletionList | null } {
	const { text, position } = withCursor(marked);
	return { text, list: complete(analysisOf(text, project), position, clientWith()) };
}

function labels(marked: string, project: Partial<Project> = {}): string[] | undefined {
	const all = completeAt(marked, project).list?.items.map(({ label }) => label);
	return all?.filter(label => !label.startsWith('Declare and use'));
}

/** Accepts a name at the cursor and gives the text that leaves. */
function accepted(marked: string, label: string, mode: 'insert' | 'replace' = 'replace'): string {
	const { text, list } = completeAt(marked);
	if (list === null) throw new Error('nothing is offered');
	return afterCompletion(text, list, label, mode);
}

describe('completion of an alias', () => {
	// [what it is about, text with cursor, text after `db` is accepted]
	it.each([
		['in an empty string', `${HEAD}"env": { "A": { "secret": "|" } }, ${SECRETS} } }`, '"db"'],
		['in a begun string', `${HEAD}"env": { "A": { "secret": "d|" } }, ${SECRETS} } }`, '"db"'],
		[
			'before the rest of another name',
			`${HEAD}"env": { "A": { "secret": "|mail" } }, ${SECRETS} } }`,
			'"db"',
		],
		['where the string is missing', `${HEAD}"env": { "A": { "secret": | } }, ${SECRETS} } }`, '"db"'],
		['in a bare word', `${HEAD}"env": { "A": { "secret": d| } }, ${SECRETS} } }`, '"db"'],
		[
			'in a file secret',
			`${HEAD}"ucr": {}, "volumes": [{ "containerPath": "p", "secret": "|" }], ${SECRETS} } }`,
			'"db"',
		],
	])('replaces the whole string: %s', (_about, marked, after) => {
		const expected = marked.replace(/"\|"|"d\|"|"\|mail"|(?<=: )\|(?= )|d\|/, after);
		expect(accepted(marked, 'db')).toBe(expected);
	});

	it('closes a string that runs to the end of its line', () => {
		const marked = `${HEAD}"env": { "A": { "secret": "|\n } }, ${SECRETS} } }`;
		expect(accepted(marked, 'db')).toBe(marked.replace('"|', '"db"'));
	});

	it('leaves alone what an unclosed string has swallowed', () => {
		const marked = `${HEAD}"env": { "A": { "secret": "d| }, "B": { "secret": "mail" } }, ${SECRETS} } }`;
		expect(accepted(marked, 'db')).toBe(marked.replace('"d|', '"db"'));
	});

	it('keeps what stands behind the cursor when the client inserts', () => {
		const marked = `${HEAD}"env": { "A": { "secret": "|-old" } }, ${SECRETS} } }`;
		expect(accepted(marked, 'db', 'insert')).toBe(marked.replace('|', 'db'));
		expect(accepted(marked, 'db', 'replace')).toBe(marked.replace('|-old', 'db'));
	});

	it('writes an alias with the escapes JSON wants', () => {
		const marked =
			'{ "id": "a", "run": { "env": { "A": { "secret": "|" } }, "secrets": { "a\\"b\\\\": { "source": "x" } } } }';
		expect(accepted(marked, 'a"b\\')).toBe(marked.replace('|', 'a\\"b\\\\'));
	});

	it('finds the declarations although brackets are missing before them', () => {
		expect(labels(`${HEAD}"env": { "A": { "secret": "|" }, ${SECRETS} } }`)).toEqual(['db', 'mail']);
		expect(labels(`${HEAD}"env": { "A": { "secret": "|", ${SECRETS} } }`)).toEqual(['db', 'mail']);
		expect(labels(`${HEAD}"env": { "A": { "secret": "|\n${SECRETS}`)).toEqual(['db', 'mail']);
	});

	it('offers what nobody uses yet first', () => {
		const marked = `${HEAD}"env": { "A": { "secret": "db" }, "B": { "secret": "|" } }, ${SECRETS} } }`;
		expect(labels(marked)).toEqual(['mail', 'db']);
	});

	it('offers those of the job around the cursor only', () => {
		const other = `{ "id": "other", "run": { "cmd": "y", "secrets": { "foreign": { "source": "f" } } } }`;
		expect(labels(`[${HEAD}"env": { "A": { "secret": "|" } }, ${SECRETS} } }, ${other}]`)).toEqual([
			'db',
			'mail',
		]);
	});

	it.each([
		['a label that is called secret', `${HEAD}"labels": { "secret": "|" } } }`],
		['a key', `${HEAD}"env": { "|": {} }, ${SECRETS} } }`],
		['the command', `{ "id": "a", "run": { "cmd": "|", ${SECRETS} } }`],
		['behind the string', `${HEAD}"env": { "A": { "secret": "db"| } }, ${SECRETS} } }`],
		['before an object that is there', `${HEAD}"env": { "A": { "secret": |{} } }, ${SECRETS} } }`],
		['a document that holds no job', '{ "secret": "|" }'],
	])('offers nothing in %s', (_about, marked) => {
		expect(labels(marked) ?? []).toEqual([]);
	});

	it('works with a client that takes plain edits only', () => {
		const { text, position } = withCursor(`${HEAD}"env": { "A": { "secret": "d|" } }, ${SECRETS} } }`);
		const list = complete(analysisOf(text), position, clientWith({}));
		expect(list?.itemDefaults).toBeUndefined();
		expect(list && afterCompletion(text, list, 'db')).toBe(text.replace('"d"', '"db"'));
	});
});

describe('completion of a source', () => {
	const SOURCES = ['ops/token', 'etl/db', 'common'];
	const at = (typed: string): string =>
		`${HEAD}"env": { "A": { "secret": "db" } }, "secrets": { "db": { "source": "${typed}" } } } }`;

	it('offers what the job may read, the nearest first', () => {
		const { list } = completeAt(at('|'), withStore([...SOURCES, 'etl/load/key', 'etl/load/deep/key']));
		expect(list?.items.map(({ label, detail }) => [label, detail])).toEqual([
			['etl/load/key', 'the inventory secrets.json'],
			['etl/db', 'the inventory secrets.json'],
			['common', 'the inventory secrets.json'],
		]);
		expect(list?.isIncomplete).toBe(true);
	});

	it('offers what is outside the spaces only to someone who asks for it, and says so', () => {
		const { list } = completeAt(at('ops|'), withStore(SOURCES));
		expect(list?.items.map(({ label, detail }) => [label, detail])).toContainEqual([
			'ops/token',
			'the inventory secrets.json; outside the spaces of etl.load',
		]);
	});

	it('knows no spaces where the store has none', () => {
		expect(labels(at('|'), withStore(SOURCES, { dialect: 'any' }))).toEqual([
			'common',
			'etl/db',
			'ops/token',
		]);
	});

	it('keeps the leading slash that someone has typed', () => {
		expect(labels(at('/|'), withStore(SOURCES))?.[0]).toBe('/etl/db');
	});

	it('offers nothing without an inventory', () => {
		expect(labels(at('|'))).toBeUndefined();
	});

	it('works while the declaration is being typed', () => {
		const half = `${HEAD}"env": {}, "secrets": { "db": { "source": "etl|`;
		expect(labels(half, withStore(SOURCES))).toContain('etl/db');
	});
});
