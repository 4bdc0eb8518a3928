import { describe, expect, it } from 'vitest';
import { addFiles, temporaryTree } from '../test/temporary-tree.ts';
import { type LoadedConfig, loadConfig, loadInventory } from './config.ts';
import { findConfig } from './find-config.ts';

function load(cwd: string, path = 'metronome-jobs.json'): LoadedConfig {
	const loaded = loadConfig(cwd, `${cwd}/${path}`);
	if (!loaded.ok) throw new Error(loaded.message);
	return loaded.config;
}

const problems = (config: LoadedConfig): string[] =>
	config.problems.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`);

describe('findConfig', () => {
	it('takes the nearest one upwards', () => {
		const cwd = temporaryTree({ 'metronome-jobs.json': {}, 'a/metronome-jobs.json': {}, 'a/b/c/x.json': {} });
		expect(findConfig(`${cwd}/a/b/c`)).toBe(`${cwd}/a/metronome-jobs.json`);
		expect(findConfig(cwd)).toBe(`${cwd}/metronome-jobs.json`);
	});

	it('takes no folder of that name', () => {
		const cwd = temporaryTree({ 'metronome-jobs.json': {}, 'a/metronome-jobs.json/x': '' });
		expect(findConfig(`${cwd}/a`)).toBe(`${cwd}/metronome-jobs.json`);
	});
});

describe('loadConfig', () => {
	it('builds on what it extends, in order', () => {
		const cwd = temporaryTree({
			'one.json': { rules: { 'secret-unused': 'off', 'secret-undeclared': 'info' }, exclude: 'x' },
			'two/metronome-jobs.json': { rules: { 'secret-undeclared': 'warning' } },
			'team/metronome-jobs.json': { extends: ['../one.json', '../two'], knownJobs: ['a'] },
		});
		const config = load(cwd, 'team/metronome-jobs.json');
		expect(problems(config)).toEqual([]);
		expect(Object.fromEntries(config.settings.rules)).toEqual({
			'secret-unused': 'off',
			'secret-undeclared': 'warning',
		});
		expect(config.settings.exclude).toEqual({ base: cwd, patterns: ['x'] });
		expect(config.base).toBe(`${cwd}/team`);
		expect([...config.sources.keys()]).toEqual([
			'team/metronome-jobs.json',
			'one.json',
			'two/metronome-jobs.json',
		]);
	});

	it('says where a circle closes', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { extends: 'a.json' },
			'a.json': { extends: './metronome-jobs.json', rules: { 'secret-unused': 'off' } },
		});
		const config = load(cwd);
		expect(problems(config)).toEqual([
			'a.json/extends: The configs extend each other in a circle: metronome-jobs.json → a.json → metronome-jobs.json.',
		]);
		expect(config.settings.rules.get('secret-unused')).toBe('off');
	});

	it('says what is wrong in the files that it extends, each once', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { extends: ['a.json', 'b.json', 'none.json'] },
			'a.json': { extends: 'c.json' },
			'b.json': { extends: 'c.json' },
			'c.json': { dcos: '9.9' },
		});
		const [inC, missing, ...rest] = problems(load(cwd));
		expect(inC).toMatch(/^c\.json\/dcos: DC\/OS '9\.9' is not known/);
		expect(missing).toBe('metronome-jobs.json/extends/2: none.json does not exist.');
		expect(rest).toEqual([]);
	});

	it('ends a chain that has no end', () => {
		const cwd = temporaryTree({});
		for (let i = 0; i < 30; i++) addFiles(cwd, { [`${i}.json`]: { extends: `${i + 1}.json` } });
		expect(problems(load(cwd, '0.json'))).toEqual([
			'19.json/extends: More than 20 configs build on one another.',
		]);
	});

	it('fails where there is no such file', () => {
		const cwd = temporaryTree({});
		expect(loadConfig(cwd, `${cwd}/x.json`)).toEqual({ ok: false, message: 'does not exist' });
	});
});

describe('loadInventory', () => {
	const inventory = (files: Record<string, unknown>) => {
		const cwd = temporaryTree({ 'metronome-jobs.json': { secrets: { inventory: 'names.json' } }, ...files });
		return loadInventory(cwd, load(cwd).settings.secrets);
	};

	it('reads names beside the config', () => {
		const { inventory: names, problem } = inventory({ 'names.json': ['etl/db'] });
		expect(problem).toBeUndefined();
		expect(names?.name).toBe('the inventory names.json');
		expect(names?.stateOf('etl/db').state).toBe('exists');
	});

	it.each([
		[{}, 'The inventory names.json does not exist.'],
		[
			{ 'names.json': '[1]' },
			'The inventory names.json must be a list of names, or an object whose keys are names.',
		],
	])('that cannot be read is a mistake of the config, and nobody can tell: %j', (files, message) => {
		const { inventory: names, problem } = inventory(files);
		expect(problem).toMatchObject({ file: 'metronome-jobs.json', pointer: '/secrets/inventory', message });
		expect(names?.stateOf('etl/db').state).toBe('cannot-tell');
	});

	it('warns of values, and repeats none', () => {
		const { notice } = inventory({ 'names.json': { 'etl/db': 'CANARY' } });
		expect(notice).toContain('names.json seems to hold values');
		expect(notice).not.toContain('CANARY');
	});
});
