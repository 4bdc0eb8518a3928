import { type KeyObject, verify } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { parseUnknown, partAt } from '../name-list.ts';
import { bodyOf, reply } from './loopback.ts';

/** A cluster that lets some people in; a test changes it while it runs. */
export interface FakeCluster {
	readonly passwords: Map<string, string>;
	/** Public keys of service accounts. */
	readonly accounts: Map<string, KeyObject>;
	/** Tokens that are good now. */
	readonly tokens: Set<string>;
	/** Bodies of logins, refused ones as well. */
	readonly logins: string[];
	/** `GET /service/metronome/info token=…` */
	readonly asked: string[];
	/** What Metronome says of itself; asked for by those who are logged in. */
	readonly info: object;
	/** Answers what stands neither at the login nor at `/info`. */
	rest: RequestListener;
}

export function fakeCluster(): FakeCluster {
	return {
		passwords: new Map(),
		accounts: new Map(),
		tokens: new Set(),
		logins: [],
		asked: [],
		info: { version: '0.6.68' },
		rest: (_, response) => reply(response, 404, '<html>404 service not found</html>', 'text/html'),
	};
}

/** Login and Admin Router as facts metronome-and-dcos §2 document them. */
export function clusterListener(cluster: FakeCluster): RequestListener {
	return async (request, response) => {
		const path = request.url ?? '/';
		cluster.asked.push(`${request.method} ${path} ${request.headers.authorization ?? ''}`.trim());
		if (path === '/acs/api/v1/auth/login' && request.method === 'POST') {
			const body = await bodyOf(request);
			cluster.logins.push(body);
			if (!mayLogIn(cluster, parseUnknown(body))) {
				return reply(response, 401, { title: 'Bad credentials', code: 'ERR_INVALID_CREDENTIALS' });
			}
			const token = `canary-jwt-${cluster.logins.length}`;
			cluster.tokens.add(token);
			return reply(response, 200, { token });
		}
		const token = request.headers.authorization?.replace(/^token=/, '') ?? '';
		if (!cluster.tokens.has(token)) return reply(response, 401, '<html>401</html>', 'text/html');
		if (path === '/service/metronome/info') return reply(response, 200, cluster.info);
		cluster.rest(request, response);
	};
}

function mayLogIn({ passwords, accounts }: FakeCluster, body: unknown): boolean {
	const [uid, password, token] = ['uid', 'password', 'token'].map(name => partAt(body, [name]));
	if (typeof uid !== 'string') return false;
	if (typeof password === 'string') return passwords.get(uid) === password;
	const key = accounts.get(uid);
	return key !== undefined && typeof token === 'string' && isSignedBy(token, uid, key);
}

function isSignedBy(token: string, uid: string, key: KeyObject): boolean {
	const [head = '', claims = '', signature = ''] = token.split('.');
	const read = (part: string): unknown => parseUnknown(Buffer.from(part, 'base64url').toString());
	const isSound = partAt(read(head), ['alg']) === 'RS256' && partAt(read(claims), ['uid']) === uid;
	const exp = partAt(read(claims), ['exp']);
	const isFresh = typeof exp === 'number' && Number.isInteger(exp) && exp * 1000 > Date.now();
	const signed = Buffer.from(`${head}.${claims}`);
	return isSound && isFresh && verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'));
}
