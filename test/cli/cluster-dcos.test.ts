import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import { type ExampleCluster, exampleCluster } from './cluster.ts';
import { pathWithCommand } from './examples-copy.ts';

const PASSWORD = `canary-password-${'5b1d'.repeat(4)}`;
const SECRET = `canary-secret-${'c07a'.repeat(4)}`;
const JOB = 'tide.infra.secrets-check';
const SETTINGS = {
	users: {
		deployer: {
			password: PASSWORD,
			permissions: [
				'dcos:adminrouter:service:metronome full',
				'dcos:adminrouter:secrets full',
				'dcos:service:metronome:metronome:jobs full',
				'dcos:secrets:list:default:/tide full',
			],
		},
		infra: {
			password: PASSWORD,
			permissions: [
				'dcos:adminrouter:service:metronome full',
				'dcos:service:metronome:metronome:jobs:tide.infra full',
			],
		},
	},
	secrets: { 'tide/infra/acme-account-key': SECRET, 'tide/infra/dns-api-token': SECRET },
	tokenLifetimeSeconds: 600,
};

const path = pathWithCommand();
let cluster: ExampleCluster;
const log: string[] = [];
beforeEach(async () => {
	log.length = 0;
	cluster = await exampleCluster(path, {
		dcos: readDcosSettings(JSON.stringify(SETTINGS), {
			shown: 'dcos.json',
			env: {},
			readKeyFile: () => undefined,
		}),
		log: line => log.push(line),
	});
	cluster.edit('metronome-jobs.json', text =>
		text.replace(
			/"production": \{/,
			'"production": { "auth": { "usernameEnv": "DCOS_USERNAME", "passwordEnv": "DCOS_PASSWORD" },',
		),
	);
});
afterEach(() => cluster.close());

const as = (DCOS_USERNAME: string, line: string, DCOS_PASSWORD = PASSWORD) =>
	cluster.shell(`metronome-jobs ${line} --target production`, { DCOS_USERNAME, DCOS_PASSWORD });

describe('the same commands against a cluster with logins', () => {
	it('deploy, run and plan as on the emulator alone, and no secret is in any output', async () => {
		const deployed = await as('deployer', 'deploy --owner t/r --yes');
		expect(deployed.code).toBe(0);
		const ran = await as('deployer', `run ${JOB} --wait --timeout 10s`);
		expect(ran.code).toBe(0);
		const planned = await as('deployer', 'plan --owner t/r --detailed-exitcode');
		expect(planned.code).toBe(0);
		const everything = [deployed, ran, planned].map(({ out, err }) => out + err).join('') + log.join('\n');
		expect(everything).not.toContain(PASSWORD);
		expect(everything).not.toContain(SECRET);
		expect(everything).not.toMatch(/token=|eyJ/);
	});

	it('log in again when the login has run out midway', async () => {
		cluster.emulator.setFaults({
			rules: [{ kind: 'slow', ms: 1, methods: ['POST'], skip: 3, times: 1 }],
			struck: () => cluster.emulator.dcos?.expireTokens(),
		});
		const { code, out } = await as('deployer', 'deploy --owner t/r --yes');
		expect(out).toContain('15 applied, 0 failed');
		expect(code).toBe(0);
	});

	it('say which variable is missing, or that the login is refused', async () => {
		const missing = await cluster.shell('metronome-jobs plan --target production --owner t/r');
		expect(missing.code).toBe(2);
		expect(missing.err).toContain('DCOS_PASSWORD');
		const refused = await as('deployer', 'plan --owner t/r', 'not the password');
		expect(refused.code).toBe(3);
		expect(refused.err).not.toContain('not the password');
	});

	it('go on with the others where some jobs may not be written, and say so', async () => {
		const { code, out } = await as('infra', 'deploy --owner t/r --yes');
		expect(out).toContain('created tide.infra.rotate-logs');
		expect(out).toMatch(/failed: create tide\.backup\.postgres/);
		expect(code).toBe(5);
	});

	it('survive faults of the way there, and never create a job twice', async () => {
		cluster.emulator.setFaults({ rules: [{ kind: 'random', chance: 0.2, when: 'either' }], seed: 7 });
		let last = await as('deployer', 'deploy --owner t/r --yes');
		for (let more = 0; more < 4 && last.code !== 0; more++)
			last = await as('deployer', 'deploy --owner t/r --yes');
		expect(last.code).toBe(0);
		cluster.emulator.setFaults({ rules: [] });
		expect((await as('deployer', 'plan --owner t/r --detailed-exitcode')).code).toBe(0);
	});

	it('find another leader', async () => {
		cluster.emulator.setFaults({ rules: [{ kind: 'leader-change', skip: 8 }] });
		await as('deployer', 'deploy --owner t/r --yes');
		expect((await as('deployer', 'deploy --owner t/r --yes')).code).toBe(0);
		expect((await as('deployer', 'plan --owner t/r --detailed-exitcode')).code).toBe(0);
	});
});
