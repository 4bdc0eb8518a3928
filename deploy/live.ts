import { type JsonNode, stringIn, valueIn } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import { type StoredJob, storedJob } from '../core/stored.ts';
import { parseVersion, type Version } from '../core/version.ts';
import { type Api, isPassing, jobPath, type Reply } from './api.ts';

/** One job at the cluster. */
export type LiveJob =
	| { readonly state: 'present'; readonly job: StoredJob; readonly activeRuns: number }
	/** The server knows no such job, or does not show it to this caller: it answers 404 either way. */
	| { readonly state: 'not-seen' }
	/** It is there, or may be, and cannot be read. `message` says why and what to do. */
	| { readonly state: 'unreadable'; readonly cause: UnreadableCause; readonly message: string };

/**
 * `broken`: the server fails to show this job · `unreachable`: nobody who knows answers, or not to this login, so other
 * jobs will fare no better · `refused`: anything else, such as a job that this login may not read.
 */
export type UnreadableCause = 'broken' | 'unreachable' | 'refused';

/** Whether `jobs` has every job that the caller may see. */
export type LiveList = { readonly kind: 'whole' } | { readonly kind: 'broken'; readonly message: string };

/** What a cluster has, read with GET only. */
export interface LiveState {
	readonly address: string;
	/** Undefined where the server does not tell. */
	readonly version: Version | undefined;
	readonly list: LiveList;
	/** Every job of the list, and every desired one. */
	readonly jobs: ReadonlyMap<string, LiveJob>;
}

export type LiveResult =
	| { readonly kind: 'read'; readonly live: LiveState }
	/** Nobody answers, or not a Metronome, or not to this caller. */
	| { readonly kind: 'failed'; readonly message: string };

/** Single jobs that are asked for at the same time. */
const AT_ONCE = 8;

/**
 * Reads the live state. Where the list is broken, which one bad job does to it for everybody (facts:
 * server-behaviour rows 2 and 3), each desired job is asked for alone.
 */
export async function readLive(api: Api, desired: readonly string[]): Promise<LiveResult> {
	const [info, listed] = await Promise.all([api.info(), api.listJobs()]);
	const version = versionOf(info);
	const { address } = api;
	const list = itemsOf(listed);
	if (list !== undefined) {
		const jobs = new Map<string, LiveJob>(desired.map(id => [id, { state: 'not-seen' }]));
		for (const item of list) {
			const job = presentJob(item);
			jobs.set(job.job.id, job);
		}
		return { kind: 'read', live: { address, version, list: { kind: 'whole' }, jobs } };
	}
	if (listed.kind === 'none' || listed.status !== 500)
		return { kind: 'failed', message: failureText(listed, 'GET /v1/jobs') };
	const jobs = await readEach(api, desired);
	return {
		kind: 'read',
		live: { address, version, list: { kind: 'broken', message: brokenList(jobs) }, jobs },
	};
}

/** Asks for single jobs, some at a time; the answer has the order of the ids. */
async function readEach(api: Api, ids: readonly string[]): Promise<ReadonlyMap<string, LiveJob>> {
	const found = new Map<string, LiveJob>();
	for (let at = 0; at < ids.length; at += AT_ONCE) {
		const some = ids.slice(at, at + AT_ONCE);
		const jobs = await Promise.all(some.map(async id => [id, await readJob(api, id)] as const));
		for (const [id, job] of jobs) found.set(id, job);
	}
	return found;
}

/** Reads one job as it is now. */
export async function readJob(api: Api, id: string): Promise<LiveJob> {
	const reply = await api.getJob(id);
	const root = rootOf(reply);
	if (reply.kind === 'answer' && reply.status === 200 && root?.kind === 'object') return presentJob(root);
	// Only Metronome's own words count: a gateway's 404 means that nobody was asked.
	if (reply.kind === 'answer' && reply.status === 404 && stringIn(valueIn(root, 'id')) === id)
		return { state: 'not-seen' };
	if (reply.kind === 'answer' && reply.status === 500) {
		const path = jobPath(id);
		const message = `Metronome answers 500 when it is asked for ${id}: it has a schedule that never fires, or a number that cannot be written, and breaks the list of jobs for everybody. The way out is DELETE ${path}/schedules/<id of the schedule>, or DELETE ${path}, which also answers 500 but works.`;
		return { state: 'unreadable', cause: 'broken', message };
	}
	const cause = isUnreachable(reply) ? 'unreachable' : 'refused';
	return { state: 'unreadable', cause, message: failureText(reply, `GET ${jobPath(id)}`) };
}

/** A 401 stays after a new login only where the login itself is refused: it is no matter of this one job. */
function isUnreachable(reply: Reply): boolean {
	return reply.kind === 'none' || reply.status === 401 || isPassing(reply);
}

function presentJob(node: JsonNode): Extract<LiveJob, { state: 'present' }> {
	const runs = valueIn(node, 'activeRuns');
	return {
		state: 'present',
		job: storedJob(node),
		activeRuns: runs?.kind === 'array' ? runs.items.length : 0,
	};
}

function brokenList(jobs: ReadonlyMap<string, LiveJob>): string {
	const broken = [...jobs].filter(([, job]) => job.state === 'unreadable').map(([id]) => id);
	const culprit =
		broken.length === 0
			? 'The job that does it is none of those in the files'
			: `Among those in the files it is ${broken.join(', ')}`;
	return `GET /v1/jobs answers 500 to everybody: one stored job cannot be shown, mostly because its schedule never fires. ${culprit}. It goes with DELETE /v1/jobs/<id>, which answers 500 as well but works. Until then each job is read alone, and nothing is deleted because it is in no file.`;
}

function versionOf(reply: Reply): Version | undefined {
	const root = reply.kind === 'answer' && reply.status === 200 ? rootOf(reply) : undefined;
	return parseVersion(stringIn(valueIn(root, 'version')) ?? '');
}

/** The jobs of a list; undefined for any other answer, such as the login page of a gateway with status 200. */
function itemsOf(reply: Reply): readonly JsonNode[] | undefined {
	if (reply.kind !== 'answer' || reply.status !== 200) return undefined;
	const root = rootOf(reply);
	if (root?.kind !== 'array') return undefined;
	return root.items.every(item => stringIn(valueIn(item, 'id')) !== undefined) ? root.items : undefined;
}

function rootOf(reply: Reply): JsonNode | undefined {
	if (reply.kind !== 'answer' || !reply.json) return undefined;
	const { root, problems } = parseJson(reply.body);
	return problems.length === 0 ? root : undefined;
}

/** nginx lets such a client in, and refuses each of its requests. Source: nginx, ngx_http_special_response.c, 495 and 496. */
const NGINX_WANTS_CERTIFICATE = /(?:No required|The) SSL certificate/;

/** Why a GET did not give what it should, without anything of the body. */
export function failureText(reply: Reply, request: string): string {
	if (reply.kind === 'none') return `${request}: ${reply.message}`;
	const { status, json } = reply;
	if (status === 401)
		return `${request} answers 401: the cluster does not know this login, or it is not enough.`;
	if (status === 403) return `${request} answers 403: this login may not do that.`;
	if (status === 503) return `${request} answers 503: Metronome has no leader now, or is just starting.`;
	if (status === 400 && !json && NGINX_WANTS_CERTIFICATE.test(reply.body))
		return `${request} answers 400: the server wants a client certificate, or another one; 'tls.cert' and 'tls.key' of the target name it.`;
	const what = json ? '' : ' and no JSON, so it is probably not Metronome that answers: look at the address';
	return `${request} answers ${status}${what}.`;
}
