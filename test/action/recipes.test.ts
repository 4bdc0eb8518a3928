import { describe, expect, it } from 'vitest';
import { readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import type { Permission, TokenOwner } from '../github/state.ts';
import { type ActionCluster, actionCluster } from './cluster.ts';
import { job, type Pipeline, PLAN_KEY, pipeline } from './pipeline.ts';
import type { Done } from './runner.ts';
import { hasYaml, OURS, workflow } from './workflows.ts';

/** The recipes of the documentation do what they say, with the rights that they ask for and no others. */

const PASSWORD = ['canary', 'password', 'Lk2'].join('-');
const TOKEN_OF_CLUSTER = ['canary', 'token', 'Pq5'].join('.');

const VALUES: Readonly<Record<string, string>> = {
	'secrets.PLAN_KEY': PLAN_KEY,
	'secrets.DCOS_TOKEN': TOKEN_OF_CLUSTER,
	'secrets.DCOS_READER_TOKEN': TOKEN_OF_CLUSTER,
	'secrets.DCOS_READER_PASSWORD': PASSWORD,
	'secrets.DCOS_WRITER_PASSWORD': PASSWORD,
	'vars.DCOS_READER': 'reader',
	'vars.DCOS_WRITER': 'writer',
	'inputs.digest': '',
	'inputs.target': 'production',
	'inputs.smoke': 'smoke',
};

interface Kitchen extends Pipeline {
	/** Runs the steps of a job that use the Action, with the permissions of the job. Gives the last. */
	cook(
		path: string,
		name: string,
		event: 'pull_request' | 'push' | 'schedule',
		values?: Readonly<Record<string, string>>,
	): Promise<Done>;
}

async function kitchen(
	auth: object,
	options: Partial<Parameters<typeof pipeline>[0]> = {},
): Promise<Kitchen> {
	const cluster: ActionCluster = options.cluster ?? (await actionCluster());
	const permissions: Partial<Record<Permission, 'read' | 'write'>> = {};
	const owner: TokenOwner = { login: 'github-actions[bot]', permissions };
	const base = cluster.emulator.dcos === undefined ? cluster.url : `${cluster.url}/service/metronome`;
	const targets = { production: { url: base, auth }, staging: { url: base, auth } };
	const head = { 'jobs/a.json': job('a', 'true'), 'jobs/smoke.json': job('smoke', 'true') };
	const line = await pipeline({ head, ...options, cluster, owner, settings: { targets } });
	const cook: Kitchen['cook'] = async (path, name, event, values = {}) => {
		const found = workflow(path).jobs[name];
		if (found === undefined) throw new Error(`${path} has no job ${name}`);
		for (const key of Object.keys(permissions)) delete permissions[key as Permission];
		Object.assign(permissions, found.permissions);
		let done: Done | undefined;
		for (const step of found.steps ?? []) {
			if (!OURS.test(step.uses ?? '')) continue;
			const filled = (texts: Readonly<Record<string, unknown>> = {}) =>
				Object.fromEntries(
					Object.entries(texts).map(([key, text]) => [key, evaluated(String(text), values)]),
				);
			const inputs = { target: '', 'plan-key': '', ...filled(step.with) };
			const more = { env: filled(step.env) };
			done = event === 'pull_request' ? await line.pull(inputs, more) : await line.main(inputs, event, more);
		}
		if (done === undefined) throw new Error(`${path} does not use the Action in ${name}`);
		return done;
	};
	return { ...line, cook };
}

function evaluated(text: string, values: Readonly<Record<string, string>>): string {
	return text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, name: string) => {
		const value = { ...VALUES, ...values }[name];
		if (value === undefined) throw new Error(`nobody knows ${name}`);
		return value;
	});
}

const PASSWORDS = { usernameEnv: 'DCOS_USERNAME', passwordEnv: 'DCOS_PASSWORD' };

