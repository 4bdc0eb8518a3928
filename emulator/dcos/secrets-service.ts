import { sourceSegments } from '../../core/secrets/spaces.ts';
import { parseUnknown, partAt } from '../../stores/name-list.ts';
import { json } from '../answers.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { isJsonType, type Request, readQuery } from '../requests.ts';
import { FORBIDDEN, NOT_ALLOWED, NOT_FOUND } from './pages.ts';
import { isSuperuser, mayDoWithSecret, mayListSecrets } from './permissions.ts';
import type { DcosSettings, User } from './settings.ts';

interface Secret {
	readonly value: string | Uint8Array;
	readonly author: string;
	/** ms since 1970. */
	readonly createdAt: number;
}

/** About 1 MB, of which about 1 KB is for what is kept beside the value (facts: metronome-and-dcos §1), in bytes. */
const LARGEST_SECRET = 1_047_552;

const SECRET = '/secret/default';
const ACTIONS: ReadonlyMap<string, 'read' | 'create' | 'update' | 'delete'> = new Map([
	['GET', 'read'],
	['HEAD', 'read'],
	['PUT', 'create'],
	['PATCH', 'update'],
	['DELETE', 'delete'],
]);

/**
 * The secrets service of DC/OS Enterprise, store `default`, in memory: `/secrets/v1/…`.
 * Source: facts metronome-and-dcos §1. How a sealed store fails is written nowhere; here it is a 503.
 */
export class SecretsService {
	isSealed: boolean;
	private readonly secrets: Map<string, Secret>;
	private readonly now: () => number;

	constructor(settings: Pick<DcosSettings, 'secrets' | 'isSealed'>, now: () => number) {
		this.isSealed = settings.isSealed;
		this.now = now;
		const initial = [...settings.secrets].map(
			([path, value]) => [path, { value, author: '', createdAt: now() }] as const,
		);
		this.secrets = new Map(initial);
	}

	/** `path`: behind `/secrets/v1`, with its query. */
	answer(request: Request, path: string, user: User): HttpAnswer {
		const mark = path.indexOf('?');
		const plain = mark < 0 ? path : path.slice(0, mark);
		if (plain !== SECRET && !plain.startsWith(`${SECRET}/`)) {
			return this.storeAnswer(request.method, plain, user);
		}
		const name = nameIn(plain.slice(SECRET.length));
		if (name === undefined) return problem(400, 'The path is not valid.');
		const isList = mark >= 0 && readQuery(path.slice(mark + 1)).get('list')?.[0] === 'true';
		const action = ACTIONS.get(request.method);
		if (action === undefined || (isList && action !== 'read')) return NOT_ALLOWED;
		const { grants } = user;
		if (!(isList ? mayListSecrets(grants, name) : mayDoWithSecret(grants, action, name))) return FORBIDDEN;
		if (this.isSealed) return problem(503, 'The store of secrets is sealed.');
		if (isList) return json(200, JSON.stringify({ array: this.namesBelow(name) }));
		switch (action) {
			case 'read':
				return this.read(name);
			case 'delete':
				return this.secrets.delete(name) ? NO_CONTENT : UNKNOWN;
			default:
				return this.write(request, name, action, user);
		}
	}

	/** Seal status is for all: whoever met a sealed store asks for it. */
	private storeAnswer(method: string, path: string, user: User): HttpAnswer {
		const isRead = method === 'GET' || method === 'HEAD';
		const { isSealed: sealed } = this;
		const store = { name: 'default', description: '', driver: 'vault', initialized: true, sealed };
		switch (path) {
			case '/seal-status/default':
				return isRead ? json(200, JSON.stringify({ sealed, ...SEAL })) : NOT_ALLOWED;
			case '/store':
				return isRead ? json(200, JSON.stringify({ array: [store] })) : NOT_ALLOWED;
			case '/store/default':
				return isRead ? json(200, JSON.stringify(store)) : NOT_ALLOWED;
			case '/seal/default':
			case '/auto-unseal/default':
				if (method !== 'PUT') return NOT_ALLOWED;
				if (!isSuperuser(user.grants)) return FORBIDDEN;
				this.isSealed = path === '/seal/default';
				return NO_CONTENT;
			default:
				return NOT_FOUND;
		}
	}

	/** Recursive, sorted, relative to the folder; of a folder that is not there it is empty. */
	private namesBelow(folder: string): readonly string[] {
		const start = folder === '' ? '' : `${folder}/`;
		const below = [...this.secrets.keys()].filter(name => name.startsWith(start));
		return below.map(name => name.slice(start.length)).toSorted();
	}

	private read(name: string): HttpAnswer {
		const secret = this.secrets.get(name);
		if (secret === undefined) return UNKNOWN;
		const { value, author } = secret;
		if (typeof value !== 'string') return { status: 200, type: 'application/octet-stream', body: value };
		const created = new Date(secret.createdAt).toISOString();
		return json(200, JSON.stringify({ value, author, created, description: '', labels: [] }));
	}

	private write(request: Request, name: string, action: 'create' | 'update', user: User): HttpAnswer {
		if (name === '') return UNKNOWN;
		const value = valueIn(request);
		if (typeof value !== 'string' && 'status' in value) return value;
		const exists = this.secrets.has(name);
		if (action === 'create' && exists) return problem(409, 'The secret exists already.');
		if (action === 'update' && !exists) return UNKNOWN;
		this.secrets.set(name, { value, author: user.uid, createdAt: this.now() });
		return action === 'create' ? { ...NO_CONTENT, status: 201 } : NO_CONTENT;
	}
}

const NO_CONTENT: HttpAnswer = { status: 204, type: undefined, body: '' };
const SEAL = { shares: 1, threshold: 1, progress: 0 };

function problem(status: number, description: string): HttpAnswer {
	return json(status, JSON.stringify({ title: 'Error', description }));
}

const UNKNOWN = problem(404, 'There is no such secret.');

/** The fields that a body may have; the DC/OS UI sends `path`, too (facts: metronome-and-dcos §1). */
const FIELDS: ReadonlySet<string> = new Set(['value', 'author', 'created', 'description', 'labels', 'path']);

/** Text as JSON, bytes as they are. */
function valueIn(request: Request): string | Buffer | HttpAnswer {
	const body =
		typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0));
	if (body.length > LARGEST_SECRET) return problem(413, 'The secret is too large.');
	if (request.headers['content-type'] === 'application/octet-stream') return body;
	if (!isJsonType(request.headers)) {
		return problem(415, 'Content-Type must be application/json or application/octet-stream.');
	}
	const content = parseUnknown(body.toString('utf8'));
	const value = partAt(content, ['value']);
	const isKnown =
		typeof content === 'object' && content !== null && Object.keys(content).every(key => FIELDS.has(key));
	return typeof value === 'string' && isKnown
		? value
		: problem(400, "The body must be an object with 'value', a string.");
}

/** A path may come with `/` or with `%2F`. Undefined: it is none. */
function nameIn(raw: string): string | undefined {
	let name: string;
	try {
		name = decodeURIComponent(raw);
	} catch {
		return undefined;
	}
	const segments = sourceSegments(name);
	return segments.includes('.') || segments.includes('..') ? undefined : segments.join('/');
}
