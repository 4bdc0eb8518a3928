import { DEFAULT_VERSION } from '../../core/version.ts';
import { applyPlan } from '../../deploy/apply.ts';
import { exitOf } from '../../deploy/apply-result.ts';
import { applyText } from '../../deploy/apply-text.ts';
import { type Client, createClient } from '../../deploy/client.ts';
import { keyedDigest, randomKey } from '../../deploy/digest.ts';
import { readLive } from '../../deploy/live.ts';
import { makePlan } from '../../deploy/plan.ts';
import { exitOfRun, type RunResult, runJob } from '../../deploy/run-job.ts';
import { findContainerProgram } from '../../emulator/container.ts';
import { startEmulator } from '../../emulator/emulator.ts';
import { followLog, LogUnavailable } from '../../emulator/log-client.ts';
import { loadSecretsSetup } from '../../emulator/plugin.ts';
import { desiredJobs } from '../../targets/desired.ts';
import { interruptible } from '../../targets/interrupt.ts';
import { stopped } from '../../targets/planning.ts';
import { tellStopped, textOptions, withConnection } from '../cluster.ts';
import { Exit, type Io, UsageError } from '../io.ts';
import { requestOf } from './check.ts';

declare const TOOL_VERSION: string;

export interface RunCommand {
	readonly config?: string;
	readonly target?: string;
	readonly wait?: boolean;
	readonly follow?: boolean;
	/** ms */
	readonly timeout?: number;
	readonly stopAtTimeout?: boolean;
	readonly ignoreImage?: boolean;
	readonly json?: boolean;
}

/** `run`: starts a job at a target, or, without one, in an emulator of its own that has the jobs of the files. */
export async function run(
	job: string,
	paths: readonly string[],
	options: RunCommand,
	io: Io,
): Promise<number> {
	if (options.target === undefined) return runHere(job, paths, options, io);
	if (paths.length > 0) {
		throw new UsageError('With --target the job of the cluster is run; files only count without one.');
	}
	return withConnection(options, io, async connection => {
		const wait = options.wait === true || options.follow === true;
		return await started(connection.client, job, { ...options, wait }, io);
	});
}

/** In an emulator that lives as long as the run. */
async function runHere(job: string, paths: readonly string[], options: RunCommand, io: Io): Promise<number> {
	const request = { ...requestOf(paths, options, io), env: io.env };
	const { jobs, checked, refusals, version } = desiredJobs(request);
	if (checked.troubles.length > 0 || refusals.length > 0) {
		const problems = refusals.map(({ file, message }) => (file === null ? message : `${file}: ${message}`));
		const exit =
			checked.troubles.length === 0 ? 1 : checked.troubles.some(({ kind }) => kind === 'io') ? 3 : 2;
		return tellStopped({ ...stopped(exit, problems), checked }, io);
	}
	const names = jobs.map(wanted => wanted.job.id);
	if (!names.includes(job)) {
		const known = names.length === 0 ? 'There are none.' : `There are ${names.join(', ')}.`;
		throw new UsageError(`No job file has a job '${job}'. ${known}`);
	}
	const secrets = await loadSecretsSetup(io.env, io.cwd);
	const containers = findContainerProgram(io.env);
	const emulator = await startEmulator({
		port: 0,
		version,
		ignoreImage: options.ignoreImage === true,
		...(containers && { containers }),
		secrets,
		dialect: 'dcos',
		path: io.env['PATH'] ?? '/usr/bin:/bin',
		now: io.now,
		log: line => io.err.write(`emulator: ${line}\n`),
	});
	const client = createClient({ address: emulator.metronomeUrl });
	try {
		const live = await readLive(client, []);
		if (live.kind === 'failed') return tellStopped(stopped(3, [live.message]), io);
		const plan = makePlan(jobs, live.live, {
			toolVersion: TOOL_VERSION,
			version: DEFAULT_VERSION,
			owner: 'local',
			adopt: false,
			prune: false,
			maxDeletes: 0,
			only: undefined,
			complete: false,
			now: io.now(),
			digest: keyedDigest(randomKey()),
			sourceState: undefined,
		});
		const applied = await applyPlan(client, plan);
		if (exitOf(applied) !== Exit.fine) {
			io.err.write(applyText(applied, textOptions(io, io.err)));
			return exitOf(applied);
		}
		return await started(client, job, { ...options, wait: true, follow: true }, io);
	} finally {
		await client.close();
		await emulator.close();
	}
}

async function started(
	client: Client,
	job: string,
	options: RunCommand & { readonly wait: boolean },
	io: Io,
): Promise<number> {
	let logs: Promise<unknown> = Promise.resolve();
	const result = await interruptible(signal =>
		runJob(client, job, {
			wait: options.wait,
			timeoutMs: options.timeout,
			stopAtTimeout: options.stopAtTimeout === true,
			pollMs: POLL_MS,
			signal,
			onEvent: event => {
				if (event.kind !== 'started') return;
				if (io.err.isTerminal) io.err.write(`${event.runId} of ${job} has started\n`);
				if (options.follow === true) logs = followed(client.address, job, event.runId, signal, options, io);
			},
		}),
	);
	await logs;
	tell(result, options, io);
	return exitOfRun(result);
}

const POLL_MS = 500;

/** Shows what the run prints, each stream on its own. */
async function followed(
	address: string,
	job: string,
	runId: string,
	signal: AbortSignal,
	{ json }: RunCommand,
	io: Io,
): Promise<void> {
	const out = json === true ? io.err : io.out;
	const follow = (stream: 'stdout' | 'stderr', output: Io['out']) =>
		followLog({ address, jobId: job, runId, stream, signal, onText: output.write });
	const [result] = await Promise.allSettled([follow('stdout', out), follow('stderr', io.err)]);
	if (result.status === 'fulfilled') {
		const { reason } = result.value;
		if (reason !== undefined) io.err.write(`metronome-jobs: ${reason}\n`);
	} else if (result.reason instanceof LogUnavailable) {
		io.err.write(
			'metronome-jobs: this cluster does not show what a run prints; only the emulator does. Look at its task logs.\n',
		);
	}
}

function tell(result: RunResult, { json }: RunCommand, io: Io): void {
	if (json === true) io.out.write(`${JSON.stringify(result, null, '\t')}\n`);
	else io.err.write(`metronome-jobs: ${result.message}\n`);
}
