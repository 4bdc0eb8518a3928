import { resolve } from 'node:path';
import type { SourceDialect } from '../../core/target.ts';
import { DEFAULT_VERSION, parseVersion } from '../../core/version.ts';
import { findContainerProgram, imagesLine } from '../../emulator/container.ts';
import { type Emulator, secretsLine, startEmulator } from '../../emulator/emulator.ts';
import { parseFault } from '../../emulator/fault-text.ts';
import type { FaultRule } from '../../emulator/faults.ts';
import { isLoopback } from '../../emulator/hosts.ts';
import { faultKind, loadSecretsSetup, PluginSettingsError } from '../../emulator/plugin.ts';
import { Exit, type Io, UsageError } from '../io.ts';
import { dcosChoice } from './emulator-dcos.ts';

export interface EmulatorCommand {
	readonly port: number;
	readonly host?: string;
	/** Whether the host may be one that other machines reach. */
	readonly allowRemote?: boolean;
	/** A file with users, permissions and secrets; true: none is named. */
	readonly dcos?: string | true;
	readonly fault?: readonly string[];
	readonly faultSeed?: number;
	readonly metronome?: string;
	readonly ignoreImage?: boolean;
	readonly dialect: SourceDialect;
	/** A directory. */
	readonly data?: string;
}

const HIGHEST_PORT = 65_535;

/**
 * `emulator`: serves until SIGINT or SIGTERM. Gives back at once: what goes wrong later becomes the exit code of the
 * process.
 */
export function emulator(options: EmulatorCommand, io: Io): number {
	if (options.port > HIGHEST_PORT)
		throw new UsageError(`--port is ${options.port}; the highest is ${HIGHEST_PORT}.`);
	const version = options.metronome === undefined ? DEFAULT_VERSION : parseVersion(options.metronome);
	if (version === undefined)
		throw new UsageError(`'${options.metronome}' is no Metronome version such as 0.6.70.`);
	const { host, dialect } = options;
	checkHost(host, options.allowRemote === true);
	if (options.dcos !== undefined && dialect !== 'dcos')
		throw new UsageError(`--dcos reads sources as DC/OS does; it does not go with --dialect ${dialect}.`);
	const dcos = options.dcos === undefined ? undefined : dcosChoice(options.dcos, io);
	const rules = (options.fault ?? []).map(faultRule);
	if (host !== undefined && !isLoopback(host)) {
		io.err.write(`metronome-jobs: ${remoteWarning(host, dcos !== undefined)}\n`);
	}
	const log = (line: string): void => io.out.write(`${new Date(io.now()).toISOString()} ${line}\n`);
	const start = async (): Promise<void> => {
		const secrets = await loadSecretsSetup(io.env, io.cwd);
		const containers = findContainerProgram(io.env);
		const running = await startEmulator({
			port: options.port,
			...(host !== undefined && { host }),
			...(dcos && { dcos: dcos.settings }),
			faults: { rules, ...(options.faultSeed !== undefined && { seed: options.faultSeed }) },
			version,
			ignoreImage: options.ignoreImage === true,
			...(containers && { containers }),
			secrets,
			dialect,
			path: io.env['PATH'] ?? '/usr/bin:/bin',
			now: io.now,
			...(options.data !== undefined && { data: resolve(io.cwd, options.data) }),
			log,
		});
		// Before anybody can know that it runs, and send a signal.
		endOnSignal(running, log);
		surviveFaults(log);
		io.out.write(`Metronome ${version.text} at ${running.metronomeUrl} (Ctrl-C ends it)\n`);
		if (dcos?.greeting !== undefined) io.err.write(dcos.greeting);
		log(secretsLine(running.secrets));
		log(imagesLine(containers, options.ignoreImage === true));
	};
	start().catch(error => {
		const isSettings = error instanceof PluginSettingsError;
		io.err.write(`metronome-jobs: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = isSettings ? Exit.usage : Exit.io;
	});
	return Exit.fine;
}

/** Jobs are commands: whoever reaches the emulator runs what they like as this user. */
function checkHost(host: string | undefined, allowRemote: boolean): void {
	if (host === undefined || isLoopback(host) || allowRemote) return;
	throw new UsageError(
		`--host ${host} lets other machines run commands on this one; where that is wanted, add --allow-remote.`,
	);
}

function remoteWarning(host: string, hasLogin: boolean): string {
	const who = hasLogin ? 'everybody with a login' : 'everybody';
	return `warning: ${who} who reaches ${host} can run commands on this machine as this user, and nothing on the way is encrypted.`;
}

function faultRule(text: string): FaultRule {
	const rule = parseFault(text);
	if ('problem' in rule) throw new UsageError(`--fault: ${rule.problem}.`);
	return rule;
}

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal ends every run and then this process, whatever a plugin still holds open; a second one at once. */
function endOnSignal(running: Emulator, log: (line: string) => void): void {
	const end = (): void => {
		for (const signal of END_SIGNALS) process.off(signal, end);
		log('ending');
		void running.close().then(() => {
			log('ended');
			process.exit(Exit.fine);
		});
	};
	for (const signal of END_SIGNALS) process.on(signal, end);
}

/** A plugin may throw when nobody waits for it any more. Its message is not shown: it may quote a value. */
function surviveFaults(log: (line: string) => void): void {
	process.on('uncaughtException', error =>
		log(`something failed that no run waits for (${faultKind(error)})`),
	);
}
