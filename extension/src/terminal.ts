import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { terminalText } from './command-line.ts';

/** What Ctrl+C sends. */
const INTERRUPT = '\x03';

/** How long a command that was told to end may take, in ms. */
const PATIENCE = 5000;

/** Which command, with what, where, and in which columns. */
interface Program {
	/** Path of the script that VS Code's own runtime runs. */
	readonly script: string;
	readonly values: readonly string[];
	readonly cwd: string;
}

/** Runs the command in a terminal of its own: its output as it comes, Ctrl+C and closing end it. */
export function runInTerminal(name: string, program: Program): void {
	const written = new vscode.EventEmitter<string>();
	const closed = new vscode.EventEmitter<number>();
	let child: ChildProcess | undefined;
	const write = (text: string): void => written.fire(terminalText(text));
	const end = (): void => {
		if (child === undefined || child.exitCode !== null) return;
		child.kill('SIGINT');
		setTimeout(() => child?.kill('SIGKILL'), PATIENCE).unref();
	};
	const pty: vscode.Pseudoterminal = {
		onDidWrite: written.event,
		onDidClose: closed.event,
		open: size => {
			child = start(program, size?.columns);
			for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', write);
			child.on('error', error => write(`${error.message}\n`));
			child.on('close', code => {
				child = undefined;
				write(`\n${vscode.l10n.t('Ended with exit code {0}.', code ?? '?')}\n`);
			});
		},
		close: end,
		handleInput: text => {
			if (text === INTERRUPT) end();
		},
	};
	vscode.window.createTerminal({ name, pty, iconPath: new vscode.ThemeIcon('checklist') }).show(true);
}

function start({ script, values, cwd }: Program, columns: number | undefined): ChildProcess {
	const { NODE_OPTIONS: _, ...env } = process.env;
	return spawn(process.execPath, [script, ...values], {
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...env,
			ELECTRON_RUN_AS_NODE: '1',
			FORCE_COLOR: '1',
			...(columns !== undefined && { COLUMNS: String(columns) }),
		},
	});
}
