import type { JsonNode } from '../core/json.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import type { Version } from '../core/version.ts';
import { type Access, type Caller, OPEN_ACCESS } from './access.ts';
import { type Answer, serverError, unknownJob } from './answers.ts';
import { bodyFor } from './body.ts';
import { type Ids, RANDOM_IDS } from './ids.ts';
import { createJob, deleteJob, getJob, listJobs, updateJob } from './job-routes.ts';
import { JobTable } from './jobs.ts';
import type { Request } from './requests.ts';
import { findRoute, type Route } from './router.ts';
import { type Launcher, NO_LAUNCHER, RunEngine } from './run-engine.ts';
import { getRun, listRuns, queue, startRun, stopRun } from './run-routes.ts';
import type { Run } from './runs.ts';
import { changeSchedule, getSchedule, listSchedules } from './schedule-routes.ts';
import { serverAnswer } from './server-routes.ts';
import { viewOf } from './shown.ts';
import { permitted, type State } from './state.ts';

export interface MetronomeOptions {
	readonly version: Version;
	/** ms since 1970. */
	readonly now: () => number;
	readonly ids?: Ids;
	/** Default: everybody may do everything. */
	readonly access?: Access;
	/** Default: nobody; every run then stays INITIAL. */
	readonly launcher?: Launcher;
	/** Host and port that `/leader` tells. */
	readonly leader?: string;
	/**
	 * Told of each job that was stored or changed, with `undefined` of each that was deleted: for whoever starts runs
	 * by the clock.
	 */
	readonly jobChanged?: (id: string, job: StoredJob | undefined) => void;
}

/** Metronome without Mesos: its HTTP API over jobs, schedules, runs and history in memory, quirks included. */
export class Metronome {
	private readonly state: State;

	constructor(options: MetronomeOptions) {
		const { launcher = NO_LAUNCHER, ids = RANDOM_IDS, now } = options;
		const jobs = new JobTable();
		this.state = {
			version: options.version,
			view: viewOf(options.version),
			access: options.access ?? OPEN_ACCESS,
			jobs,
			runs: new RunEngine(() => jobs.all(), launcher, ids, now),
			now,
			leader: options.leader ?? '127.0.0.1:9000',
			jobChanged: options.jobChanged ?? (() => undefined),
		};
	}

	/** Answers a request. The body of an answer to HEAD is for the transport to leave out. */
	handle(request: Request): Answer {
		const { state } = this;
		const route = findRoute(request.method, request.target, state.version);
		if ('status' in route) return route;
		const body = bodyFor(route, request, state.version);
		if (body !== undefined && 'status' in body) return body;
		const open = serverAnswer(state, route.operation);
		if (open !== undefined) return open;
		const caller = state.access.authenticate(request.headers);
		return caller === undefined ? state.access.notAuthenticated : answer(state, route, caller, body);
	}

	/** The jobs as they are stored. */
	jobs(): Iterable<StoredJob> {
		return this.state.jobs.all();
	}

	/**
	 * Starts a run of a job, as its due schedule does. Undefined: there is no such job, or the schedule forbids a
	 * second run.
	 */
	startRun(jobId: string, schedule: StoredSchedule | undefined): Run | undefined {
		const job = this.state.jobs.get(jobId);
		return job === undefined ? undefined : this.state.runs.start(job, schedule);
	}

	/** A run as it is now; undefined where it is over. */
	run(jobId: string, runId: string): Run | undefined {
		return this.state.runs.get(jobId, runId);
	}

	/** Stops a run, as its starting deadline does, and gives it as it ended; undefined where it is over already. */
	stopRun(jobId: string, runId: string): Run | undefined {
		return this.state.runs.kill(jobId, runId);
	}

	/** A launcher's word that a task of the run is running now. Gives the task's id; undefined: the run is over. */
	taskStarted(runId: string): string | undefined {
		return this.state.runs.taskStarted(runId);
	}

	/** A launcher's word that the task of a run has ended; false where the run is over already. */
	finishRun(runId: string, result: 'success' | 'failed'): boolean {
		return this.state.runs.finishRun(runId, result);
	}
}

function answer(state: State, route: Route, caller: Caller, body: JsonNode | undefined): Answer {
	switch (route.operation) {
		case 'queue':
			return queue(state, caller);
		case 'list-jobs':
			return listJobs(state, route, caller);
		case 'get-job':
			return getJob(state, route, caller);
		case 'get-run':
			return getRun(state, route, caller);
		case 'create-job':
		case 'create-scheduled-job':
			return body === undefined ? serverError(route.path) : createJob(state, route, caller, body);
		case 'update-job':
		case 'update-scheduled-job':
			return body === undefined ? serverError(route.path) : updateJob(state, route, caller, body);
		default: {
			const job = state.jobs.get(route.jobId);
			return job === undefined ? unknownJob(route.jobId) : answerOfJob(state, route, caller, job, body);
		}
	}
}

/** Routes that want their job to exist before they ask for permission. */
function answerOfJob(
	state: State,
	route: Route,
	caller: Caller,
	job: StoredJob,
	body: JsonNode | undefined,
): Answer {
	switch (route.operation) {
		case 'list-runs':
			return listRuns(state, caller, job);
		case 'list-schedules':
			return listSchedules(state, route, caller, job);
		case 'get-schedule':
			return getSchedule(state, route, caller, job);
		case 'start-run':
			return permitted(state, caller, 'update', job.id, () => startRun(state, job));
		case 'stop-run':
			return permitted(state, caller, 'update', job.id, () => stopRun(state, route));
		case 'delete-job':
			return permitted(state, caller, 'delete', job.id, () => deleteJob(state, route));
		default:
			return permitted(state, caller, 'update', job.id, () => changeSchedule(state, route, body));
	}
}
