import { NEWEST_VERSION, type Version } from '../../core/version.ts';
import type { Access } from '../../emulator/access.ts';
import { OPEN_ACCESS } from '../../emulator/access.ts';
import type { Answer } from '../../emulator/answers.ts';
import { Metronome } from '../../emulator/metronome.ts';
import { RECORDED_AT } from '../conformance/agreement.ts';
import { canonicalJson, Placeholders } from './compare.ts';

/** How far the emulator's answers are those of a recorded server. */
export interface Replay {
	/** The recordings, such as `sequences`. */
	readonly file: string;
	/** Vectors, or steps of sequences. */
	readonly vectors: number;
	readonly agreed: number;
	readonly disagreements: readonly string[];
}

interface BodyVector {
	readonly id: string;
	readonly request: string | null;
	readonly requestBase64?: string;
}

interface BodyAnswer {
	readonly id: string;
	readonly status: number;
	readonly errors: unknown;
	readonly message: string | null;
	readonly response?: unknown;
	readonly getStatus?: number;
	/** Older versions have only the answer. */
	readonly stored?: unknown;
}

interface IdVector {
	readonly vid: string;
	readonly kind: 'job' | 'schedule' | 'job-schedule' | 'dependency' | 'url';
	readonly id: string;
	readonly status: number;
	readonly message: string | null;
	readonly errors: unknown;
}

interface Step {
	readonly method: string;
	readonly path: string;
	readonly body: string | null;
	readonly headers?: Readonly<Record<string, string | null>>;
	readonly denied?: string;
	readonly status: number | null;
	readonly responseType: string | null;
	readonly response: unknown;
	readonly delayed?: boolean;
	readonly refusedBy?: string;
	readonly done?: boolean;
}

interface Sequence {
	readonly id: string;
	readonly why: string;
	readonly steps: readonly Step[];
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const RUN = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };

function lines<T>(jsonl: string): T[] {
	return jsonl
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
}

function newServer(version: Version): Metronome {
	return new Metronome({ version, now: () => RECORDED_AT });
}

function send(server: Metronome, method: string, target: string, body?: string | Buffer): Answer {
	return server.handle({ method, target, headers: body === undefined ? {} : JSON_HEADERS, body });
}

/**
 * Sends every recorded body as a new job, or as the schedule of a new job. `answers`: those of another version to the
 * same requests; default: the vectors' own. `jobs`: ids of jobs that exist.
 */
export function replayBodies(
	vectors: string,
	given: {
		readonly file: string;
		readonly path: string;
		readonly version: Version;
		readonly jobs: readonly string[];
	},
	answers: string = vectors,
): Replay {
	const requests = new Map(lines<BodyVector>(vectors).map(vector => [vector.id, vector]));
	const server = newServer(given.version);
	for (const id of given.jobs) send(server, 'POST', '/v1/jobs', JSON.stringify({ id, run: RUN }));
	const disagreements: string[] = [];
	const all = lines<BodyAnswer>(answers);
	for (const recorded of all) {
		const { request = null, requestBase64 } = requests.get(recorded.id) ?? {};
		const body = request ?? Buffer.from(requestBase64 ?? '', 'base64');
		const fault = bodyFault(server, given.path, given.jobs, body, recorded);
		if (fault !== undefined) disagreements.push(`${recorded.id}: ${fault}`);
	}
	return { file: given.file, vectors: all.length, agreed: all.length - disagreements.length, disagreements };
}

/** The job that schedules are sent to. */
const HOST = 'conf.host';

function bodyFault(
	server: Metronome,
	path: string,
	jobs: readonly string[],
	body: string | Buffer,
	recorded: BodyAnswer,
): string | undefined {
	const isSchedule = path.endsWith('/schedules');
	if (isSchedule) send(server, 'POST', '/v1/jobs', JSON.stringify({ id: HOST, run: RUN }));
	const answer = send(server, 'POST', path, body);
	const job = [...server.jobs()].find(({ id }) => !jobs.includes(id));
	// After a 500 the recording asked for all schedules of the job.
	const scheduleId = recorded.status === 201 ? `/${job?.schedules[0]?.id ?? 'none'}` : '';
	const part = isSchedule ? `/schedules${scheduleId}` : '?embed=schedules';
	const got = send(server, 'GET', `/v1/jobs/${job?.id ?? 'none'}${part}`);
	if (job !== undefined) send(server, 'DELETE', `/v1/jobs/${job.id}`);
	return answerFault(answer, recorded) ?? storedFault(got, recorded);
}

function answerFault(answer: Answer, recorded: BodyAnswer): string | undefined {
	if (answer.status !== recorded.status)
		return `status ${answer.status}, recorded ${recorded.status}: ${answer.body}`;
	if (recorded.status === 201) return undefined;
	const ours = JSON.parse(answer.body);
	const differs =
		canonicalJson(ours.details ?? null) !== canonicalJson(recorded.errors) ||
		(recorded.message !== null && canonicalJson(ours.message) !== canonicalJson(recorded.message)) ||
		(recorded.response != null && withAnyJob(ours) !== withAnyJob(recorded.response));
	return differs
		? `${answer.body}, recorded ${JSON.stringify(recorded.errors ?? recorded.message)}`
		: undefined;
}

/** Each schedule was sent to a job of its own, whose id is in the path that a 500 repeats. */
function withAnyJob(response: unknown): string {
	return canonicalJson(response).replace(/\/v1\/jobs\/[^/]+\/schedules/, '/v1/jobs/<job>/schedules');
}

