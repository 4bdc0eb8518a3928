import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { loadSecretsSetup } from './plugin.ts';

const GOOD = 'export default configuration => ({ read: source => configuration[source] });';
const CANARY = `canary-${'91ce'.repeat(6)}`;

/** The setup that these plugins give, with a folder `plugins` of modules. */
function load(plugins: unknown, modules: Readonly<Record<string, string>> = {}) {
	const files = Object.entries({ 'good.mjs': GOOD, ...modules }).map(([name, text]) => [
		`plugins/${name}`,
		text,
	]);
	const folder = temporaryTree({ ...Object.fromEntries(files), 'conf.json': plugins });
	const env = {
		METRONOME_FEATURES_ENABLE: 'gpu_resources, secrets',
		METRONOME_PLUGIN_DIR: 'plugins',
		METRONOME_PLUGIN_CONF: 'conf.json',
	};
	return loadSecretsSetup(env, folder);
}

const entry = { plugin: 'mesosphere.marathon.plugin.task.RunSpecTaskProcessor', implementation: 'good.mjs' };

describe('the secrets setup', () => {
	it('is off unless the feature is named', async () => {
		expect(await loadSecretsSetup({}, '/')).toEqual({ kind: 'off' });
		const env = {
			METRONOME_FEATURES_ENABLE: 'nosecrets',
			METRONOME_PLUGIN_DIR: 'x',
			METRONOME_PLUGIN_CONF: 'y',
		};
		expect(await loadSecretsSetup(env, '/')).toEqual({ kind: 'off' });
	});

	it('has no plugin without a directory and a descriptor', async () => {
		expect(await loadSecretsSetup({ METRONOME_FEATURES_ENABLE: 'secrets' }, '/')).toEqual({ kind: 'none' });
	});

	it('wants both or neither', async () => {
		const env = { METRONOME_FEATURES_ENABLE: 'secrets', METRONOME_PLUGIN_DIR: 'x' };
		await expect(loadSecretsSetup(env, '/')).rejects.toThrow('METRONOME_PLUGIN_CONF is not');
	});

	it('hands each plugin its configuration, in the order of the descriptor', async () => {
		const setup = await load({
			plugins: {
				second: { ...entry, configuration: { a: '1' }, tags: ['x'], info: { y: 1 } },
				first: { ...entry, enabled: true },
			},
		});
		expect(setup.kind === 'on' && setup.plugins.map(({ name }) => name)).toEqual(['second', 'first']);
		const request = { jobId: 'job', runId: 'run', signal: new AbortController().signal };
		expect(setup.kind === 'on' && setup.plugins[0]?.plugin.read('a', request)).toBe('1');
	});

	it('leaves out plugins that are disabled or have another task', async () => {
		const setup = await load({
			plugins: {
				off: { ...entry, enabled: false },
				auth: { plugin: 'mesosphere.marathon.plugin.auth.Authenticator', implementation: 'java.Class' },
			},
		});
		expect(setup).toEqual({ kind: 'none' });
	});

	it.each([
		['no object of plugins', { plugins: [] }, "no object 'plugins'"],
		['a plugin that is no object', { plugins: { a: 1 } }, "no 'plugin'"],
		['no implementation', { plugins: { a: { plugin: 'x' } } }, "no 'implementation'"],
		['a flag that is none', { plugins: { a: { ...entry, enabled: 'yes' } } }, 'is no boolean'],
		[
			'a path out of the directory',
			{ plugins: { a: { ...entry, implementation: '../x.mjs' } } },
			'leads out',
		],
		['an absolute path', { plugins: { a: { ...entry, implementation: '/x.mjs' } } }, 'leads out'],
		[
			'a module that is not there',
			{ plugins: { a: { ...entry, implementation: 'x.mjs' } } },
			'ERR_MODULE_NOT_FOUND',
		],
	])('is refused with %s', async (_, conf, message) => {
		await expect(load(conf)).rejects.toThrow(message);
	});

	it('is refused where a module makes no plugin, and nothing of its configuration is told', async () => {
		const conf = {
			plugins: { a: { ...entry, implementation: 'bad.mjs', configuration: { token: CANARY } } },
		};
		const failing = [
			['export const other = 1;', 'no function as its default export'],
			['export default () => ({});', "no object with a function 'read'"],
			['export default ({ token }) => { throw new Error(token); };', 'cannot be loaded (Error)'],
			['export default async ({ token }) => { throw token; };', 'something that is no error'],
		] as const;
		for (const [text, message] of failing) {
			const error: unknown = await load(conf, { 'bad.mjs': text }).catch((thrown: unknown) => thrown);
			expect(String(error)).toContain(message);
			expect(String(error)).not.toContain(CANARY);
		}
	});

	it('is refused where the descriptor is no JSON, without quoting it', async () => {
		await expect(load(`{"plugins": ${CANARY}`)).rejects.toThrow(/\(it is no JSON\): .*conf\.json$/);
		const env = {
			METRONOME_FEATURES_ENABLE: 'secrets',
			METRONOME_PLUGIN_DIR: '.',
			METRONOME_PLUGIN_CONF: 'none.json',
		};
		await expect(loadSecretsSetup(env, join(temporaryTree({})))).rejects.toThrow('ENOENT');
	});
});
