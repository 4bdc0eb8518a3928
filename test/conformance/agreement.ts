import { judge } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import { jobIdInUrl } from '../../core/job-id.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import { NEWEST_VERSION, type Version } from '../../core/version.ts';
import type { Body } from '../../core/verdict/schema.ts';
import { decodeBody } from './decode-body.ts';

/** How far our verdict is that of a recorded server. */
export interface Agreement {
	/** The recordings, such as `jobs-v1 at 0.6.44`. */
	readonly file: string;
	readonly vectors: number;
	readonly agreed: number;
	readonly disagreements: readonly Disagreement[];
	/** Every path of every recorded 422; undefined where the recordings have none that can be covered. */
	readonly paths: PathCoverage | undefined;
}

export interface Disagreement {
	readonly id: string;
	readonly why: string;
	readonly server: Outcome;
	readonly ours: Outcome;
	/** The rules that spoke, and the server's own words. */
	readonly codes: readonly string[];
	readonly answer: string;
}

export interface PathCoverage {
	readonly reported: number;
	readonly covered: number;
	readonly missed: readonly { readonly id: string; readonly path: string; readonly error: string }[];
}

/** `refused`: 4xx, or 500 with nothing stored · `breaks`: 500 and stored · `not-accepted`: 500, and nobody looked. */
export type Outcome = 'accepted' | 'refused' | 'breaks' | 'not-accepted';

/** One line of `jobs-v1.jsonl`, `jobs-v0.jsonl` or `schedules.jsonl`; older versions have only the answer. */
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
	readonly message: string | null;
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
): Agreement {
	const requests = new Map(lines<Vector>(vectors).map(vector => [vector.id, vector]));
	const disagreements: Disagreement[] = [];
	const coverage = new Coverage();
	let count = 0;
	for (const answer of lines<Answer>(answers)) {
		const vector = requests.get(answer.id);
		if (vector === undefined) throw new Error(`no request for ${answer.id}`);
		count++;
		const findings = findingsOf(vector, circumstances);
		const server = serverOutcome(answer);
		const ours = ourOutcome(findings);
		coverage.add(answer, findings);
		if (agree(server, ours)) continue;
		disagreements.push({
			id: answer.id,
			why: vector.why,
			server,
			ours,
			codes: (findings ?? []).map(finding => finding.code),
			answer: JSON.stringify(answer.errors ?? answer.message),
		});
	}
	return {
		file: circumstances.file,
		vectors: count,
		agreed: count - disagreements.length,
		disagreements,
		paths: coverage.result(),
	};
}

function lines<T>(jsonl: string): T[] {
	return jsonl
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
}

/** Undefined: the bytes are no text in any encoding, and no head gets as far as judging them. */
function findingsOf(vector: Vector, { body, version, jobs }: Circumstances): readonly Finding[] | undefined {
	const text = vector.request ?? decodeBody(Buffer.from(vector.requestBase64 ?? '', 'base64'));
	if (text === undefined) return undefined;
	const target = { ...DEFAULT_TARGET, version };
	return judge(text, body, { target, now: RECORDED_AT, jobs }).findings;
}

function serverOutcome({ status, getStatus }: Answer): Outcome {
	if (status === 201) return 'accepted';
	if (status !== 500) return 'refused';
	if (getStatus === undefined) return 'not-accepted';
	return getStatus === 500 ? 'breaks' : 'refused';
}

function ourOutcome(findings: readonly Finding[] | undefined): Outcome {
	if (findings === undefined || findings.some(({ consequence }) => consequence === 'refused')) return 'refused';
	return findings.some(({ consequence }) => consequence === 'breaks') ? 'breaks' : 'accepted';
}

function agree(server: Outcome, ours: Outcome): boolean {
	return server === 'not-accepted' ? ours !== 'accepted' : server === ours;
}

class Coverage {
	private reported = 0;
	private readonly missed: { id: string; path: string; error: string }[] = [];

	add(answer: Answer, findings: readonly Finding[] | undefined): void {
		const refused = (findings ?? []).filter(({ consequence }) => consequence === 'refused');
		const pointers = refused.flatMap(({ pointer }) => pointer ?? []);
		for (const { path, errors } of answer.errors ?? []) {
			this.reported++;
			if (isCovered(pointerOfPath(path), pointers)) continue;
			this.missed.push({ id: answer.id, path, error: errors.join(' ') });
		}
	}

	result(): PathCoverage | undefined {
		if (this.reported === 0) return undefined;
		return { reported: this.reported, covered: this.reported - this.missed.length, missed: this.missed };
	}
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
export function idAgreement(vectors: string, version: Version = NEWEST_VERSION): Agreement {
	const disagreements: Disagreement[] = [];
	const all = lines<IdVector>(vectors);
	for (const { vid, kind, id, ok } of all) {
		const findings = kind === 'url' ? [] : judgeId(kind, id, version);
		const ours = kind === 'url' && jobIdInUrl(id) === undefined ? 'refused' : ourOutcome(findings);
		const server = ok ? 'accepted' : 'refused';
		if (server === ours) continue;
		const codes = findings.map(finding => finding.code);
		disagreements.push({ id: vid, why: `${kind} ${JSON.stringify(id)}`, server, ours, codes, answer: '' });
	}
	return {
		file: 'ids',
		vectors: all.length,
		agreed: all.length - disagreements.length,
		disagreements,
		paths: undefined,
	};
}

function judgeId(kind: Exclude<IdVector['kind'], 'url'>, id: string, version: Version): readonly Finding[] {
	const target = { ...DEFAULT_TARGET, version };
	const options = { target, now: RECORDED_AT };
	const run = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };
	const cron = '0 1 * * *';
	if (kind === 'schedule') return judge(JSON.stringify({ id, cron }), 'schedule', options).findings;
	const job =
		kind === 'job'
			? { id, run }
			: kind === 'job-schedule'
				? { id: 'conf.host', run, schedules: [{ id, cron }] }
				: { id: 'conf.host', run, dependencies: [{ id }] };
	return judge(JSON.stringify(job), 'v1', options).findings;
}
