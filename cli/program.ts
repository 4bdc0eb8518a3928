import { Command, CommanderError } from 'commander';
import { Exit, type Io, UsageError } from './io.ts';
import { addCheck, addFix, addNext, addRender, addSecrets } from './usage/checking.ts';
import type { Usage } from './usage/command.ts';
import { addClusterCommands } from './usage/deploying.ts';
import { addEmulator } from './usage/emulating.ts';
import { addLookups } from './usage/looking-up.ts';

declare const TOOL_VERSION: string;

/** Runs one command line; gives the exit code, never throws or rejects for what a user can do. */
export function run(args: readonly string[], io: Io): number | Promise<number> {
	let code: number | Promise<number> = Exit.fine;
	const program = makeProgram(io, result => {
		code = result;
	});
	try {
		program.parse(args.length === 0 ? ['--help'] : args, { from: 'user' });
		return typeof code === 'number' ? code : later(code, io);
	} catch (error) {
		return exitOf(error, io);
	}
}

async function later(code: Promise<number>, io: Io): Promise<number> {
	try {
		return await code;
	} catch (error) {
		return exitOf(error, io);
	}
}

function exitOf(error: unknown, io: Io): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.fine : Exit.usage;
	io.err.write(`metronome-jobs: ${error instanceof Error ? error.message : String(error)}\n`);
	return error instanceof UsageError ? Exit.usage : Exit.io;
}

/** Lines of help are read best when they are short, however wide the terminal. */
function helpWidth(io: Io): number {
	return Math.min(io.out.width, 80);
}

export function makeProgram(io: Io, done: Usage['done']): Command {
	const program = new Command('metronome-jobs')
		.description('Checks DC/OS Metronome job definitions as Metronome does.')
		.version(TOOL_VERSION, '-V, --version', 'print the version')
		.helpOption('-h, --help', 'show help')
		.exitOverride()
		.showSuggestionAfterError()
		.configureOutput({
			writeOut: io.out.write,
			writeErr: io.err.write,
			getOutHelpWidth: () => helpWidth(io),
			getErrHelpWidth: () => helpWidth(io),
			outputError: (text, write) => write(text.replace(/^error: /, 'metronome-jobs: ')),
		})
		.helpCommand('help [command]', 'show help for a command')
		.addHelpText(
			'after',
			`
Start here:
  metronome-jobs check jobs/                 # judge every job file below jobs/
  metronome-jobs explain secret-undeclared   # what a finding means
  metronome-jobs next jobs/ --count 3        # when do they run?
  metronome-jobs run JOB jobs/               # try one here
  metronome-jobs plan --target production    # what would a deploy change?

Exit codes: 0 fine, 1 findings at error level, 2 wrong usage or config,
            3 a file could not be read or written, or a cluster not reached,
            4 the cluster is not what the plan saw, 5 applied in part,
            10 changes (drift, diff, plan --detailed-exitcode)`,
		);
	const usage: Usage = { program, io, done };
	addCheck(usage);
	addFix(usage);
	addNext(usage);
	addSecrets(usage);
	addRender(usage);
	addClusterCommands(usage);
	addEmulator(usage);
	addLookups(usage);
	return program;
}
