import { jobIdInUrl } from '../core/job-id.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { type Answer, clientError, unknownRoute } from './answers.ts';
import { decodeSegment } from './path-segment.ts';
import { EMBEDS, type Embed, type Query, readEmbeds, readQuery, readStop } from './requests.ts';

export type Operation =
	| 'ping'
	| 'info'
	| 'leader'
	| 'metrics'
	| 'queue'
	| 'list-jobs'
	| 'create-job'
	| 'get-job'
	| 'update-job'
	| 'delete-job'
	| 'list-schedules'
	| 'create-schedule'
	| 'get-schedule'
	| 'update-schedule'
	| 'delete-schedule'
	| 'list-runs'
	| 'start-run'
	| 'get-run'
	| 'stop-run'
	| 'create-scheduled-job'
	| 'update-scheduled-job';

/** What a request asks for. Parts that its route does not have are empty. */
export interface Route {
	readonly operation: Operation;
	/** As sent, without the query. */
	readonly path: string;
	readonly jobId: string;
	/** Of a schedule or run. */
	readonly partId: string;
	readonly embeds: ReadonlySet<Embed>;
	readonly stopRuns: boolean;
}

const NO_EMBEDS: ReadonlySet<Embed> = new Set();

/** `GET /leader` came with 0.6.50 (facts: metronome-and-dcos §4). */
const LEADER_SINCE = version('0.6.50');

const PLAIN: ReadonlyMap<string, Operation> = new Map([
	['/ping', 'ping'],
	['/info', 'info'],
	['/leader', 'leader'],
	['/v1/metrics', 'metrics'],
	['/v1/queue', 'queue'],
]);

/** Below a job: by method and by what follows its id. */
const OF_JOB: ReadonlyMap<string, Operation> = new Map([
	['GET ', 'get-job'],
	['PUT ', 'update-job'],
	['DELETE ', 'delete-job'],
	['GET schedules', 'list-schedules'],
	['POST schedules', 'create-schedule'],
	['GET schedules/', 'get-schedule'],
	['PUT schedules/', 'update-schedule'],
	['DELETE schedules/', 'delete-schedule'],
	['GET runs', 'list-runs'],
	['POST runs', 'start-run'],
	['GET runs/', 'get-run'],
	['POST runs//actions/stop', 'stop-run'],
]);

const JOBS = '/v1/jobs';
const SCHEDULED_JOBS = '/v0/scheduled-jobs';

/**
 * The route of a request, or the answer where there is none. Paths count letter by letter: no other case, no slash at
 * the end, no empty segment. Ids are looked at before the query, both before the body.
 * Source: Metronome `conf/routes`, Binders.scala; recordings seq-00083 … seq-00105, seq-00221.
 */
export function findRoute(method: string, target: string, serverVersion: Version): Route | Answer {
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	const verb = method === 'HEAD' ? 'GET' : method;
	const query = (): Query => readQuery(mark < 0 ? '' : target.slice(mark + 1));
	if (path.startsWith(JOBS)) return jobRoute(verb, path, query);
	if (path.startsWith(SCHEDULED_JOBS)) return scheduledJobRoute(verb, path);
	const operation = PLAIN.get(path);
	if (operation === undefined || verb !== 'GET') return unknownRoute(path);
	if (operation === 'leader' && !isAtLeast(serverVersion, LEADER_SINCE)) return unknownRoute(path);
	return route(operation, path, '');
}

function jobRoute(verb: string, path: string, query: () => Query): Route | Answer {
	if (path === JOBS) {
		if (verb === 'POST') return route('create-job', path, '');
		return verb === 'GET' ? withEmbeds(route('list-jobs', path, ''), query()) : unknownRoute(path);
	}
	const [slash, rawId = '', collection = '', rawPart, ...rest] = path.slice(JOBS.length).split('/');
	if (slash !== '' || rawId === '' || rawPart === '') return unknownRoute(path);
	if (collection === '' && path.endsWith('/')) return unknownRoute(path);
	const tail = rest.length === 0 ? '' : `/${rest.join('/')}`;
	const operation = OF_JOB.get(`${verb} ${collection}${rawPart === undefined ? '' : '/'}${tail}`);
	if (operation === undefined) return unknownRoute(path);
	const found = withJobId(operation, path, rawId);
	if ('status' in found) return found;
	if (operation === 'get-job') return withEmbeds(found, query());
	if (operation === 'delete-job') return withStop(found, query());
	if (rawPart === undefined) return found;
	const part = decodeSegment(rawPart);
	return 'problem' in part ? clientError(400, part.problem, path) : { ...found, partId: part.text };
}

function scheduledJobRoute(verb: string, path: string): Route | Answer {
	if (path === SCHEDULED_JOBS) {
		return verb === 'POST' ? route('create-scheduled-job', path, '') : unknownRoute(path);
	}
	const [slash, rawId = '', ...rest] = path.slice(SCHEDULED_JOBS.length).split('/');
	if (slash !== '' || rawId === '' || rest.length > 0 || verb !== 'PUT') return unknownRoute(path);
	return withJobId('update-scheduled-job', path, rawId);
}

function route(operation: Operation, path: string, jobId: string): Route {
	return { operation, path, jobId, partId: '', embeds: NO_EMBEDS, stopRuns: false };
}

function withJobId(operation: Operation, path: string, rawId: string): Route | Answer {
	const id = decodeSegment(rawId);
	if ('problem' in id) return clientError(400, id.problem, path);
	const jobId = jobIdInUrl(id.text);
	if (jobId === undefined) return clientError(400, `Not a valid id: ${id.text}`, path);
	return route(operation, path, jobId);
}

function withEmbeds(found: Route, query: Query): Route | Answer {
	const embeds = readEmbeds(query);
	if (embeds !== undefined) return { ...found, embeds };
	return clientError(400, `Unknown embed options. Valid options are: ${EMBEDS.join(', ')}`, found.path);
}

function withStop(found: Route, query: Query): Route | Answer {
	const stopRuns = readStop(query);
	if (stopRuns !== undefined) return { ...found, stopRuns };
	const words = 'Cannot parse parameter stopCurrentJobRuns as Boolean: should be true, false, 0 or 1';
	return clientError(400, words, found.path);
}
