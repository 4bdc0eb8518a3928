import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceDialect } from '../core/target.ts';
import type { Version } from '../core/version.ts';
import { Artifacts } from './artifacts.ts';
import type { ContainerProgram } from './container.ts';
import { METRONOME_PREFIX } from './dcos/admin-router.ts';
import { type Cluster, type DcosControl, makeCluster } from './dcos/cluster.ts';
import type { DcosSettings } from './dcos/settings.ts';
import { type Durable, openDurable } from './durable.ts';
import { faultLine } from './fault-text.ts';
import { FaultInjector, type FaultOptions } from './faults.ts';
import { hostInUrl, LOOPBACK } from './hosts.ts';
import { serve } from './http.ts';
import { ProcessLauncher } from './launch-process.ts';
import { clearLeftBehind } from './left-behind.ts';
import { withRunLogs } from './log-routes.ts';
import { Metronome } from './metronome.ts';
import type { SecretsSetup } from './plugin.ts';
import { RunLogs } from './run-logs.ts';
import { REAL_TIMER, Scheduler } from './scheduler.ts';

export interface EmulatorOptions {
	/** 0: any that is free. */
	readonly port: number;
	/**
	 * Address or name to serve on; default: the loopback interface. On any other, who reaches it runs commands on this
	 * machine.
	 */
	readonly host?: string;
	readonly version: Version;
	readonly ignoreImage: boolean;
	/** What starts the containers of jobs with an image; undefined: nothing, and without `ignoreImage` their runs fail. */
	readonly containers?: ContainerProgram;
	readonly secrets: SecretsSetup;
	readonly dialect: SourceDialect;
	/** How long a plugin may take for a secret, in ms. */
	readonly secretTimeoutMs?: number;
	/** The PATH of the tasks. */
	readonly path: string;
	/** A DC/OS around it, with its login, permissions and secrets, which are then read in the dialect `dcos`. */
	readonly dcos?: DcosSettings;
	/** What goes wrong on the way to Metronome; default: nothing. */
	readonly faults?: FaultOptions;
	/** Where jobs, schedules and run history are kept; undefined: in memory only. */
	readonly data?: string;
	/** ms since 1970. */
	readonly now: () => number;
	/** Told of each event in one line without any value. */
	readonly log: (line: string) => void;
}

export interface Emulator {
	/** Where it serves, such as `http://127.0.0.1:9000`; with a DC/OS around it the address of that. */
	readonly url: string;
	/** The address of Metronome: `url`, in a DC/OS with `/service/metronome` behind it. */
	readonly metronomeUrl: string;
	/** Where its jobs have their secrets from. */
	readonly secrets: SecretsSetup;
	/** Of the DC/OS around it, where there is one. */
	readonly dcos?: DcosControl;
	/** Other faults from now on; all counting begins anew. */
	setFaults(faults: FaultOptions): void;
	/** Below it are the sandboxes, `<run id>/<attempt>` each, with the task's output in `stdout` and `stderr`. */
	readonly folder: string;
	/** Ends every run, then removes the sandboxes. */
	close(): Promise<void>;
}

const SECRET_TIMEOUT_MS = 10_000;
const RESTART_PAUSE_MS = 1000;
const NO_FAULTS: FaultOptions = { rules: [] };

/**
 * Starts a Metronome that runs its jobs on this machine. Rejects where the port cannot be had, and with a
 * `SavedStateError` where `data` cannot be used.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
	const { now, log, data } = options;
	const durable = data === undefined ? undefined : await openDurable({ directory: data, now, log });
	try {
		return await startWith(options, durable);
	} catch (error) {
		await durable?.close();
		throw error;
	}
}

/** Where the sandboxes are, for this user only. With `data` whatever a kill -9 left there is ended and removed. */
async function sandboxFolder({ data, containers, log }: EmulatorOptions): Promise<string> {
	if (data === undefined) return mkdtempSync(join(tmpdir(), 'metronome-jobs-emulator-'));
	const folder = join(data, 'sandboxes');
	const ended = await clearLeftBehind(folder, containers);
	if (ended > 0) log(`${ended === 1 ? '1 task' : `${ended} tasks`} still ran from before, and ended now`);
	mkdirSync(folder, { mode: 0o700 });
	return folder;
}

async function startWith(options: EmulatorOptions, durable: Durable | undefined): Promise<Emulator> {
	const { now, log, host = LOOPBACK } = options;
	let url = '';
	const cluster = options.dcos && (await makeCluster({ settings: options.dcos, now, url: () => url }));
	const secrets = secretsOf(options.secrets, cluster);
	const folder = await sandboxFolder(options);
	const logs = new RunLogs(folder);
	const launcher = new ProcessLauncher(
		{
			folder,
			containers: options.containers,
			artifacts: new Artifacts({ cache: join(folder, '.cache'), path: options.path }),
			logs,
			ignoreImage: options.ignoreImage,
			path: options.path,
			restartPauseMs: RESTART_PAUSE_MS,
			secrets: {
				setup: secrets,
				dialect: cluster === undefined ? options.dialect : 'dcos',
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
		...(cluster && { access: cluster.access }),
		launcher,
		leader: `127.0.0.1:${options.port}`,
		jobChanged: (id, job) => {
			durable?.jobChanged(id, job);
			scheduler.jobChanged(id, job);
		},
		runChanged: (run, finished) => {
			durable?.runChanged(run, finished);
			if (finished !== undefined) logs.runOver(run.id);
		},
		...(durable && { saved: durable.saved }),
	});
	durable?.follow(() => metronome.savedState());
	for (const job of durable?.saved.jobs.values() ?? []) scheduler.jobChanged(job.id, job);
	const faulty = asMet({ metronome, logs, cluster, faults: options.faults ?? NO_FAULTS, log });
	const end = async (): Promise<void> => {
		scheduler.close();
		await launcher.close();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const server = await serve(faulty, {
			port: options.port,
			host,
			// The error itself may quote a request.
			failed: () => log('a request failed in the emulator itself'),
			...(durable && { whenDurable: durable.whenDurable }),
		});
		url = `http://${hostInUrl(host)}:${server.port}`;
		return {
			url,
			metronomeUrl: cluster === undefined ? url : url + METRONOME_PREFIX,
			secrets,
			folder,
			...(cluster && { dcos: cluster }),
			setFaults: faults => faulty.set(faults),
			async close() {
				await server.close();
				await end();
				await durable?.close();
			},
		};
	} catch (error) {
		await end();
		throw error;
	}
}

interface Parts {
	readonly metronome: Metronome;
	readonly logs: RunLogs;
	readonly cluster: Cluster | undefined;
	readonly faults: FaultOptions;
	readonly log: (line: string) => void;
}

/** A Metronome as its clients meet it: with the output of its runs, in its DC/OS, behind its faults. */
function asMet({ metronome, logs, cluster, faults, log }: Parts): FaultInjector {
	const withLogs = withRunLogs(metronome, logs);
	return new FaultInjector(faults, {
		handler: cluster?.around(withLogs) ?? withLogs,
		prefix: cluster === undefined ? '' : METRONOME_PREFIX,
		leaderChanged(leader) {
			metronome.changeLeader(leader);
			log(`${leader} leads now`);
		},
		struck: fault => log(faultLine(fault)),
	});
}

/** The secrets of a DC/OS come first; other plugins may know more. */
function secretsOf(setup: SecretsSetup, cluster: Cluster | undefined): SecretsSetup {
	if (cluster === undefined) return setup;
	return { kind: 'on', plugins: [cluster.plugin, ...(setup.kind === 'on' ? setup.plugins : [])] };
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
