import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CompletionItem, CompletionList } from 'vscode-languageserver-protocol';
import type { JobSummary } from '../../core/jobset.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import { version } from '../../core/version.ts';
import { complete } from '../../server/features/completion.ts';
import { resolveCompletion } from '../../server/features/completion-docs.ts';
import type { Project } from '../../server/project.ts';
import { analysisOf, clientWith } from './analysis.ts';
import { afterCompletion, withCursor } from './cursor-text.ts';

/** As VS Code announces itself. */
const SNIPPETS: ClientCapabilities = {
	textDocument: {
		completion: {
			completionItem: {
				snippetSupport: true,
				insertReplaceSupport: true,
				insertTextModeSupport: { valueSet: [1, 2] },
			},
			completionList: { itemDefaults: ['editRange'] },
		},
	},
};
/** Takes lines as they are, but knows no snippets. */
const PLAIN: ClientCapabilities = {
	textDocument: { completion: { completionItem: { insertTextModeSupport: { valueSet: [1, 2] } } } },
};

interface Options {
	readonly capabilities?: ClientCapabilities;
	readonly project?: Partial<Project>;
	readonly jobs?: readonly JobSummary[];
}

function completeAt(marked: string, { capabilities = PLAIN, project, jobs = [] }: Options = {}) {
	const { text, position } = withCursor(marked);
	const list = complete(analysisOf(text, project), position, clientWith(capabilities), () => jobs);
	return { text, list };
}

function labels(marked: string, options: Options = {}): string[] {
	return completeAt(marked, options).list?.items.map(({ label }) => label) ?? [];
}

function itemOf(list: CompletionList | null, label: string): CompletionItem {
	const item = list?.items.find(candidate => candidate.label === label);
	if (item === undefined) throw new Error(`${label} is not offered`);
	return item;
}

/** The text after an item is accepted. */
function accepted(marked: string, label: string, options: Options = {}): string {
	const { text, list } = completeAt(marked, options);
	if (list === null) throw new Error('nothing is offered');
	const also = itemOf(list, label).additionalTextEdits ?? [];
	expect(also.every(({ range }) => range.start.line >= 0)).toBe(true);
	return afterCompletion(text, list, label);
}

const job = (run: string, more = ''): string => `{ "id": "etl.load", "run": { ${run} }${more} }`;

function summary(id: string, file: string, labelKeys: readonly string[] = []): JobSummary {
	const place = { value: id, start: 0, end: 0, pointer: '/id' };
	return { file, id: place, dependencies: [], sources: [], hasSchedules: false, labelKeys, pointer: '' };
}