/** The reader may read, and nothing else: a plan needs no more. */
async function withLogins(): Promise<ActionCluster> {
	const text = JSON.stringify({
		users: {
			reader: {
				password: PASSWORD,
				permissions: [
					'dcos:adminrouter:service:metronome full',
					'dcos:service:metronome:metronome:jobs read',
				],
			},
			writer: { password: PASSWORD, permissions: ['dcos:superuser full'] },
		},
	});
	const dcos = readDcosSettings(text, { shown: 'dcos.json', env: {}, readKeyFile: () => undefined });
	return actionCluster({ dcos });
}

describe.skipIf(!hasYaml)('the recipe', () => {
	it('check.yml', async () => {
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' });
		const done = await line.cook('docs/workflows/check.yml', 'check', 'pull_request');
		expect([done.code, done.warnings]).toEqual([0, []]);
	});

	it('plan-and-deploy.yml', async () => {
		const path = 'docs/workflows/plan-and-deploy.yml';
		const line = await kitchen(PASSWORDS, { cluster: await withLogins() });
		const planned = await line.cook(path, 'plan', 'pull_request');
		expect([planned.code, planned.errors, planned.warnings]).toEqual([0, [], []]);
		expect(line.fake.state.comments).toHaveLength(1);
		line.merge();
		const deployed = await line.cook(path, 'deploy', 'push');
		expect([deployed.code, deployed.errors, deployed.warnings]).toEqual([0, [], []]);
		expect(deployed.outputs).toMatchObject({ applied: '2', failed: '0' });
		expect(deployed.outputs['environment-url']).toContain('/service/metronome');
		for (const canary of [PASSWORD, PLAN_KEY]) expect(line.said()).not.toContain(canary);
	});

	it('plan-and-deploy.yml, started by hand with the digest of a refused deploy', async () => {
		const path = 'docs/workflows/plan-and-deploy.yml';
		const line = await kitchen(PASSWORDS, { cluster: await withLogins() });
		const refused = await line.cook(path, 'deploy', 'push');
		expect(refused.code).toBe(4);
		const digest = refused.outputs['digest'] ?? '';
		const done = await line.cook(path, 'deploy', 'push', { 'inputs.digest': digest });
		expect([done.code, done.outputs['applied']]).toEqual([0, '2']);
	});

	it('approve-in-environment.yml', async () => {
		const path = 'docs/workflows/approve-in-environment.yml';
		const line = await kitchen(PASSWORDS, { cluster: await withLogins() });
		const planned = await line.cook(path, 'plan', 'push');
		expect([planned.code, planned.outputs['changes'], planned.warnings]).toEqual([0, '2', []]);
		const deployed = await line.cook(path, 'deploy', 'push');
		expect([deployed.code, deployed.outputs['applied'], deployed.warnings]).toEqual([0, '2', []]);
	});

	it('targets.yml, drift.yml and reusable-deploy.yml', async () => {
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' });
		for (const target of ['staging', 'production']) {
			const values = { 'matrix.target': target };
			const planned = await line.cook('docs/workflows/targets.yml', 'plan', 'pull_request', values);
			expect([planned.code, planned.warnings]).toEqual([0, []]);
		}
		expect(line.fake.state.comments).toHaveLength(2);
		line.merge();
		const staging = await line.cook('docs/workflows/targets.yml', 'deploy', 'push', {
			'matrix.target': 'staging',
		});
		expect([staging.code, staging.outputs['applied'], staging.warnings]).toEqual([0, '2', []]);
		await line.cluster.call('DELETE', '/v1/jobs/a');
		const values = { 'matrix.target': 'production' };
		const drifted = await line.cook('docs/workflows/drift.yml', 'drift', 'schedule', values);
		expect([drifted.code, drifted.outputs['drift'], drifted.warnings]).toEqual([0, 'true', []]);
		expect(line.fake.state.issues).toMatchObject([{ state: 'open' }]);
		const reusable = 'docs/workflows/reusable-deploy.yml';
		const refused = await line.cook(reusable, 'deploy', 'push');
		expect(refused.code).toBe(4);
	});
});
