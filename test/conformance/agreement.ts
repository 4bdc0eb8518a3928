import { judge } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import { jobIdInUrl } from '../../core/job-id.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import type { Body } from '../../core/verdict/schema.ts';
import { NEWEST_VERSION, type Version } from '../../core/version.ts';
import { decode } from '../../files/decode.ts';
import type { Agreement } from './cron-agreement.ts';

/** How far our verdict on request bodies is that of a recorded server. */
export interface BodyAgreement extends Agreement {
	/** Every path of every recorded 422. */
	readonly paths: PathCoverage;
}

export interface PathCoverage {
	readonly reported: number;
	readonly covered: number;
	/** One line for each path that none of our findings speaks of. */
	readonly missed: readonly string[];
}

/** `refused`: 4xx, or 500 with nothing stored · `breaks`: 500 and stored · `not accepted`: 500, and nobody looked. */
type Outcome = 'accepted' | 'refused' | 'breaks' | 'not accepted';

/** One line of `jobs-v1.jsonl`, `jobs-v0.jsonl` or `schedules.jsonl`; files of older versions have only answers. */
interface Vector {
	readonly id: string;
	readonly why: string;
	readonly request: string | null;
	readonly requestBase64?: string;
}

interface Answer {
	readonly id: string;
	readonly status: number;
	readonly errors: readonly { readonly path: string; readonly errors: readonly string[] }[] | null;
	readonly getStatus?: number;
}

interface IdVector {
	readonly vid: string;
	readonly kind: 'job' | 'schedule' | 'job-schedule' | 'dependency' | 'url';
	readonly id: string;
	readonly ok: boolean;
}

/** The recordings were made in November 2026; nothing but expressions with a year depends on it. */
export const RECORDED_AT = Date.UTC(2026, 10, 20, 12);

export interface Circumstances {
	/** Names the recordings: `jobs-v1 at 0.6.44`. */
	readonly file: string;
	readonly body: Body;
	readonly version: Version;
	/** Ids of the jobs that existed. */
	readonly jobs: readonly string[];
}

/** Judges every recorded body. `answers`: those of another version to the same requests; default: the vectors' own. */
export function bodyAgreement(
	vectors: string,
	circumstances: Circumstances,
	answers: string = vectors,
): BodyAgreement {
	const requests = new Map(lines<Vector>(vectors).map(vector => [vector.id, vector]));
	const disagreements: string[] = [];
	const missed: string[] = [];
	let count = 0;
	let reported = 0;
	for (const answer of lines<Answer>(answers)) {
		const vector = requests.get(answer.id);
		if (vector === undefined) throw new Error(`no request for ${answer.id}`);
		count++;
		const findings = findingsOf(vector, circumstances);
		const server = serverOutcome(answer);
		const ours = ourOutcome(findings);
		if (!agree(server, ours)) {
			disagreements.push(
				`${answer.id} (${vector.why}): the server ${server}, we ${ours}: ${codes(findings)}`,
			);
		}
		reported += answer.errors?.length ?? 0;
		missed.push(...missedPaths(answer, findings));
	}
	return {
		file: circumstances.file,
		vectors: count,
		agreed: count - disagreements.length,
		disagreements,
		paths: { reported, covered: reported - missed.length, missed },
	};
}

function lines<T>(jsonl: string): T[] {
	return jsonl
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
}

/** Undefined: the bytes are no text, and no head gets as far as judging them. */
function findingsOf(vector: Vector, { body, version, jobs }: Circumstances): readonly Finding[] | undefined {
	const text = vector.request ?? textOf(Buffer.from(vector.requestBase64 ?? '', 'base64'));
	if (text === undefined) return undefined;
	const target = { ...DEFAULT_TARGET, version };
	return judge(text, body, { target, now: RECORDED_AT, jobs }).findings;
}

function textOf(bytes: Buffer): string | undefined {
	const decoded = decode(bytes);
	return decoded?.problem === undefined ? decoded?.text : undefined;
}

function serverOutcome({ status, getStatus }: Answer): Outcome {
	if (status === 201) return 'accepted';
	if (status !== 500) return 'refused';
	if (getStatus === undefined) return 'not accepted';
	return getStatus === 500 ? 'breaks' : 'refused';
}

function ourOutcome(findings: readonly Finding[] | undefined): Outcome {
	if (findings === undefined || findings.some(({ consequence }) => consequence === 'refused'))
		return 'refused';
	return findings.some(({ consequence }) => consequence === 'breaks') ? 'breaks' : 'accepted';
}

function agree(server: Outcome, ours: Outcome): boolean {
	return server === 'not accepted' ? ours !== 'accepted' : server === ours;
}

function codes(findings: readonly Finding[] | undefined): string {
	return (findings ?? []).map(finding => finding.code).join(', ') || 'no finding';
}

function missedPaths(answer: Answer, findings: readonly Finding[] | undefined): string[] {
	const refused = (findings ?? []).filter(({ consequence }) => consequence === 'refused');
	const pointers = refused.flatMap(({ pointer }) => pointer ?? []);
	const missed = (answer.errors ?? []).filter(({ path }) => !isCovered(pointerOfPath(path), pointers));
	return missed.map(({ path, errors }) => `${answer.id} ${path}: ${errors.join(' ')}`);
}

/**
 * A finding covers a path at that place, one level above it, or below it: where the server blames all of `/run` for a
 * secret that is not declared, we show the reference.
 */
function isCovered(path: string, pointers: readonly string[]): boolean {
	const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
	return pointers.some(pointer => pointer === path || pointer === parent || pointer.startsWith(`${path}/`));
}

/** The server's two notations as one: `/run/volumes(0)/mode` and `/run/volumes/0/mode`, root as `/` and as ``. */
export function pointerOfPath(path: string): string {
	return path === '/' ? '' : path.replaceAll(/\((\d+)\)/g, '/$1');
}

/** Judges every recorded id, each in the place it was sent to. */
export function idAgreement(vectors: string): Agreement {
	const all = lines<IdVector>(vectors);
	const disagreements: string[] = [];
	for (const { vid, kind, id, ok } of all) {
		const ours = kind === 'url' ? jobIdInUrl(id) !== undefined : isAccepted(kind, id);
		if (ours === ok) continue;
		disagreements.push(`${vid} ${kind} ${JSON.stringify(id)}: the server says ${ok}, we say ${ours}`);
	}
	return { file: 'ids', vectors: all.length, agreed: all.length - disagreements.length, disagreements };
}

function isAccepted(kind: Exclude<IdVector['kind'], 'url'>, id: string): boolean {
	const options = { target: { ...DEFAULT_TARGET, version: NEWEST_VERSION }, now: RECORDED_AT };
	const run = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };
	const cron = '0 1 * * *';
	switch (kind) {
		case 'schedule':
			return judge(JSON.stringify({ id, cron }), 'schedule', options).accepted;
		case 'job':
			return judge(JSON.stringify({ id, run }), 'v1', options).accepted;
		case 'job-schedule':
			return judge(JSON.stringify({ id: 'conf.host', run, schedules: [{ id, cron }] }), 'v1', options)
				.accepted;
		case 'dependency':
			// Without a list of jobs an unknown one cannot be told, which leaves the form of the id.
			return judge(JSON.stringify({ id: 'conf.host', run, dependencies: [{ id }] }), 'v1', options).accepted;
	}
}
