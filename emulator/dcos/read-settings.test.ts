import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DcosSettingsError, readDcosSettings } from './read-settings.ts';
import { TOKEN_LIFETIME } from './settings.ts';

const CANARY = 'canary7f3a19c2';
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const EC = generateKeyPairSync('ec', {
	namedCurve: 'P-256',
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const read = (content: unknown) =>
	readDcosSettings(typeof content === 'string' ? content : JSON.stringify(content, undefined, 2), {
		shown: 'dcos.json',
		env: { SET: CANARY, EMPTY: '' },
		readKeyFile: path => (path === 'ci.pem' ? publicKey : undefined),
	});

function problems(content: unknown): readonly string[] {
	try {
		read(content);
	} catch (error) {
		if (error instanceof DcosSettingsError) return error.message.split('\n');
		throw error;
	}
	return [];
}

describe('the file of a DC/OS', () => {
	it('may be empty', () => {
		expect(read({})).toEqual({
			users: [],
			secrets: new Map(),
			tokenLifetime: TOKEN_LIFETIME,
			isSealed: false,
		});
	});

	it('has users with a proof and permissions, and secrets as text or bytes', () => {
		const settings = read({
			users: {
				admin: { passwordEnv: 'SET', permissions: ['dcos:superuser full'] },
				ci: { publicKeyFile: 'ci.pem', permissions: ['dcos:secrets:list:default:/etl read'] },
				other: { publicKey },
			},
			secrets: { '/etl/db/': CANARY, bytes: { base64: '/wAB' } },
			tokenLifetimeSeconds: 60,
			sealed: true,
		});
		expect(settings.users.map(({ uid, proof }) => [uid, proof.kind])).toEqual([
			['admin', 'password'],
			['ci', 'public-key'],
			['other', 'public-key'],
		]);
		expect(settings.users[0]?.proof).toEqual({ kind: 'password', password: CANARY });
		expect(settings.users[1]?.grants).toEqual([
			{ resource: 'dcos:secrets:list:default:/etl', actions: new Set(['read']) },
		]);
		expect([...settings.secrets]).toEqual([
			['etl/db', CANARY],
			['bytes', Buffer.from([0xff, 0, 1])],
		]);
		expect([settings.tokenLifetime, settings.isSealed]).toEqual([60, true]);
	});

	it.each([
		['', 'this is no JSON'],
		['{', 'this is no JSON'],
		['{} {}', 'this is no JSON'],
		['[]', 'must be an object'],
		[{ user: {} }, "'user' is not known here"],
		['{"sealed": true, "sealed": false}', "'sealed' stands here twice"],
		[{ users: { a: { password: CANARY, passwordEnv: 'SET' } } }, 'exactly one of password'],
		[{ users: { a: {} } }, 'exactly one of password'],
		[{ users: { a: { password: '' } } }, 'not empty (/users/a/password)'],
		[{ users: { a: { passwordEnv: CANARY } } }, 'is not set (/users/a/passwordEnv)'],
		[{ users: { a: { passwordEnv: 'EMPTY' } } }, 'is not set'],
		[{ users: { a: { passwordEnv: `${CANARY}!` } } }, 'the name of an environment variable'],
		[{ users: { a: { publicKey: privateKey } } }, 'this is a private key'],
		[{ users: { a: { publicKey: EC.publicKey } } }, 'no public RSA key'],
		[{ users: { a: { publicKey: CANARY } } }, 'no public RSA key'],
		[{ users: { a: { publicKeyFile: 'none.pem' } } }, 'cannot be read'],
		[{ users: { a: { password: CANARY, permissions: 'dcos:superuser full' } } }, 'must be a list'],
		[{ users: { a: { password: CANARY, permissions: ['dcos:superuser all'] } } }, '/users/a/permissions/0'],
		[{ users: { a: { password: CANARY, permissions: ['superuser full'] } } }, 'a permission is'],
		[{ secrets: { '/': CANARY } }, "'/' is no path"],
		[{ secrets: { 'a/../b': CANARY } }, 'is no path'],
		[{ secrets: { a: 1 } }, 'must be a string'],
		[{ secrets: { a: { base64: `${CANARY}!` } } }, 'this is no Base64 (/secrets/a/base64)'],
		[{ tokenLifetimeSeconds: 0 }, 'whole number of seconds'],
		[{ tokenLifetimeSeconds: '60' }, 'whole number of seconds'],
		[{ sealed: 'yes' }, 'true or false'],
	])('%j is refused with what is wrong, and without a value', (content, words) => {
		const found = problems(content);
		expect(found).toHaveLength(1);
		expect(found[0]).toContain(words);
		expect(found[0]).toMatch(/^dcos\.json:\d+:\d+: /);
		expect(found.join()).not.toContain(CANARY);
		expect(found.join()).not.toContain('PRIVATE');
	});

	it('is told all its mistakes at once, each with its place', () => {
		expect(problems('{\n\t"sealed": 1,\n\t"secrets": []\n}')).toEqual([
			'dcos.json:3:13: this must be an object with secrets by their path (/secrets)',
			'dcos.json:2:12: this must be true or false (/sealed)',
		]);
	});
});
