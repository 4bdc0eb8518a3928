import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction, Range } from 'vscode-languageserver-protocol';
import { parseJson } from '../../core/json-parser.ts';
import { SourceText } from '../../core/text.ts';
import { readActionData } from '../../server/features/action-data.ts';
import { codeActions, fileEdit, fixEdit } from '../../server/features/code-actions.ts';
import { editsBetween } from '../../server/features/fix-all.ts';
import { suppressionEntry } from '../../server/features/suppress.ts';
import type { Judged } from '../../server/workspace.ts';
import { analysisOf, clientWith } from './analysis.ts';
import { afterEdits, afterWorkspaceEdit, withCursor } from './cursor-text.ts';
import { NEW_CLIENT } from './session.ts';

const URI = 'file:///jobs/load.json';

/** Gets its edits along with the actions. */
const EAGER: ClientCapabilities = {
	textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
};

function judgedOf(text: string): Judged {
	const analysis = analysisOf(text);
	const findings = analysis.judging.findings();
	const judged = { analysis, findings, together: [], elsewhere: { locate: () => undefined } };
	return judged;
}

function actionsAt(
	text: string,
	range: Range,
	{ only, capabilities = EAGER }: { only?: string[]; capabilities?: ClientCapabilities } = {},
): CodeAction[] {
	const context = { diagnostics: [], ...(only && { only }) };
	return codeActions(judgedOf(text), range, context, clientWith(capabilities));
}

function everywhere(text: string): Range {
	return new SourceText(text).range({ start: 0, end: text.length });
}

/** The text after the first action with such a title. */
function textAfter(text: string, actions: readonly CodeAction[], title: RegExp): string {
	const action = actions.find(candidate => title.test(candidate.title));
	if (action === undefined) throw new Error(`only: ${actions.map(candidate => candidate.title).join(' · ')}`);
	return afterWorkspaceEdit(text, URI, action.edit);
}

const UNUSED = `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./load",
    "env": { "A": { "secret": "db" } },
    "secrets": { "db": { "source": "etl/db" }, "old": { "source": "etl/old" }, "older": { "source": "etl/older" } }
  }
}
`;

describe('code actions on findings', () => {
	it('fix one, or all of its rule in the file', () => {
		const actions = actionsAt(UNUSED, everywhere(UNUSED), { only: ['quickfix'] });
		const fixed = textAfter(UNUSED, actions, /^Fix all 'secret-unused' in this file \(2\)/);
		expect(fixed).toBe(UNUSED.replace(/, "old": .*\} \}/, ' }'));
	});

	it('leave the edit for later where the client asks for it, and find the same fix again', () => {
		const judged = judgedOf(UNUSED);
		const client = clientWith(NEW_CLIENT);
		const actions = codeActions(judged, everywhere(UNUSED), { diagnostics: [] }, client);
		expect(actions.length).toBeGreaterThan(0);
		for (const { data } of actions.filter(
			({ edit, command }) => edit === undefined && command === undefined,
		)) {
			const read = readActionData(JSON.parse(JSON.stringify(data)));
			expect(read?.uri).toBe(URI);
			if (read?.action === 'fix') expect(fixEdit(judged, read.fingerprint, client)).toBeDefined();
		}
		expect(readActionData({ uri: 7, action: 'fix', fingerprint: 'x' })).toBeUndefined();
		expect(readActionData({ uri: URI, action: 'fix' })).toBeUndefined();
	});

	it('explain the rule only through a client that opens pages', () => {
		expect(actionsAt(UNUSED, everywhere(UNUSED)).some(({ title }) => /^Explain/.test(title))).toBe(false);
		const capabilities = { ...EAGER, window: { showDocument: { support: true } } };
		const explained = actionsAt(UNUSED, everywhere(UNUSED), { capabilities }).filter(({ title }) =>
			/^Explain/.test(title),
		);
		expect(explained.map(({ command }) => command?.arguments)).toEqual([
			[expect.stringMatching(/docs\/rules\/secret-unused\.md$/)],
		]);
	});
});

describe('fixing a whole file', () => {
	const SAFE = '{\n  "id": "a",\n  "run": { "cpus": "1", "mem": 64, "disk": 0, "cmd": "x", },\n}\n';

	it.each([['source'], ['source.fixAll'], ['source.fixAll.metronome-jobs']])(
		'is what a client gets that asks for %s, as on saving',
		kind => {
			const actions = actionsAt(SAFE, everywhere(SAFE), { only: [kind] });
			expect(actions.map(action => action.kind)).toEqual(['source.fixAll.metronome-jobs']);
			const text = textAfter(SAFE, actions, /./);
			expect(parseJson(text).problems).toEqual([]);
		},
	);

	it.each([['quickfix'], ['refactor'], ['source.organizeImports'], ['source.fixAll.eslint']])(
		'is not for one that asks for %s',
		kind => {
			const kinds = actionsAt(SAFE, everywhere(SAFE), { only: [kind] }).map(action => action.kind);
			expect(kinds).not.toContain('source.fixAll.metronome-jobs');
		},
	);

	it('touches nothing that someone should look at', () => {
		expect(
			actionsAt(UNUSED.replace('"secret": "db"', '"secret": "other"'), everywhere(UNUSED), {
				only: ['source.fixAll'],
			}),
		).toEqual([]);
	});

	it('does nothing the second time', () => {
		const judged = judgedOf(SAFE);
		const once = afterWorkspaceEdit(SAFE, URI, fileEdit(judged, undefined, clientWith(EAGER)));
		expect(fileEdit(judgedOf(once), undefined, clientWith(EAGER))).toEqual({ changes: {} });
	});

	it.each([
		['one line', 'a\nb\nc', 'a\nB\nc'],
		['lines far apart', 'a\nb\nc\nd\n', 'A\nb\nc\nD\n'],
		['lines added', 'a\nb', 'a\nx\ny\nb'],
		['Windows line ends', 'a\r\nb\r\nc', 'x\r\nb\r\nz'],
		['everything', 'abc', ''],
	])('gives edits that make the new text: %s', (_about, before, wanted) => {
		const source = new SourceText(before);
		const edits = editsBetween(source, wanted).map(({ start, end, newText }) => ({
			range: source.range({ start, end }),
			newText,
		}));
		expect(afterEdits(before, edits)).toBe(wanted);
	});
});

