import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceDialect } from '../core/target.ts';
import type { Version } from '../core/version.ts';
import { serve } from './http.ts';
import { ProcessLauncher } from './launch-process.ts';
import { Metronome } from './metronome.ts';
import type { SecretsSetup } from './plugin.ts';
import { REAL_TIMER, Scheduler } from './scheduler.ts';

export interface EmulatorOptions {
	/** 0: any that is free. */
	readonly port: number;
	readonly version: Version;
	readonly ignoreImage: boolean;
	readonly secrets: SecretsSetup;
	readonly dialect: SourceDialect;
	/** How long a plugin may take for a secret, in ms. */
	readonly secretTimeoutMs?: number;
	/** The PATH of the tasks. */
	readonly path: string;
	/** ms since 1970. */
	readonly now: () => number;
	/** Told of each event in one line without any value. */
	readonly log: (line: string) => void;
}

export interface Emulator {
	/** Where it serves, such as `http://127.0.0.1:9000`. */
	readonly url: string;
	/** Below it are the sandboxes, `<run id>/<attempt>` each, with the task's output in `stdout` and `stderr`. */
	readonly folder: string;
	/** Ends every run, then removes the sandboxes. */
	close(): Promise<void>;
}

const SECRET_TIMEOUT_MS = 10_000;
const RESTART_PAUSE_MS = 1000;

/** Starts a Metronome that runs its jobs on this machine. Rejects where the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
	const { now, log } = options;
	// Its own user only: mkdtemp makes it 0700.
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-emulator-'));
	const launcher = new ProcessLauncher(
		{
			folder,
			ignoreImage: options.ignoreImage,
			path: options.path,
			restartPauseMs: RESTART_PAUSE_MS,
			secrets: {
				setup: options.secrets,
				dialect: options.dialect,
				timeoutMs: options.secretTimeoutMs ?? SECRET_TIMEOUT_MS,
			},
			log,
		},
		{
			taskStarted: runId => metronome.taskStarted(runId),
			finishRun: (runId, result) => metronome.finishRun(runId, result),
		},
	);
	const scheduler = new Scheduler(
		{
			startRun: (jobId, schedule) => metronome.startRun(jobId, schedule),
			run: (jobId, runId) => metronome.run(jobId, runId),
			stopRun: (jobId, runId) => metronome.stopRun(jobId, runId),
		},
		{ now, timer: REAL_TIMER, log },
	);
	const metronome: Metronome = new Metronome({
		version: options.version,
		now,
		launcher,
		leader: `127.0.0.1:${options.port}`,
		jobChanged: (id, job) => scheduler.jobChanged(id, job),
	});
	const end = async (): Promise<void> => {
		scheduler.close();
		await launcher.close();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const server = await serve(metronome, {
			port: options.port,
			// The error itself may quote a request.
			failed: () => log('a request failed in the emulator itself'),
		});
		return {
			url: `http://127.0.0.1:${server.port}`,
			folder,
			async close() {
				await server.close();
				await end();
			},
		};
	} catch (error) {
		await end();
		throw error;
	}
}

/** One line on whether the secrets of jobs reach their tasks. */
export function secretsLine(setup: SecretsSetup): string {
	switch (setup.kind) {
		case 'off':
			return 'secrets: the feature is off (METRONOME_FEATURES_ENABLE=secrets turns it on); jobs that use secrets are accepted, and none is passed to them';
		case 'none':
			return 'secrets: the feature is on, but no plugin is configured (METRONOME_PLUGIN_DIR, METRONOME_PLUGIN_CONF); jobs that use secrets are accepted, and none is passed to them';
		case 'on':
			return `secrets: read through ${setup.plugins.map(({ name }) => name).join(', ')}`;
	}
}
