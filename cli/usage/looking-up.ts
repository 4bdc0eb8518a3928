import { Option } from 'commander';
import { completion } from '../commands/completion.ts';
import { explain } from '../commands/explain.ts';
import { init } from '../commands/init.ts';
import { rules } from '../commands/rules.ts';
import { schema } from '../commands/schema.ts';
import { Exit } from '../io.ts';
import { command, type Usage } from './command.ts';

export function addLookups({ program, io, done }: Usage): void {
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
