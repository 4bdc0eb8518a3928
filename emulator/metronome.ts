import type { JsonNode } from '../core/json.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import type { Version } from '../core/version.ts';
import { type Access, type Caller, OPEN_ACCESS } from './access.ts';
import { type Answer, serverError, unknownJob } from './answers.ts';
import { bodyFor } from './body.ts';
import { type Ids, RANDOM_IDS } from './ids.ts';
import { createJob, deleteJob, getJob, listJobs, updateJob } from './job-routes.ts';
import { JobTable } from './jobs.ts';
import type { Headers, Request } from './requests.ts';
import { findRoute, type Route } from './router.ts';
import { type Launcher, NO_LAUNCHER, type RunChanged, RunEngine } from './run-engine.ts';
import { getRun, listRuns, queue, startRun, stopRun } from './run-routes.ts';
import type { Run } from './runs.ts';
import { activeRun, type SavedState } from './saved-state.ts';
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
	/** Told of each run that started or changed, and, with its entry in the history, of each that is over. */
	readonly runChanged?: RunChanged;
	/** What there is from before; nobody is told of it. */
	readonly saved?: Pick<SavedState, 'jobs' | 'histories'>;
}

/** Metronome without Mesos: its HTTP API over jobs, schedules, runs and history in memory, quirks included. */
export class Metronome {
	private readonly state: State;
	private leader: string;

	constructor(options: MetronomeOptions) {
		const { launcher = NO_LAUNCHER, ids = RANDOM_IDS, now } = options;
		const { saved, runChanged } = options;
		this.leader = options.leader ?? '127.0.0.1:9000';
		const jobs = new JobTable(saved?.jobs);
		this.state = {
			version: options.version,
			view: viewOf(options.version),
			access: options.access ?? OPEN_ACCESS,
			jobs,
			runs: new RunEngine({
				jobs: () => jobs.all(),
				launcher,
				ids,
				now,
				...(runChanged && { runChanged }),
				...(saved && { histories: saved.histories }),
			}),
			now,
			leader: () => this.leader,
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

	/** Another server leads from now on; jobs and runs stay. `leader`: its host and port. */
	changeLeader(leader: string): void {
		this.leader = leader;
		this.state.jobs.forgetChanges();
	}

	/** The answer to a caller who may not see a job, by the headers of a request; undefined: it may. */
	refusal(headers: Headers, jobId: string): Answer | undefined {
		const { access } = this.state;
		const caller = access.authenticate(headers);
		if (caller === undefined) return access.notAuthenticated;
		return caller.may('view', jobId) ? undefined : access.notAuthorized;
	}

	/** The jobs as they are stored. */
	jobs(): Iterable<StoredJob> {
		return this.state.jobs.all();
	}

	/** All that outlives a restart, as it is now. */
	savedState(): SavedState {
		const { jobs, runs } = this.state;
		return {
			jobs: new Map([...jobs.all()].map(job => [job.id, job])),
			histories: new Map(runs.histories()),
			active: new Map([...runs.active()].map(run => [run.id, activeRun(run)])),
		};
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