function storedFault(got: Answer, recorded: BodyAnswer): string | undefined {
	if (recorded.getStatus !== undefined && got.status !== recorded.getStatus) {
		return `GET ${got.status}, recorded ${recorded.getStatus}`;
	}
	if (recorded.status !== 201 || recorded.stored === undefined) return undefined;
	const ours = canonicalJson(withoutNextRun(JSON.parse(got.body)));
	return ours === canonicalJson(recorded.stored) ? undefined : `stored ${ours}`;
}

function withoutNextRun(stored: { nextRunAt?: string; schedules?: { nextRunAt?: string }[] }): unknown {
	delete stored.nextRunAt;
	for (const schedule of stored.schedules ?? []) delete schedule.nextRunAt;
	return stored;
}

/** Sends every recorded id to the place it was sent to. */
export function replayIds(vectors: string): Replay {
	const all = lines<IdVector>(vectors);
	const disagreements: string[] = [];
	for (const vector of all) {
		const server = newServer(NEWEST_VERSION);
		if (vector.kind !== 'url') send(server, 'POST', '/v1/jobs', JSON.stringify({ id: HOST, run: RUN }));
		const answer = sendId(server, vector);
		const ours = answer.status === 201 ? {} : JSON.parse(answer.body);
		const ourText = canonicalJson([answer.status, ours.message ?? null, ours.details ?? null]);
		const recorded = canonicalJson([vector.status, vector.message ?? null, vector.errors ?? null]);
		if (ourText !== recorded) disagreements.push(`${vector.vid}: ${ourText}, recorded ${recorded}`);
	}
	return { file: 'ids', vectors: all.length, agreed: all.length - disagreements.length, disagreements };
}

function sendId(server: Metronome, { kind, id }: IdVector): Answer {
	const cron = '0 1 * * *';
	switch (kind) {
		case 'url':
			return send(server, 'GET', `/v1/jobs/${encodeURIComponent(id)}`);
		case 'schedule':
			return send(server, 'POST', `/v1/jobs/${HOST}/schedules`, JSON.stringify({ id, cron }));
		case 'job':
			return send(server, 'POST', '/v1/jobs', JSON.stringify({ id, run: RUN }));
		case 'job-schedule':
			return send(
				server,
				'POST',
				'/v1/jobs',
				JSON.stringify({ id: 'conf.new', run: RUN, schedules: [{ id, cron }] }),
			);
		case 'dependency':
			return send(
				server,
				'POST',
				'/v1/jobs',
				JSON.stringify({ id: 'conf.new', run: RUN, dependencies: [{ id }] }),
			);
	}
}

/** Plays every sequence to a server of its own; counts steps. */
export function replaySequences(vectors: string): Replay {
	const disagreements: string[] = [];
	let count = 0;
	for (const sequence of lines<Sequence>(vectors)) {
		const player = new Player();
		for (const [index, step] of sequence.steps.entries()) {
			count++;
			const fault = player.play(step);
			if (fault !== undefined)
				disagreements.push(`${sequence.id} step ${index + 1} (${sequence.why}): ${fault}`);
		}
	}
	return { file: 'sequences', vectors: count, agreed: count - disagreements.length, disagreements };
}

class Player {
	private denied: readonly string[] = [];
	private readonly placeholders = new Placeholders();
	private readonly server: Metronome;

	constructor() {
		const access: Access = {
			...OPEN_ACCESS,
			authenticate: () =>
				this.denied.includes('authenticate') ? undefined : { may: action => !this.denied.includes(action) },
		};
		// In the recordings every task runs as soon as it is launched (README, Limits).
		const launcher = {
			launch: ({ id }: { readonly id: string }) => void this.server.taskStarted(id),
			kill: () => undefined,
		};
		this.server = new Metronome({ version: NEWEST_VERSION, now: () => RECORDED_AT, access, launcher });
	}

	/** What differs from the recording. */
	play(step: Step): string | undefined {
		const target = this.placeholders.out(targetOf(step.path));
		if (step.method === 'WAIT') return undefined;
		if (step.method === 'SIMULATE') return this.simulate(target, step);
		this.denied = step.denied?.split(',') ?? [];
		const headers: Record<string, string> = step.body === null ? {} : { ...JSON_HEADERS };
		for (const [name, value] of Object.entries(step.headers ?? {})) {
			if (value === null) delete headers[name];
			else headers[name] = value;
		}
		const answer = this.server.handle({ method: step.method, target, headers, body: step.body ?? undefined });
		const body = this.placeholders.in(step.method === 'HEAD' ? '' : answer.body, step.path);
		const ours = canonicalJson([
			answer.status,
			answer.type,
			parsed(body, answer),
			answer.delayMs === 10_000,
			answer.refusedBy,
		]);
		const recorded = canonicalJson([
			step.status,
			step.responseType,
			step.response ?? '',
			step.delayed === true,
			step.refusedBy,
		]);
		return ours === recorded ? undefined : `${ours}, recorded ${recorded}`;
	}

	private simulate(target: string, step: Step): string | undefined {
		const { finish } = JSON.parse(step.body ?? '{}');
		const done = this.server.finishRun(target.split('/').at(-1) ?? '', finish);
		return done === (step.done ?? false) ? undefined : `done: ${done}`;
	}
}

/** The recording client took `.` out of a path, and nothing else. */
function targetOf(path: string): string {
	return path.replace(/\/\.(?=\/)/, '').replace(/\/\.$/, '/');
}

function parsed(body: string, answer: Answer): unknown {
	return answer.type === 'application/json' ? JSON.parse(body) : body;
}
