import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { inventoryOf } from './secrets/inventory.ts';
import { type ConfigLayer, mergeSettings, NO_SETTINGS } from './settings.ts';
import { chooseTarget } from './settings-target.ts';
import { version } from './version.ts';

function layer(base: string, config: object): ConfigLayer {
	const { config: parsed, problems } = parseConfig(JSON.stringify(config));
	expect(problems).toEqual([]);
	return { config: parsed, file: `${base}/metronome-jobs.json`, base };
}

const suppression = { rule: 'secret-unused', file: 'a.json', reason: 'known' };

describe('mergeSettings', () => {
	const base = layer('/base', {
		jobs: 'base/*.json',
		exclude: 'drafts/',
		dcos: '2.0',
		rules: { 'secret-unused': 'off', 'secret-undeclared': 'info' },
		suppressions: [suppression],
		secrets: { dialect: 'vault', inventory: 'names.json' },
		knownJobs: ['a'],
		targets: {
			prod: { url: 'https://a', variables: { x: '1', y: '2' }, secrets: { plugin: 'absent' } },
			dev: {},
		},
	});
	const own = layer('/repo', {
		jobs: ['jobs/*.json'],
		metronome: '0.6.70',
		rules: { 'secret-undeclared': 'error' },
		suppressions: [suppression],
		secrets: { plugin: 'present' },
		knownJobs: ['b'],
		targets: { prod: { variables: { y: '3' }, tls: { ca: 'ca.pem' } } },
	});
	const settings = mergeSettings([base, own]);

	it('takes the later of what there is one of', () => {
		expect(settings.jobs).toEqual({ base: '/repo', patterns: ['jobs/*.json'] });
		expect(settings.version).toMatchObject({ dcos: undefined, version: { text: '0.6.70' } });
	});

	it('keeps what the later one does not speak of, relative to its own file', () => {
		expect(settings.exclude).toEqual({ base: '/base', patterns: ['drafts/'] });
		expect(settings.secrets).toMatchObject({
			dialect: 'vault',
			plugin: 'present',
			inventory: { path: 'names.json', base: '/base', at: { file: '/base/metronome-jobs.json' } },
		});
	});

	it('merges by name and joins lists', () => {
		expect(Object.fromEntries(settings.rules)).toEqual({
			'secret-unused': 'off',
			'secret-undeclared': 'error',
		});
		expect(settings.knownJobs).toEqual(['a', 'b']);
		const prod = settings.targets.get('prod')!;
		expect(prod.url).toBe('https://a');
		expect([...prod.variables].map(([name, { value }]) => [name, value])).toEqual([
			['x', '1'],
			['y', '3'],
		]);
		expect(prod.tls?.ca).toEqual({ path: 'ca.pem', base: '/repo' });
		expect([...settings.targets.keys()]).toEqual(['prod', 'dev']);
	});

	it('knows which suppressions are inherited', () => {
		expect(settings.suppressions.map(({ inherited, files }) => [inherited, files.base])).toEqual([
			[true, '/base'],
			[false, '/repo'],
		]);
	});
});

describe('chooseTarget', () => {
	const settings = mergeSettings([
		layer('/repo', {
			dcos: '2.0',
			secrets: { dialect: 'any', plugin: 'present' },
			knownJobs: ['base.import'],
			targets: {
				prod: {
					dcos: '2.2',
					secrets: { plugin: 'absent' },
					variables: { image: 'etl:1', stage: { env: 'STAGE', value: 'dev' } },
				},
			},
		}),
	]);
	const wish = { target: undefined, version: undefined, inventory: undefined };

	it('judges for DC/OS 2.2 where nobody says anything', () => {
		expect(chooseTarget(NO_SETTINGS, wish).judgedFor).toBe('Metronome 0.6.68 (DC/OS 2.2.0)');
	});

	it('takes a DC/OS line without a patch number as its oldest release', () => {
		expect(chooseTarget(settings, wish)).toMatchObject({
			judgedFor: 'Metronome 0.6.33 (DC/OS 2.0)',
			target: { dialect: 'any', secretsPlugin: 'present', version: { text: '0.6.33' } },
		});
	});

	it('lets the target win over the settings, and the caller over both', () => {
		const target = settings.targets.get('prod');
		expect(chooseTarget(settings, { ...wish, target })).toMatchObject({
			judgedFor: 'Metronome 0.6.68 (DC/OS 2.2)',
			target: { dialect: 'any', secretsPlugin: 'absent' },
		});
		const choice = { version: version('0.6.70'), dcos: undefined };
		expect(chooseTarget(settings, { ...wish, target, version: choice }).judgedFor).toBe('Metronome 0.6.70');
	});

	it('knows the value of a variable only where no environment can change it', () => {
		const { variables } = chooseTarget(settings, { ...wish, target: settings.targets.get('prod') }).target;
		expect([...variables]).toEqual([
			['image', 'etl:1'],
			['stage', undefined],
		]);
	});

	it('takes the value of a variable from the environment that it is given', () => {
		const target = settings.targets.get('prod');
		const chosen = chooseTarget(settings, { ...wish, target, env: { STAGE: 'canary' } });
		expect(chosen.target.variables.get('stage')).toBe('canary');
		expect(chosen.variableProblems).toEqual([]);
	});

	it('asks the inventory for sources', () => {
		const inventory = inventoryOf('the inventory x.json', new Set(['a/b']), 'dcos');
		const { target } = chooseTarget(settings, { ...wish, inventory });
		expect(target.storeName).toBe('the inventory x.json');
		expect(target.sourceState?.('/a/b')).toEqual({ state: 'exists' });
		expect(target.sourceState?.('a/c')).toEqual({ state: 'missing' });
	});
});
