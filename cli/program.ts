import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../core/finding.ts';
import type { Reading } from '../core/job-file.ts';
import { type CheckCommand, check } from './commands/check.ts';
import { completion } from './commands/completion.ts';
import { type EmulatorCommand, emulator } from './commands/emulator.ts';
import { explain } from './commands/explain.ts';
import { type FixCommand, fix } from './commands/fix.ts';
import { init } from './commands/init.ts';
import { type NextCommand, next } from './commands/next.ts';
import { rules } from './commands/rules.ts';
import { schema } from './commands/schema.ts';
import { secrets } from './commands/secrets.ts';
import { FORMAT_NAMES } from './formats/registry.ts';
import { Exit, type Io, UsageError } from './io.ts';

declare const TOOL_VERSION: string;

/** Runs one command line; gives the exit code, never throws for what a user can do. */
export function run(args: readonly string[], io: Io): number {
	let code: number = Exit.fine;
	const program = makeProgram(io, result => {
		code = result;
	});
	try {
		program.parse(args.length === 0 ? ['--help'] : args, { from: 'user' });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.fine : Exit.usage;
		if (error instanceof UsageError) {
			io.err.write(`metronome-jobs: ${error.message}\n`);
			return Exit.usage;
		}
		io.err.write(`metronome-jobs: ${error instanceof Error ? error.message : String(error)}\n`);
		return Exit.io;
	}
}

type Done = (code: number) => void;

/** Lines of help are read best when they are short, however wide the terminal. */
function helpWidth(io: Io): number {
	return Math.min(io.out.width, 80);
}

