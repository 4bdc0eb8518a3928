import type { Artifacts } from './artifacts.ts';
import {
	type ContainerProgram,
	containerCommand,
	NOT_STARTED,
	removeContainer,
	SANDBOX_IN_CONTAINER,
} from './container.ts';
import { endReason, reasonOf } from './failure-reason.ts';
import { linkHostVolumes } from './host-volumes.ts';
import { markProcess, unmarkProcess } from './left-behind.ts';
import { type ProcessEnd, startProcess } from './process-group.ts';
import type { Launcher } from './run-engine.ts';
import type { RunLogs } from './run-logs.ts';
import type { Run } from './runs.ts';
import { closeOutput, makeSandbox, putSecretFiles, type Sandbox } from './sandbox.ts';
import { type Delivery, type SecretsOptions, secretsFor } from './secrets.ts';
import {
	imageOf,
	leftOut,
	noContainers,
	type TaskCommand,
	taskCommand,
	WITHOUT_IMAGE,
} from './task-command.ts';

/** Where the launcher reports to: a Metronome. */
export interface RunReports {
	taskStarted(runId: string): string | undefined;
	finishRun(runId: string, result: 'success' | 'failed'): boolean;
}

export interface ProcessLauncherOptions {
	/** The folder, which exists, where each task gets its sandbox: `<folder>/<run id>/<attempt>`. */
	readonly folder: string;
	/** Run the command of a job with an image without the image. */
	readonly ignoreImage: boolean;
	/** What starts the containers of jobs with an image; undefined: nothing, and their runs fail. */
	readonly containers: ContainerProgram | undefined;
	readonly artifacts: Artifacts;
	/** Told of each attempt that begins or ends. */
	readonly logs: RunLogs;
	readonly secrets: SecretsOptions;
	/** The PATH of every task that sets none itself. */
	readonly path: string;
	/** Told of each event of a run in one line, without any value of a secret or a variable, and without output. */
	readonly log: (line: string) => void;
	/** Before a failed task is started again, in ms. */
	readonly restartPauseMs: number;
}

interface Active {
	readonly stop: AbortController;
	readonly ended: Promise<void>;
}

/** How long a task may take to end when it is stopped and its job does not say. */
const DEFAULT_GRACE_SECONDS = 3;

/**
 * Runs tasks as processes of this machine, each in a fresh sandbox with its output in the files `stdout` and `stderr`.
 * The output belongs to the task: what it prints is written there as it is, secrets included.
 */
export class ProcessLauncher implements Launcher {
	private readonly options: ProcessLauncherOptions;
	private readonly reports: RunReports;
	private readonly active = new Map<string, Active>();
	private isClosed = false;

	constructor(options: ProcessLauncherOptions, reports: RunReports) {
		this.options = options;
		this.reports = reports;
	}

	launch(run: Run): void {
		if (this.isClosed) return;
		this.options.logs.began(run.job.id, run.id, attemptOf(run));
		const stop = new AbortController();
		this.active.set(run.id, { stop, ended: this.perform(run, stop.signal) });
	}

	kill(run: Run): void {
		this.active.get(run.id)?.stop.abort();
	}

	/** Stops every task and waits until the last one has ended. Nothing is started any more. */
	async close(): Promise<void> {
		this.isClosed = true;
		const left = [...this.active.values()];
		for (const { stop } of left) stop.abort();
		await Promise.all(left.map(({ ended }) => ended));
	}

	private async perform(run: Run, signal: AbortSignal): Promise<void> {
		const attempt = attemptOf(run);
		if (attempt > 1) await pause(this.options.restartPauseMs, signal);
		// Whoever launched goes first.
		else await Promise.resolve();
		let failure: string | undefined;
		try {
			failure = signal.aborted ? undefined : await this.runTask(run, attempt, signal);
		} catch (error) {
			failure = reasonOf(error);
		}
		this.active.delete(run.id);
		this.options.logs.ended(run.id, attempt, signal.aborted ? 'it was stopped' : failure);
		if (signal.aborted) {
			this.tell(run, 'stopped');
			return;
		}
		this.tell(run, failure === undefined ? 'succeeded' : `failed: ${failure}`);
		this.reports.finishRun(run.id, failure === undefined ? 'success' : 'failed');
	}

