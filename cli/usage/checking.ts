import { Option } from 'commander';
import type { Reading } from '../../core/job-file.ts';
import { type CheckCommand, check } from '../commands/check.ts';
import { type FixCommand, fix } from '../commands/fix.ts';
import { type NextCommand, next } from '../commands/next.ts';
import type { RenderCommand } from '../commands/render.ts';
import { secrets } from '../commands/secrets.ts';
import { FORMAT_NAMES } from '../formats/registry.ts';
import { command, targetOptions, type Usage } from './command.ts';
import { collect, instant, severityOf, wholeNumber } from './values.ts';

export function addCheck({ program, io, done }: Usage): void {
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
		.option('--offline', 'do not ask the secret store of the config')
		.option('-v, --verbose', 'show all findings of a rule, and the suppressed ones with their reasons')
		.action((paths: string[], options: CheckCommand & { readonly as: Reading }) =>
			done(check(paths, options, io)),
		);
}

export function addFix({ program, io, done }: Usage): void {
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

export function addNext({ program, io, done }: Usage): void {
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

export function addSecrets({ program, io, done }: Usage): void {
	const made = command(
		program,
		'secrets [paths...]',
		'Show which job refers to which secret, and whether the store has it. Never a value.',
		`Examples:
  metronome-jobs secrets jobs/
  metronome-jobs secrets --target production --json`,
	);
	targetOptions(made)
		.option('--offline', 'do not ask the secret store of the config')
		.option('--json', 'for programs')
		.action((paths: string[], options) => done(secrets(paths, options, io)));
}

export function addRender({ program, io, done }: Usage): void {
	const made = command(
		program,
		'render [paths...]',
		'Show the jobs as they go to a target, after variables and patches, and where each value comes from.',
		`Examples:
  metronome-jobs render jobs/etl/load.json --target production
  metronome-jobs render --target production --json`,
	);
	targetOptions(made)
		.option('--json', 'for programs')
		.action((paths: string[], options: RenderCommand) =>
			done(import('../commands/render.ts').then(({ render }) => render(paths, options, io))),
		);
}
