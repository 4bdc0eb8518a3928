import { resolve } from 'node:path';
import type { SourceDialect } from '../../core/target.ts';
import { DEFAULT_VERSION, parseVersion } from '../../core/version.ts';
import { findContainerProgram } from '../../emulator/container.ts';
import { type Emulator, secretsLine, startEmulator } from '../../emulator/emulator.ts';
import { faultKind, loadSecretsSetup, PluginSettingsError } from '../../emulator/plugin.ts';
import { Exit, type Io, UsageError } from '../io.ts';

export interface EmulatorCommand {
	readonly port: number;
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
	const log = (line: string): void => io.out.write(`${new Date(io.now()).toISOString()} ${line}\n`);
	const start = async (): Promise<void> => {
		const secrets = await loadSecretsSetup(io.env, io.cwd);
		const containers = findContainerProgram(io.env);
		const running = await startEmulator({
			port: options.port,
			version,
			ignoreImage: options.ignoreImage === true,
			...(containers && { containers }),
			secrets,
			dialect: options.dialect,
			path: io.env['PATH'] ?? '/usr/bin:/bin',
			now: io.now,
			...(options.data !== undefined && { data: resolve(io.cwd, options.data) }),
			log,
		});
		// Before anybody can know that it runs, and send a signal.
		endOnSignal(running, log);
		surviveFaults(log);
		io.out.write(`Metronome ${version.text} at ${running.url} (Ctrl-C ends it)\n`);
		log(secretsLine(secrets));
	};
	start().catch(error => {
		const isSettings = error instanceof PluginSettingsError;
		io.err.write(`metronome-jobs: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = isSettings ? Exit.usage : Exit.io;
	});
	return Exit.fine;
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
