import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../core/version.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.ts';
import { loadSecretsSetup } from '../../emulator/plugin.ts';
import { COMMAND, PATIENCE, type Ran, ROOT, withoutColor } from './command.ts';

/** A copy of examples/ whose targets all mean one emulator, which runs its jobs with the example plugin's secrets. */
export interface ExampleCluster {
	readonly folder: string;
	readonly emulator: Emulator;
	/** Runs a line of shell there; in a pipe, so nobody can be asked. */
	shell(line: string, env?: Readonly<Record<string, string>>): Promise<Ran>;
	/** Starts the command itself, so that it can be sent a signal. */
	command(args: readonly string[]): { readonly child: ChildProcess; readonly ran: Promise<Ran> };
	/** A path in the copy. */
	path(name: string): string;
	/** Changes a file of the copy. */
	edit(name: string, change: (text: string) => string): void;
	close(): Promise<void>;
}

export async function exampleCluster(
	path: string,
	options: Partial<EmulatorOptions> = {},
): Promise<ExampleCluster> {
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-cluster-'));
	cpSync(join(ROOT, 'examples'), folder, { recursive: true });
	const emulator = await startEmulator({
		port: 0,
		version: version('0.6.70'),
		ignoreImage: true,
		secrets: await loadSecretsSetup(
			{
				METRONOME_FEATURES_ENABLE: 'secrets',
				METRONOME_PLUGIN_DIR: 'plugin',
				METRONOME_PLUGIN_CONF: 'plugin/plugin-conf.json',
			},
			folder,
		),
		dialect: 'dcos',
		path: process.env['PATH'] ?? '/usr/bin:/bin',
		now: () => Date.now(),
		log: () => {},
		...options,
	});
	const inFolder = (name: string): string => join(folder, name);
	const edit = (name: string, change: (text: string) => string): void =>
		writeFileSync(inFolder(name), change(readFileSync(inFolder(name), 'utf8')));
	edit('metronome-jobs.json', text =>
		text
			.replaceAll(/"url": "[^"]+"/g, `"url": "${emulator.metronomeUrl}"`)
			.replaceAll(/\n\s*"auth": \{[^}]*\},/g, ''),
	);
	const env = {
		...withoutColor(),
		PATH: path,
		XDG_STATE_HOME: inFolder('.state'),
		METRONOME_JOBS_EMULATOR_URL: emulator.metronomeUrl,
		METRONOME_FEATURES_ENABLE: 'secrets',
		METRONOME_PLUGIN_DIR: 'plugin',
		METRONOME_PLUGIN_CONF: 'plugin/plugin-conf.json',
		GITHUB_REPOSITORY: 'tidewater/jobs',
	};
	return {
		folder,
		emulator,
		path: inFolder,
		edit,
		shell: (line, more = {}) => started('bash', ['-c', line], folder, { ...env, ...more }).ran,
		command: args => started(process.execPath, [COMMAND, ...args], folder, env),
		async close() {
			await emulator.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function started(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
	const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE });
	let out = '';
	let err = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		out += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text;
	});
	const ran = new Promise<Ran>(resolve => {
		child.once('close', code => resolve({ code: code ?? -1, out, err }));
	});
	return { child, ran };
}