describe('moving a value into a secret', () => {
	const job = (env: string): string =>
		`{ "id": "etl.load", "run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x", "env": { ${env} } } }`;
	const move = (marked: string, only = ['refactor.extract']): string => {
		const { text, position } = withCursor(marked);
		return textAfter(text, actionsAt(text, { start: position, end: position }, { only }), /^Move the value/);
	};

	it('works where no rule has found anything', () => {
		const moved = move(job('"GREETING": "he|llo"'));
		expect(JSON.parse(moved).run).toMatchObject({
			env: { GREETING: { secret: 'greeting' } },
			secrets: { greeting: { source: 'etl/load/greeting' } },
		});
		expect(move(job('"PIN": 47|11'), ['refactor'])).not.toContain('4711');
	});

	it('never names the value', () => {
		const { text, position } = withCursor(job('"PASSWORD": "correct|-horse-7"'));
		const actions = actionsAt(text, { start: position, end: position });
		expect(actions.map(({ title }) => title).join()).not.toContain('horse');
	});

	it.each([
		['in the name of a variable', job('"GREE|TING": "hello"')],
		['in a reference', job('"A": { "secret": "d|b" }')],
		['in the command', job('').replace('"x"', '"x|"')],
	])('is not offered %s', (_about, marked) => {
		const { text, position } = withCursor(marked);
		expect(actionsAt(text, { start: position, end: position }, { only: ['refactor'] })).toEqual([]);
	});
});

describe('suppressing', () => {
	// A placement constraint without a value is accepted and never applied.
	const IGNORED = `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./load",
    "placement": { "constraints": [{ "attribute": "hostname", "operator": "LIKE" }] }
  }
}
`;

	it('puts a label with a reason into the job, and then the finding is gone', () => {
		const text = textAfter(
			IGNORED,
			actionsAt(IGNORED, everywhere(IGNORED)),
			/^Suppress 'constraint-without-value' for this job/,
		);
		expect(JSON.parse(text).labels).toEqual({
			'metronome-jobs.ignore.constraint-without-value': expect.stringMatching(/\S/),
		});
		const labelled = IGNORED.replace('"run"', '"labels": { "team": "etl" },\n  "run"');
		const again = textAfter(labelled, actionsAt(labelled, everywhere(labelled)), /^Suppress/);
		expect(Object.keys(JSON.parse(again).labels)).toHaveLength(2);
	});

	it('is not offered for what the server refuses', () => {
		const refused = IGNORED.replace('"mem": 64, ', '');
		const titles = actionsAt(refused, everywhere(refused)).map(({ title }) => title);
		expect(titles.some(title => /^Suppress 'property-missing'/.test(title))).toBe(false);
	});

	it.each([
		['an empty config', '{}'],
		['one with comments', '{\n  // all of them\n  "jobs": ["jobs/**/*.json"]\n}\n'],
		[
			'one with suppressions',
			'{\n  "suppressions": [\n    { "rule": "a", "file": "b", "reason": "c" }\n  ]\n}\n',
		],
	])('writes an entry into %s', (_about, text) => {
		const source = new SourceText(text);
		const finding = {
			code: 'runs-overlap',
			file: 'jobs/load.json',
			job: 'etl.load',
			pointer: '/schedules/0',
		};
		const edits = (suppressionEntry(finding, source) ?? []).map(edit => ({
			range: source.range(edit),
			newText: edit.newText,
		}));
		const plain = afterEdits(text, edits).replaceAll(/\/\/.*/g, '');
		expect(JSON.parse(plain).suppressions.at(-1)).toEqual({
			rule: 'runs-overlap',
			file: 'jobs/load.json',
			job: 'etl.load',
			pointer: '/schedules/0',
			reason: expect.stringMatching(/\S/),
		});
	});

	it('leaves a config alone that cannot be read', () => {
		const finding = { code: 'runs-overlap', file: 'a.json', job: null, pointer: null };
		expect(suppressionEntry(finding, new SourceText('{ "jobs": ['))).toBeUndefined();
	});
});

describe('every action at every offset', () => {
	it.each([
		['a job with findings', UNUSED],
		['a broken one', UNUSED.replace('"db" } },', '"db" },')],
		['one on one line', JSON.stringify(JSON.parse(UNUSED))],
	])('of %s leaves the text no more broken', (_about, text) => {
		const judged = judgedOf(text);
		const before = parseJson(text).problems.length;
		const { positions } = judged.analysis.document;
		for (let offset = 0; offset <= text.length; offset += 5) {
			const at = positions.positionAt(offset);
			for (const action of codeActions(
				judged,
				{ start: at, end: at },
				{ diagnostics: [] },
				clientWith(EAGER),
			)) {
				const changed = afterWorkspaceEdit(text, URI, action.edit);
				expect(parseJson(changed).problems.length, action.title).toBeLessThanOrEqual(before);
			}
		}
	});
});