export function makeProgram(io: Io, done: Done): Command {
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

Exit codes: 0 fine, 1 findings at error level, 2 wrong usage or config,
            3 a file could not be read or written`,
		);
	addCheck(program, io, done);
	addFix(program, io, done);
	addNext(program, io, done);
	addSecrets(program, io, done);
	addEmulator(program, io, done);
	addLookups(program, io, done);
	return program;
}

/** A command that behaves as the program does. */
function command(program: Command, usage: string, description: string, examples: string): Command {
	return program.command(usage).description(description).addHelpText('after', `\n${examples}`);
}

function targetOptions(made: Command): Command {
	return made
		.option('--config <file>', 'the config (default: metronome-jobs.json, looked for upwards)')
		.addOption(
			new Option('--target <name>', 'judge for a target of the config').conflicts(['metronome', 'dcos']),
		)
		.addOption(
			new Option('--metronome <version>', 'judge for this Metronome, such as 0.6.70').conflicts('dcos'),
		)
		.option('--dcos <release>', 'judge for the Metronome of this DC/OS release, such as 2.2')
		.option('--now <instant>', 'judge as if it were this time, such as 2026-11-20T12:00:00Z', instant);
}

function addCheck(program: Command, io: Io, done: Done): void {
	const made = command(
		program,
		'check [paths...]',
		'Judge job files: what Metronome refuses, drops or breaks on, and what will fail.',
		`Examples:
  metronome-jobs check          # the config's jobs, or all below this folder
  metronome-jobs check jobs/etl 'jobs/**/*.json'
  metronome-jobs check jobs -f human -f sarif=findings.sarif
  metronome-jobs check --baseline known.json --update-baseline
  cat jobs/etl/load.json |
    metronome-jobs check - --stdin-path jobs/etl/load.json`,
	);
	targetOptions(made)
		.option(
			'-f, --format <format[=file]>',
			`how to show findings, several at once: ${FORMAT_NAMES.join(', ')} (default: human)`,
			collect,
		)
		.option('--rule <code=severity>', 'set a rule to off, info, warning or error; repeatable', severityOf)
		.option('--fix', 'apply the safe fixes, then check')
		.option('--fix-unsafe', 'apply all fixes, then check; look at the result')
		.option('--baseline <file>', 'findings listed in this file are known and do not count')
		.option('--update-baseline', 'write the findings of now into the baseline')
		.option('--changed-since <ref>', 'only report files that changed since this git revision')
		.option('--max-warnings <n>', 'fail above this many warnings', wholeNumber)
		.addOption(
			new Option('--as <body>', 'judge the text as that request body')
				.choices(['file', 'v1', 'v0', 'schedule'])
				.default('file'),
		)
		.option('--stdin-path <path>', 'the name the text of standard input goes by')
		.option('-v, --verbose', 'show all findings of a rule, and the suppressed ones with their reasons')
		.action((paths: string[], options: CheckCommand & { readonly as: Reading }) =>
			done(check(paths, options, io)),
		);
}

function addFix(program: Command, io: Io, done: Done): void {
	const made = command(
		program,
		'fix [paths...]',
		'Apply the safe fixes; all other formatting stays.',
		`Examples:
  metronome-jobs fix jobs/
  metronome-jobs fix jobs/ --unsafe     # and those that someone must look at
  metronome-jobs fix jobs/ --dry-run    # only show what would change
  cat jobs/etl/load.json | metronome-jobs fix - > fixed.json`,
	);
	targetOptions(made)
		.option('--unsafe', 'apply fixes that someone must look at, too')
		.option('--dry-run', 'show the changes, write nothing')
		.option('--rule <code=severity>', 'set a rule to off, info, warning or error; repeatable', severityOf)
		.option('--baseline <file>', 'leave findings listed in this file alone')
		.option('--stdin-path <path>', 'the name the text of standard input goes by')
		.action((paths: string[], options: FixCommand) => done(fix(paths, options, io)));
}

function addNext(program: Command, io: Io, done: Done): void {
	const made = command(
		program,
		'next [paths...]',
		'Show when schedules run next, in their own time zone, as Metronome computes it.',
		`Examples:
  metronome-jobs next jobs/
  metronome-jobs next --cron '0 9 1-7 * 1' --timezone Europe/Berlin --count 3
  metronome-jobs next --cron '30 2 * * *' --timezone Europe/Berlin \\
    --from 2026-03-27T00:00:00Z`,
	);
	made
		.option('--cron <expression>', 'this expression instead of files')
		.option('--timezone <zone>', 'the time zone of --cron', 'UTC')
		.option('--from <instant>', 'runs after this instant (default: now)', instant)
		.option('--count <n>', 'how many runs', wholeNumber, 5)
		.option('--json', 'for programs')
		.option('--config <file>', 'the config (default: metronome-jobs.json, looked for upwards)')
		.action((paths: string[], options: NextCommand) => done(next(paths, options, io)));
}

function addSecrets(program: Command, io: Io, done: Done): void {
	const made = command(
		program,
		'secrets [paths...]',
		'Show which job refers to which secret, and whether the store has it. Never a value.',
		`Examples:
  metronome-jobs secrets jobs/
  metronome-jobs secrets --target production --json`,
	);
	targetOptions(made)
		.option('--json', 'for programs')
		.action((paths: string[], options) => done(secrets(paths, options, io)));
}

function addEmulator(program: Command, io: Io, done: Done): void {
	command(
		program,
		'emulator',
		'Run a Metronome on this machine: the same API, and its jobs run here.',
		`Examples:
  metronome-jobs emulator --ignore-image
  METRONOME_FEATURES_ENABLE=secrets METRONOME_PLUGIN_DIR=plugin \\
    METRONOME_PLUGIN_CONF=plugin/plugin-conf.json metronome-jobs emulator`,
	)
		.option(
			'--port <port>',
			'where to serve, on the loopback interface only; 0: any that is free',
			wholeNumber,
			9000,
		)
		.option('--metronome <version>', 'be this Metronome, such as 0.6.70')
		.option('--ignore-image', 'run the command of a job with an image without the image')
		.addOption(
			new Option('--dialect <dialect>', 'how sources of secrets are read; only dcos has spaces')
				.choices(['dcos', 'vault', 'any'])
				.default('dcos'),
		)
		.action((options: EmulatorCommand) => done(emulator(options, io)));
}

function addLookups(program: Command, io: Io, done: Done): void {
	command(
		program,
		'explain <code>',
		'Tell all about a rule.',
		'Example:\n  metronome-jobs explain schedule-never-fires',
	).action((code: string) => done(explain(code, io)));
	command(
		program,
		'rules',
		'List the rules.',
		'Examples:\n  metronome-jobs rules\n  metronome-jobs rules --json',
	)
		.option('--json', 'for programs')
		.action((options: { json?: boolean }) => done(rules(options, io)));
	command(
		program,
		'schema [name]',
		'Print a published JSON schema: job, job-file, schedule, config or findings.',
		'Examples:\n  metronome-jobs schema         # lists them, with their addresses\n  metronome-jobs schema job > job.schema.json',
	).action((name: string | undefined) => done(schema(name, io)));
	command(
		program,
		'init',
		'Write a metronome-jobs.json for this folder.',
		'Example:\n  metronome-jobs init --dcos 2.2',
	)
		.option('--dcos <release>', 'the DC/OS release of your cluster')
		.addOption(new Option('--metronome <version>', 'its Metronome version instead').conflicts('dcos'))
		.action((options: { dcos?: string; metronome?: string }) => done(init(options, io)));
	command(
		program,
		'completion <shell>',
		'Print a completion script for bash, zsh or fish.',
		'Example:\n  source <(metronome-jobs completion bash)    # in ~/.bashrc',
	).action((shell: string) => done(completion(shell, program, io)));
	// Started by cli/bin.ts before this program is loaded; here only for its help.
	command(
		program,
		'lsp',
		'Start the language server.',
		'Example:\n  metronome-jobs lsp --stdio    # your editor starts it so',
	)
		.option('--stdio', 'talk over standard input and output')
		.action(() => done(Exit.fine));
}

function collect(value: string, before: readonly string[] = []): string[] {
	return [...before, value];
}

const SEVERITIES: readonly (Severity | 'off')[] = ['off', 'info', 'warning', 'error'];

function severityOf(
	value: string,
	before: ReadonlyMap<string, Severity | 'off'> = new Map(),
): ReadonlyMap<string, Severity | 'off'> {
	const [code = '', wanted = ''] = value.split('=', 2);
	const severity = SEVERITIES.find(candidate => candidate === wanted);
	if (severity === undefined) throw new InvalidArgumentError(`It must be CODE=off, info, warning or error.`);
	return new Map([...before, [code, severity]]);
}

function wholeNumber(value: string): number {
	if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
	return Number(value);
}

/** An ISO 8601 instant with its offset, to milliseconds. */
function instant(value: string): number {
	const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
		? Date.parse(value)
		: Number.NaN;
	if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be an instant such as 2026-11-20T12:00:00Z.');
	return ms;
}