	/** Gives why the task failed; undefined: it succeeded, or nobody wants to know any more. */
	private async runTask(run: Run, attempt: number, signal: AbortSignal): Promise<string | undefined> {
		const { options } = this;
		const image = options.ignoreImage ? undefined : imageOf(run.job.run);
		if (image !== undefined && options.containers === undefined) throw noContainers(image);
		const command = image === undefined ? taskCommand(run.job.run) : undefined;
		const delivery = await secretsFor(run, options.secrets, signal);
		if (signal.aborted) return undefined;
		const notes = [...leftOut(run.job.run, command !== undefined), ...delivery.notes];
		for (const note of notes) this.tell(run, note);
		const sandbox = makeSandbox(options.folder, run.id, attempt);
		try {
			await options.artifacts.fetch(run.job.run.artifacts, sandbox.folder, signal);
			if (command !== undefined) {
				for (const note of linkHostVolumes(run.job.run, sandbox.folder)) this.tell(run, note);
			}
			const files = putSecretFiles(sandbox.folder, delivery.files);
			try {
				return command === undefined
					? await this.runContainer(run, sandbox, delivery, signal)
					: await this.runProcess(run, command, sandbox, delivery, signal);
			} finally {
				files.remove();
			}
		} finally {
			closeOutput(sandbox);
		}
	}

	private async runProcess(
		run: Run,
		command: TaskCommand,
		sandbox: Sandbox,
		delivery: Delivery,
		signal: AbortSignal,
	): Promise<string | undefined> {
		const taskId = this.reports.taskStarted(run.id);
		if (taskId === undefined) return undefined;
		const { folder } = sandbox;
		this.tell(run, `started in ${folder}`);
		const own = new Map([
			['PATH', this.options.path],
			['HOME', folder],
		]);
		const env = variablesOf(run, taskId, folder, delivery, own);
		return endReason(await this.untilEnd(run, command, sandbox, env, signal));
	}

	/** The task in the foreground of docker or podman, which hands signals on to it. */
	private async runContainer(
		run: Run,
		sandbox: Sandbox,
		delivery: Delivery,
		signal: AbortSignal,
	): Promise<string | undefined> {
		const { containers } = this.options;
		const taskId = this.reports.taskStarted(run.id);
		if (taskId === undefined || containers === undefined) return undefined;
		const name = `metronome-jobs-${run.id}-${attemptOf(run)}`;
		const { command, env } = containerCommand(containers, {
			run: run.job.run,
			name,
			sandbox: sandbox.folder,
			env: variablesOf(run, taskId, SANDBOX_IN_CONTAINER, delivery),
			secretNames: new Set(delivery.env.keys()),
		});
		this.tell(run, `started with ${containers.name} as ${name}, its sandbox is ${sandbox.folder}`);
		const end = await this.untilEnd(run, command, sandbox, env, signal, name);
		if (signal.aborted || end.kind !== 'exit') await removeContainer(containers, name);
		if (end.kind === 'exit' && end.code === NOT_STARTED) {
			return `${containers.name} could not start its container (its stderr says why): ${WITHOUT_IMAGE}`;
		}
		return endReason(end);
	}

	private async untilEnd(
		run: Run,
		command: TaskCommand,
		{ folder, stdout, stderr }: Sandbox,
		env: ReadonlyMap<string, string>,
		signal: AbortSignal,
		container?: string,
	): Promise<ProcessEnd> {
		const task = startProcess(command, { folder, env, stdout, stderr });
		markProcess(folder, task.processId, container);
		const stop = (): void =>
			task.stop((run.job.run.taskKillGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000);
		signal.addEventListener('abort', stop, { once: true });
		const end = await task.ended;
		signal.removeEventListener('abort', stop);
		unmarkProcess(folder);
		return end;
	}

	private tell(run: Run, event: string): void {
		this.options.log(`${run.job.id} ${run.id}: ${event}`);
	}
}

function attemptOf(run: Run): number {
	return run.tasks.length + 1;
}

/** Nothing of the emulator's own environment, which may hold the keys of a store; `own`: what a task has at least. */
function variablesOf(
	run: Run,
	taskId: string,
	sandbox: string,
	delivery: Delivery,
	own: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
	const env = new Map(own);
	for (const [name, value] of run.job.run.env) if (typeof value === 'string') env.set(name, value);
	for (const [name, value] of delivery.env) env.set(name, value);
	return env.set('MESOS_SANDBOX', sandbox).set('MESOS_TASK_ID', taskId);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const done = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		if (signal.aborted) done();
		else signal.addEventListener('abort', done, { once: true });
	});
}