describe('completion of property names', () => {
	// [about, text with cursor, label, text after it is accepted]
	it.each([
		['between quotes', job('"cpus": 1, "m|"'), 'mem', job('"cpus": 1, "mem": 128')],
		['without quotes', job('"cpus": 1, me|'), 'mem', job('"cpus": 1, "mem": 128')],
		['in an empty place', job('"cpus": 1, |'), 'disk', job('"cpus": 1, "disk": 0')],
		['before a colon that is there', job('"m|": 64'), 'mem', job('"mem": 64')],
		['before another member', job('| "mem": 64'), 'cpus', job('"cpus": 0.1, "mem": 64')],
		['with the required ones inside', job('"docker|"'), 'docker', job('"docker": { "image": "" }')],
		['ucr, with its image', job('uc|'), 'ucr', job('"ucr": { "image": { "id": "" } }')],
		[
			'an enumeration begins with what is no default',
			job('"restart": { | }'),
			'policy',
			job('"restart": { "policy": "ON_FAILURE" }'),
		],
		[
			'a switch begins with what is no default',
			job('"docker": { "image": "a", "priv|" }'),
			'privileged',
			job('"docker": { "image": "a", "privileged": true }'),
		],
		['a list of objects', job('"volu|"'), 'volumes', job('"volumes": [{ "containerPath": "" }]')],
	])('writes the property with a value to begin with: %s', (_about, marked, label, after) => {
		expect(accepted(marked, label)).toBe(after);
	});

	it('puts the comma where it was forgotten, before and behind', () => {
		const marked = '{\n  "id": "a",\n  "run": {\n    "cpus": 1\n    "di|"\n    "mem": 64\n  }\n}';
		expect(accepted(marked, 'disk')).toBe(
			'{\n  "id": "a",\n  "run": {\n    "cpus": 1,\n    "disk": 0,\n    "mem": 64\n  }\n}',
		);
	});

	it('closes a key that is being typed', () => {
		expect(accepted(job('"cpus": 1, "me| '), 'mem')).toBe(job('"cpus": 1, "mem": 128 '));
	});

	it('fills in what is required, over several lines where the file has lines', () => {
		const marked = '{\n\t"id": "a",\n\t"ru|"\n}\n';
		const lines = ['"cmd": "",', '"cpus": 0.1,', '"mem": 128,', '"disk": 0']
			.map(line => `\t\t${line}\n`)
			.join('');
		expect(accepted(marked, 'run')).toBe(`{\n\t"id": "a",\n\t"run": {\n${lines}\t}\n}\n`);
		const windows = accepted(marked.replaceAll('\n', '\r\n'), 'run');
		expect(windows.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
	});

	it('stays on one line where it is not known what the client does with lines', () => {
		expect(accepted('{\n  "id": "a",\n  "ru|"\n}\n', 'run', { capabilities: {} })).toContain(
			'"run": { "cmd": "", "cpus": 0.1, "mem": 128, "disk": 0 }',
		);
	});

	it('has tab stops and choices only for a client with snippets', () => {
		const { list } = completeAt(job('"restart": { "po|" }'), { capabilities: SNIPPETS });
		const item = itemOf(list, 'policy');
		expect(item.insertTextFormat).toBe(2);
		expect(JSON.stringify(item)).toMatch(/\$\{1\|.*ON_FAILURE.*,.*NEVER.*\|\}/);
		const plain = itemOf(completeAt(job('"restart": { "po|" }')).list, 'policy');
		expect(plain.insertTextFormat).toBeUndefined();
	});

	it('knows the form of the DC/OS UI, a job beside its schedule', () => {
		const marked = `{ "job": ${job('"cmd": "x"')}, "sch|" }`;
		expect(accepted(marked, 'schedule')).toBe(
			marked.replace('"sch|"', '"schedule": { "id": "", "cron": "" }'),
		);
	});

	it('offers the required ones first, and none that is there already', () => {
		expect(labels(job('"cpus": 1, "mem": 2, |')).slice(0, 2)).toEqual(['disk', 'cmd']);
		expect(labels(job('"cpus": 1, |'))).not.toContain('cpus');
	});

	it('offers what the version of the target knows, and no other', () => {
		const old = { project: { target: { ...DEFAULT_TARGET, version: version('0.4.0') } } };
		expect(labels(job('|'), old)).toContain('docker');
		expect(labels(job('|'), old)).not.toContain('ucr');
		expect(labels(job('|'), old)).not.toContain('secrets');
	});

	it.each([
		['docker beside ucr', job('"ucr": {}, |'), 'docker'],
		['gpus beside docker', job('"docker": {}, |'), 'gpus'],
		['args beside cmd', job('"cmd": "x", |'), 'args'],
		['a host path beside a secret', job('"volumes": [{ "secret": "a", | }]'), 'hostPath'],
		['a name of a bridge network', job('"networks": [{ "mode": "container/bridge", | }]'), 'name'],
		['dependencies beside schedules', job('', ', "schedules": [], |'), 'dependencies'],
	])('does not offer %s', (_about, marked, label) => {
		expect(labels(marked).length).toBeGreaterThan(0);
		expect(labels(marked)).not.toContain(label);
	});

	it('offers the keys of labels that other jobs have, and aliases that wait for their declaration', () => {
		const jobs = [summary('a', 'a.json', ['team', 'tier']), summary('b', 'b.json', ['tier'])];
		expect(labels('{ "id": "x", "labels": { | }, "run": {} }', { jobs })).toEqual(['tier', 'team']);
		const marked = job('"env": { "A": { "secret": "db" } }, "secrets": { | }');
		expect(accepted(marked, 'db')).toBe(marked.replace('|', '"db": { "source": "etl/load/db" }'));
	});

	it('documents an item only when the client asks', () => {
		const item = itemOf(completeAt(job('|')).list, 'gpus');
		expect(item.documentation).toBeUndefined();
		const { documentation } = resolveCompletion(item, 0, clientWith(PLAIN));
		expect(JSON.stringify(documentation)).toContain('Whole GPUs; not with docker.');
		expect(
			resolveCompletion({ label: 'x', data: { about: 'property', holder: 7 } }, 0, clientWith({})),
		).toEqual({
			label: 'x',
			data: { about: 'property', holder: 7 },
		});
	});
});

describe('completion of values', () => {
	const schedule = (members: string): string => job('"cmd": "x"', `, "schedules": [{ ${members} }]`);

	it.each([
		['an enumeration', job('"restart": { "policy": "|" }'), 'NEVER', job('"restart": { "policy": "NEVER" }')],
		['a switch', schedule('"enabled": |'), 'false', schedule('"enabled": false')],
		['a switch between quotes', schedule('"enabled": "f|"'), 'false', schedule('"enabled": false')],
		['a switch in the place of another', schedule('"enabled": tr|ue'), 'false', schedule('"enabled": false')],
		[
			'a time zone',
			schedule('"timezone": "Europe/Ber|"'),
			'Europe/Berlin',
			schedule('"timezone": "Europe/Berlin"'),
		],
		[
			'a word without quotes',
			schedule('"timezone": Europe/Ber|'),
			'Europe/Berlin',
			schedule('"timezone": "Europe/Berlin"'),
		],
		['where the colon is missing', schedule('"enabled" |'), 'true', schedule('"enabled": true')],
		[
			'where the colon is missing before a string',
			job('"restart": { "policy" "|" }'),
			'NEVER',
			job('"restart": { "policy": "NEVER" }'),
		],
		['an object', job('"docker": |'), '{ … }', job('"docker": { "image": "" }')],
	])('writes %s', (_about, marked, label, after) => {
		expect(accepted(marked, label)).toBe(after);
	});

	it('compares what replaces the quotes with what stands between them', () => {
		const item = itemOf(completeAt(schedule('"enabled": "f|"')).list, 'false');
		expect(item.filterText).toBe('"false');
	});

	it('puts a comma before the next member', () => {
		const marked = '{ "id": "a", "run": {},\n"schedules": [{ "enabled": |\n"id": "b" }] }';
		expect(accepted(marked, 'true')).toBe(marked.replace('|', 'true,'));
	});

	it('offers expressions with their meaning', () => {
		const { list } = completeAt(schedule('"cron": "|"'));
		expect(itemOf(list, '30 4 * * *').detail).toBe('at 04:30 every day');
		const resolved = resolveCompletion(itemOf(list, '30 4 * * *'), Date.UTC(2026, 0, 1), clientWith(PLAIN));
		expect(JSON.stringify(resolved.documentation)).toContain('2026-01-01 04:30');
	});

	it('offers the zones of the file first, and asks again as the name grows', () => {
		const marked =
			'[{ "id": "a", "cron": "0 0 * * *", "timezone": "Asia/Tokyo" }, { "cron": "0 0 * * *", "timezone": "|" }]';
		const { list } = completeAt(marked);
		expect(list?.items.slice(0, 2).map(({ label }) => label)).toEqual(['Asia/Tokyo', 'UTC']);
		expect([list?.isIncomplete, list?.items.length]).toEqual([true, 200]);
	});

	it('offers the jobs of the project as dependencies, without the job itself and those that are there', () => {
		const jobs = ['etl.load', 'etl.a', 'etl.b'].map(id => summary(id, `${id}.json`));
		const marked = job('', ', "dependencies": [{ "id": "etl.a" }, { "id": "|" }]');
		const { list } = completeAt(marked, { jobs });
		expect(list?.items.map(({ label, detail }) => [label, detail])).toEqual([['etl.b', 'etl.b.json']]);
		expect(accepted(job('', ', "dependencies": [|]'), 'etl.b', { jobs })).toBe(
			job('', ', "dependencies": [{ "id": "etl.b" }]'),
		);
	});

	it('offers a reference where a variable has no value yet', () => {
		const secrets = '"secrets": { "db": { "source": "etl/db" } }';
		const marked = job(`"env": { "A": | }, ${secrets}`);
		expect(accepted(marked, 'db')).toBe(marked.replace('|', '{ "secret": "db" }'));
		const quoted = job(`"env": { "A": "d|" }, ${secrets}`);
		expect(accepted(quoted, 'db')).toBe(marked.replace('|', '{ "secret": "db" }'));
	});

	it('names a new secret as it is typed', () => {
		const marked = job('"env": { "DB_PASSWORD": { "secret": "wareh|" } }');
		expect(accepted(marked, 'Declare and use wareh')).toContain('"wareh": { "source": "etl/load/wareh" }');
	});

	it('declares a secret along with its first use', () => {
		const marked = job('"env": { "DB_PASSWORD": { "secret": "|" } }');
		const { text, list } = completeAt(marked);
		const item = itemOf(list, 'Declare and use db-password');
		expect(item.filterText).toBe('db-password');
		expect(list?.isIncomplete).toBe(true);
		expect(afterCompletion(text, list ?? { isIncomplete: false, items: [] }, item.label)).toBe(
			job(
				'"env": { "DB_PASSWORD": { "secret": "db-password" } }, "secrets": { "db-password": { "source": "etl/load/db-password" } }',
			),
		);
	});
});

describe('completion in an empty file', () => {
	it('offers whole jobs that the server takes, after the name of the file', () => {
		const names = labels('|');
		expect(names).toContain('job with schedule');
		for (const name of names) {
			const text = accepted('|', name);
			expect(JSON.parse(text)).toMatchObject({ id: 'load', run: { cpus: 0.1 } });
			expect(analysisOf(text).judging.findings(), text).toEqual([]);
		}
	});

	it('stays away from a file that has begun as something else', () => {
		expect(labels('{ "name": "app", | }')).toEqual([]);
		expect(labels('{ "id": "etl.load", | }')).toContain('run');
	});
});
