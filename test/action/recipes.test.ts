import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import { fakeVault, vaultListener } from '../../stores/fakes/vault.ts';
import type { Permission, TokenOwner } from '../github/state.ts';
import { startProxy } from '../network/proxy.ts';
import { addFiles } from '../temporary-tree.ts';
import { certificate, hasOpenssl } from './certificate.ts';
import { type ActionCluster, actionCluster, closeLater, listening } from './cluster.ts';
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
		event: 'pull_request' | 'push' | 'schedule' | 'merge_group' | 'workflow_dispatch',
		values?: Readonly<Record<string, string>>,
	): Promise<Done>;
}

interface KitchenOptions extends Partial<Parameters<typeof pipeline>[0]> {
	/** What stands in a recipe for addresses and files of the reader's own → those of the test. */
	readonly ours?: Readonly<Record<string, string>>;
}

async function kitchen(auth: object, options: KitchenOptions = {}): Promise<Kitchen> {
	const cluster: ActionCluster = options.cluster ?? (await actionCluster());
	const permissions: Partial<Record<Permission, 'read' | 'write'>> = {};
	const owner: TokenOwner = { login: 'github-actions[bot]', permissions };
	const base = cluster.emulator.dcos === undefined ? cluster.url : `${cluster.url}/service/metronome`;
	const targets = { production: { url: base, auth }, staging: { url: base, auth } };
	const head = { 'jobs/a.json': job('a', 'true'), 'jobs/smoke.json': job('smoke', 'true') };
	const line = await pipeline({
		head,
		...options,
		cluster,
		owner,
		settings: { targets, ...options.settings },
	});
	const cook: Kitchen['cook'] = async (path, name, event, values = {}) => {
		const found = workflow(path).jobs[name];
		if (found === undefined) throw new Error(`${path} has no job ${name}`);
		for (const key of Object.keys(permissions)) delete permissions[key as Permission];
		const granted = Object.entries(found.permissions ?? {}).map(([key, level]) => [
			key,
			// Whatever the workflow asks for (docs: Events that trigger workflows, pull_request).
			options.fork === true ? 'read' : level,
		]);
		Object.assign(permissions, Object.fromEntries(granted));
		let done: Done | undefined;
		for (const step of found.steps ?? []) {
			if (!OURS.test(step.uses ?? '')) continue;
			const filled = (texts: Readonly<Record<string, unknown>> = {}) =>
				Object.fromEntries(
					Object.entries(texts).map(([key, text]) => {
						const value = evaluated(String(text), values);
						return [key, options.ours?.[value] ?? value];
					}),
				);
			const inputs = { target: '', 'plan-key': '', ...filled(step.with) };
			const more = { env: { ...filled(found.env), ...filled(step.env) } };
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

/** What a workflow hands to the one that it calls, by the names that it has there. */
function handedOver(kind: string, given: Readonly<Record<string, string>> = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(given).map(([name, value]) => [`${kind}.${name}`, evaluated(value, {})]),
	);
}

/** What the runner gives a job with the permission `id-token`. */
const OIDC = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: ['canary', 'oidc', 'Xe2'].join('.') };

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

	it('that the README begins with, which puts a finding on its line', async () => {
		const head = { 'jobs/b.json': { id: 'b', run: { cmd: 'true', cpus: '0.1' } } };
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' }, { head });
		const done = await line.cook('README.md', 'metronome', 'pull_request');
		expect([done.code, done.warnings]).toEqual([1, []]);
		const places = done.errors.map(({ properties: { file, line } }) => `${file}:${line}`);
		expect(places).toContain('jobs/b.json:5');
	});

	it.each(['push', 'merge_group'] as const)('check.yml on %s', async event => {
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' });
		const done = await line.cook('docs/workflows/check.yml', 'check', event);
		expect([done.code, done.errors, done.warnings]).toEqual([0, [], []]);
	});

	it('check.yml on the pull request of a fork', async () => {
		const head = {
			'jobs/a.json': job('a', 'true'),
			'jobs/b.json': { id: 'b', run: { cmd: 'true', cpus: '0.1' } },
		};
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' }, { fork: true, head });
		const done = await line.cook('docs/workflows/check.yml', 'check', 'pull_request');
		expect([done.code, done.warnings]).toEqual([1, []]);
		expect(done.errors[0]?.properties['file']).toBe('jobs/b.json');
	});

	it('vault.yml', async () => {
		const jwt = ['canary', 'jwt', 'Ux3'].join('.');
		const vault = fakeVault(2, { 'app/db': { password: 'x' } });
		const token = ['canary', 'vault', 'Mc8'].join('.');
		vault.logins.set('auth/jwt/login', { body: { role: 'metronome-jobs', jwt }, token });
		const server = createServer(vaultListener(vault));
		const oidc = createServer((request, response) => {
			expect(request.headers.authorization).toBe(`Bearer ${OIDC['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}`);
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value: jwt }));
		});
		for (const one of [server, oidc]) closeLater(one);
		const store = {
			kind: 'vault',
			url: await listening(server),
			role: 'metronome-jobs',
			jwtEnv: 'VAULT_JWT',
		};
		const secrets = { env: { A: { secret: 's' } }, secrets: { s: { source: 'app/db@password' } } };
		const run = { cmd: 'true', cpus: 0.1, mem: 32, disk: 0 };
		const env = { ...OIDC, ACTIONS_ID_TOKEN_REQUEST_URL: `${await listening(oidc)}/token?api-version=2.0` };
		for (const [source, isThere] of [
			['app/db@password', true],
			['app/gone@password', false],
		] as const) {
			const head = { 'jobs/a.json': { id: 'a', run: { ...run, ...secrets, secrets: { s: { source } } } } };
			const settings = { secrets: { dialect: 'vault', store } };
			const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' }, { head, settings, env });
			expect(workflow('docs/workflows/vault.yml').jobs['plan']?.permissions).toMatchObject({
				'id-token': 'write',
			});
			const done = await line.cook('docs/workflows/vault.yml', 'plan', 'pull_request');
			expect([done.code, done.outputs['changes']]).toEqual(isThere ? [0, '1'] : [1, undefined]);
			expect(`${done.text}${done.summary}`.includes('app/gone')).toBe(!isThere);
		}
		expect([vault.asked.includes('POST auth/jwt/login'), vault.reads]).toEqual([true, 0]);
	});

	it.skipIf(!hasOpenssl)('enterprise-server.yml', async () => {
		const { key, cert, file } = certificate();
		const { privateKey, publicKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const text = JSON.stringify({ users: { robot: { publicKey, permissions: ['dcos:superuser full'] } } });
		const dcos = readDcosSettings(text, { shown: 'dcos.json', env: {}, readKeyFile: () => undefined });
		const cluster = await actionCluster({ dcos });
		const account = {
			scheme: 'RS256',
			uid: 'robot',
			private_key: privateKey,
			login_endpoint: `${cluster.url}/acs/api/v1/auth/login`,
		};
		const proxy = await startProxy();
		const ours = {
			'/etc/ssl/certs/company.pem': file,
			'http://proxy.example.com:3128': proxy.url,
			'github.example.com,.cluster.example.com': '127.0.0.1',
		};
		const line = await kitchen(
			{ serviceAccountEnv: 'DCOS_SERVICE_ACCOUNT' },
			{ cluster, ours, github: { prefix: '/api/v3', tls: { key, cert } } },
		);
		const values = { 'secrets.DCOS_SERVICE_ACCOUNT': JSON.stringify(account) };
		const done = await line.cook('docs/workflows/enterprise-server.yml', 'plan', 'pull_request', values);
		expect([done.code, done.outputs['changes'], done.warnings]).toEqual([0, '2', []]);
		expect(line.fake.state.comments).toHaveLength(1);
		expect(new Set(proxy.asked)).toEqual(new Set([new URL(line.fake.origin).host]));
		for (const part of privateKey.split('\n').filter(one => one.length > 40))
			expect(line.said()).not.toContain(part);
	});

	it('reusable-caller.yml, with what it hands over and no more rights than it has', async () => {
		const line = await kitchen({ tokenEnv: 'DCOS_TOKEN' });
		const caller = workflow('docs/workflows/reusable-caller.yml').jobs['production'];
		const called = 'docs/workflows/reusable-deploy.yml';
		expect(caller?.uses).toBe('./.github/workflows/reusable-deploy.yml');
		expect(caller?.permissions).toEqual(workflow(called).jobs['deploy']?.permissions);
		const values = {
			...handedOver('inputs', caller?.with),
			...handedOver('secrets', caller?.secrets),
			'matrix.target': 'production',
		};
		await line.cook('docs/workflows/targets.yml', 'plan', 'pull_request', values);
		line.merge();
		const done = await line.cook(called, 'deploy', 'push', values);
		expect([done.code, done.outputs['applied'], done.warnings]).toEqual([0, '2', []]);
		expect(done.outputs['run-ids']).toMatch(/^smoke \S+$/);
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
		const upload = workflow(path).jobs['plan']?.steps?.find(({ uses }) => uses?.includes('upload-artifact'));
		for (const name of String(upload?.with?.['path']).trim().split('\n')) {
			expect(existsSync(join(line.made.workspace, name)), name).toBe(true);
		}
		const deployed = await line.cook(path, 'deploy', 'push');
		expect([deployed.code, deployed.outputs['applied'], deployed.warnings]).toEqual([0, '2', []]);
	});

	it('rollback.yml, with what the run of plan-and-deploy.yml has uploaded', async () => {
		const line = await kitchen(PASSWORDS, { cluster: await withLogins() });
		await line.cook('docs/workflows/plan-and-deploy.yml', 'plan', 'pull_request');
		line.merge();
		const deployed = await line.cook('docs/workflows/plan-and-deploy.yml', 'deploy', 'push');
		expect(deployed.code).toBe(0);
		const path = 'docs/workflows/rollback.yml';
		const steps = workflow(path).jobs['rollback']?.steps ?? [];
		const folder = steps.find(({ uses }) => uses?.includes('download-artifact'))?.with?.['path'];
		const file = deployed.outputs['state-file'] ?? '';
		addFiles(line.made.workspace, { [`${folder}/${basename(file)}`]: readFileSync(file, 'utf8') });
		const done = await line.cook(path, 'rollback', 'workflow_dispatch');
		expect([done.code, done.errors, done.outputs['applied']]).toEqual([0, [], '2']);
		const again = await line.cook('docs/workflows/plan-and-deploy.yml', 'plan', 'pull_request');
		expect(again.outputs['changes']).toBe('2');
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
