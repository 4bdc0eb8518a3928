import { LARGEST_BODY } from '../core/definition/body.ts';
import { decode } from '../files/decode.ts';

/** Header names in lower case, as node:http gives them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as it comes from the wire. */
export interface Request {
	readonly method: string;
	/** Path and query as sent, percent signs and all. */
	readonly target: string;
	readonly headers: Headers;
	/** Bytes, or text that stands for its UTF-8. Undefined: none was sent. */
	readonly body: Buffer | string | undefined;
}

export const EMBEDS = ['activeRuns', 'schedules', 'history', 'historySummary'] as const;
export type Embed = (typeof EMBEDS)[number];

/**
 * The parts of a job to show, from the query; undefined for one that does not exist. As Java's `split` does, empty parts
 * at the end do not count (facts: server-behaviour row 37). Source: Metronome Binders.scala.
 */
export function readEmbeds(query: Query): ReadonlySet<Embed> | undefined {
	const wanted = new Set<Embed>();
	for (const value of query.get('embed') ?? []) {
		for (const name of splitAtCommas(value)) {
			const embed = EMBEDS.find(known => known === name);
			if (embed === undefined) return undefined;
			wanted.add(embed);
		}
	}
	return wanted;
}

function splitAtCommas(value: string): readonly string[] {
	const parts = value.split(',');
	if (parts.length === 1) return parts;
	return parts.slice(0, parts.findLastIndex(part => part !== '') + 1);
}

/**
 * `stopCurrentJobRuns`: the first one counts, false without any; undefined for what is no Boolean.
 * Source: Play 2.6, `QueryStringBindable.bindableBoolean`; facts: server-behaviour row 40.
 */
export function readStop(query: Query): boolean | undefined {
	const value = query.get('stopCurrentJobRuns')?.[0];
	if (value === undefined) return false;
	const word = value.trim();
	if (word === 'true' || word === 'false') return word === 'true';
	if (!/^[+-]?\d{1,10}$/.test(word)) return undefined;
	const number = Number(word);
	return number === 1 ? true : number === 0 ? false : undefined;
}

/** The values of each key in their order. */
export type Query = ReadonlyMap<string, readonly string[]>;

const EMPTY_QUERY: Query = new Map();

/** Reads what follows the question mark. */
export function readQuery(text: string): Query {
	if (text === '') return EMPTY_QUERY;
	const query = new Map<string, string[]>();
	for (const [key, value] of new URLSearchParams(text)) {
		const values = query.get(key);
		if (values === undefined) query.set(key, [value]);
		else values.push(value);
	}
	return query;
}

/** Of a parameter that is not sound the whole header is void (recordings seq-00169 … seq-00182). */
const JSON_TYPE =
	/^\s*(?:application|text)\/json\s*(?:;\s*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"(?:[^"\\]|\\.)*")\s*)*$/i;

export function isJsonType(headers: Headers): boolean {
	const type = headers['content-type'];
	return type === 'application/json' || (typeof type === 'string' && JSON_TYPE.test(type));
}

/** The text of a body as far as its bytes make one. */
export type BodyText =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'too-large' }
	| { readonly kind: 'no-text'; readonly message: string };

export function readBody(body: Request['body']): BodyText {
	if (body === undefined || body.length === 0) return { kind: 'text', text: '' };
	if (typeof body === 'string') {
		return Buffer.byteLength(body) > LARGEST_BODY
			? { kind: 'too-large' }
			: { kind: 'text', text: withoutMark(body) };
	}
	if (body.length > LARGEST_BODY) return { kind: 'too-large' };
	const decoded = decode(body);
	if (decoded === undefined) return { kind: 'no-text', message: 'The body is not text' };
	if (decoded.problem !== undefined) return { kind: 'no-text', message: decoded.problem.message };
	return { kind: 'text', text: withoutMark(decoded.text) };
}

/** One byte order mark is fine, a second one is not (facts: server-behaviour row 9). */
function withoutMark(text: string): string {
	return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
