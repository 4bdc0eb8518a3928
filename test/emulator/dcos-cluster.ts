import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { NEWEST_VERSION } from '../../core/version.ts';
import { readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.ts';
import { type DcosAuth, dcosTokens } from '../../stores/dcos-login.ts';
import type { TokenSource } from '../../stores/session.ts';
import { httpTransport } from '../../stores/transport.ts';

export const PASSWORD = `canary-password-${'19c2'.repeat(4)}`;
export const SECRET = `canary-secret-${'7f3a'.repeat(4)}`;
export const START = Date.UTC(2026, 10, 24, 12);

const KEYS = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
/** What `dcos security secrets create-sa-secret` makes. */
export const ACCOUNT = JSON.stringify({ uid: 'ci', private_key: KEYS.privateKey, scheme: 'RS256' });

const METRONOME = 'dcos:adminrouter:service:metronome full';
const JOBS = 'dcos:service:metronome:metronome:jobs';
const SETTINGS = {
	users: {
		admin: { passwordEnv: 'ADMIN_PASSWORD', permissions: ['dcos:superuser full'] },
		ci: {
			publicKey: KEYS.publicKey,
			permissions: [METRONOME, `${JOBS}:etl create,read,update`, 'dcos:secrets:list:default:/etl read'],
		},
		reader: { password: PASSWORD, permissions: [METRONOME, `${JOBS}:etl/load read`] },
		outsider: { password: PASSWORD, permissions: [`${JOBS} full`] },
	},
	secrets: {
		root: SECRET,
		'etl/db': SECRET,
		'etl/load/key': { base64: Buffer.from([0xff, 0, 1]).toString('base64') },
		'other/key': SECRET,
	},
	tokenLifetimeSeconds: 600,
};

/** A DC/OS whose clock a test moves, and everything that it logged. */
export async function startCluster(options: Partial<EmulatorOptions> = {}) {
	const log: string[] = [];
	const clock = { now: START };
	const dcos = readDcosSettings(JSON.stringify(SETTINGS), {
		shown: 'dcos.json',
		env: { ADMIN_PASSWORD: PASSWORD },
		readKeyFile: () => undefined,
	});
	const emulator = await startEmulator({
		port: 0,
		version: NEWEST_VERSION,
		ignoreImage: true,
		secrets: { kind: 'off' },
		dialect: 'any',
		path: process.env['PATH'] ?? '',
		now: () => clock.now,
		dcos,
		log: line => log.push(line),
		...options,
	});
	return { emulator, log, clock };
}

export const TRANSPORT = httpTransport({ env: {} });

export const AS_ADMIN: DcosAuth = {
	method: 'password',
	username: async () => 'admin',
	password: async () => PASSWORD,
};
export const AS_CI: DcosAuth = { method: 'service-account', account: async () => ACCOUNT };

export function tokensOf({ url }: Emulator, auth: DcosAuth, now: () => number = () => START): TokenSource {
	return dcosTokens(auth, url, TRANSPORT, now);
}

/** Sends requests as one user. */
export async function loggedIn(emulator: Emulator, uid: string) {
	const login = await post(emulator, { uid, password: PASSWORD });
	expect(login.status).toBe(200);
	const { token }: { token: string } = JSON.parse(login.text);
	return {
		token,
		ask: (method: string, path: string, body?: string | Buffer | object, type = 'application/json') =>
			send(emulator.url + path, {
				method,
				headers: { authorization: `token=${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
				...(body === undefined
					? {}
					: { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
			}),
	};
}

export function post({ url }: Emulator, body: object | string) {
	const headers = { 'content-type': 'application/json' };
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return send(`${url}/acs/api/v1/auth/login`, { method: 'POST', headers, body: text });
}

export async function send(url: string, init: RequestInit = {}) {
	const response = await fetch(url, init);
	const bytes = Buffer.from(await response.arrayBuffer());
	const { status, headers } = response;
	return { status, type: headers.get('content-type'), headers, bytes, text: bytes.toString('utf8') };
}
