import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ExtensionRequests } from '../../server/messages.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { bundledServer } from './server-bundle.ts';
import { startSession } from './session.ts';

const bundle = bundledServer();

type Result<M extends keyof ExtensionRequests> = NonNullable<ExtensionRequests[M]['result']>;

const RUN = { cpus: 1, mem: 64, disk: 0, cmd: 'x' };
const LOAD = {
	id: 'etl.load',
	run: {
		...RUN,
		env: { A: { secret: 'db' }, B: { secret: 'db' }, C: { secret: 'nowhere' } },
		secrets: { db: { source: 'etl/db' }, old: { source: 'etl/old' } },
	},
	schedules: [
		{ id: 'night', cron: '0 4 * * *', timezone: 'UTC' },
		{ id: 'off', cron: '0 5 * * *', timezone: 'UTC', enabled: false },
	],
};

async function workspace(files: Readonly<Record<string, unknown>>) {
	const root = pathToFileURL(temporaryTree(files)).href;
	const session = await startSession(bundle(), { folders: [root] });
	const ask = <M extends keyof ExtensionRequests>(method: M, params: object) =>
		session.ask<Result<M>>(method, params);
	return { root, session, ask };
}

const WITH_CONFIG = {
	'metronome-jobs.json': {
		jobs: ['jobs/**/*.json'],
		metronome: '0.6.70',
		secrets: { dialect: 'dcos', inventory: 'names.json' },
		targets: { staging: {}, production: {} },
	},
	'names.json': ['etl/db'],
	'jobs/etl/load.json': LOAD,
	'jobs/one.json': { id: 'one', run: RUN },
};

describe('the list of jobs', () => {
	it('has every job of the workspace, open or not, with its coming runs', async () => {
		const { root, session, ask } = await workspace(WITH_CONFIG);
		session.open(`${root}/jobs/one.json`, JSON.stringify({ id: 'renamed', run: RUN }));
		const jobs = await ask('metronome-jobs/jobs', { runs: 2 });
		expect(jobs.map(({ id, file }) => [id, file]).sort()).toEqual([
			['etl.load', 'jobs/etl/load.json'],
			['renamed', 'jobs/one.json'],
		]);
		const [night, off] = jobs.find(({ id }) => id === 'etl.load')?.schedules ?? [];
		expect(night?.next).toHaveLength(2);
		expect(night?.next[0]).toMatch(/T04:00:00Z$/);
		expect([off?.enabled, off?.next]).toEqual([false, []]);
	});

	it('leads to the id of a job and tells where the job ends', async () => {
		const { ask } = await workspace({ 'job.json': '{\n  "id": "a",\n  "run": { "cmd": "x" }\n}\n' });
		const [job] = await ask('metronome-jobs/jobs', { runs: 0 });
		expect(job?.range.start).toEqual({ line: 1, character: 8 });
		expect(job?.extent.end).toEqual({ line: 3, character: 1 });
	});

	it('leaves out files without jobs', async () => {
		const { ask } = await workspace({ 'package.json': { name: 'x', scripts: { run: 'y' } } });
		expect(await ask('metronome-jobs/jobs', { runs: 1 })).toEqual([]);
	});
});

describe('the list of secrets', () => {
	it('has the uses of each, its state in the store, and what is not declared', async () => {
		const { ask } = await workspace(WITH_CONFIG);
		const secrets = await ask('metronome-jobs/secrets', {});
		expect(
			secrets.map(({ name, state, uses }) => [name, state, uses.map(use => [use.as, use.name])]),
		).toEqual([
			['etl/old', 'missing', [['declaration', 'old']]],
			['nowhere', 'undeclared', [['env', 'C']]],
			[
				'etl/db',
				'exists',
				[
					['env', 'A'],
					['env', 'B'],
				],
			],
		]);
		expect(secrets[2]?.store).toContain('names.json');
	});

	it('cannot tell without a store, and says why', async () => {
		const { ask } = await workspace({ 'job.json': LOAD });
		const [, , db] = await ask('metronome-jobs/secrets', {});
		expect([db?.state, db?.why]).toEqual(['cannot-tell', 'no secret store is configured']);
	});

	it('never shows a value that stands where a name belongs', async () => {
		const value = ['gh', 'p_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY2zA4'].join('');
		const { ask } = await workspace({
			'job.json': {
				id: 'a',
				run: { ...RUN, env: { A: { secret: value } }, secrets: { s: { source: value } } },
			},
		});
		expect(JSON.stringify(await ask('metronome-jobs/secrets', {}))).not.toContain(value);
	});
});

describe('the status of a document', () => {
	it('names the version, the store, the config and its targets', async () => {
		const { root, session, ask } = await workspace(WITH_CONFIG);
		const uri = `${root}/jobs/one.json`;
		session.open(uri, '{}');
		expect(await ask('metronome-jobs/status', { uri })).toEqual({
			metronome: '0.6.70',
			store: expect.stringContaining('names.json'),
			storeProblem: null,
			sources: 1,
			largeAbove: null,
			config: `${root}/metronome-jobs.json`,
			targets: ['staging', 'production'],
		});
	});

	it('says why a store cannot tell', async () => {
		const { root, ask } = await workspace({ ...WITH_CONFIG, 'names.json': 'oh' });
		const { storeProblem } = await ask('metronome-jobs/status', { uri: `${root}/jobs/one.json` });
		expect(storeProblem).toContain('names.json');
	});

	it('is null for an open document that is no job file', async () => {
		const { root, session, ask } = await workspace({});
		session.open(`${root}/package.json`, '{}');
		expect(await ask('metronome-jobs/status', { uri: `${root}/package.json` })).toBeNull();
	});
});

describe('the templates', () => {
	it('are files to be filled in, for the id', async () => {
		const { root, ask } = await workspace({});
		const templates = await ask('metronome-jobs/templates', { id: 'team.new', folder: `${root}/` });
		expect(templates.map(({ label }) => label)).toContain('job with secret variable');
		for (const { snippet } of templates) expect(snippet).toMatch(/^\{\n {2}"id": "\$\{1:team\.new\}",/);
	});

	it('survive what is no question', async () => {
		const { ask } = await workspace({});
		expect(await ask('metronome-jobs/templates', { id: 3 })).toBeNull();
		expect(await ask('metronome-jobs/status', {})).toBeNull();
		expect(await ask('metronome-jobs/jobs', { runs: 'many' })).toEqual([]);
	});
});
