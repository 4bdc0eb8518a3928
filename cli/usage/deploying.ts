import type { Command } from 'commander';
import type { DeployCommand } from '../commands/deploy.ts';
import type { DiffCommand } from '../commands/diff.ts';
import type { DriftCommand } from '../commands/drift.ts';
import type { PlanCommand } from '../commands/plan.ts';
import type { PullCommand } from '../commands/pull.ts';
import type { RunCommand } from '../commands/run.ts';
import { command, type Usage } from './command.ts';
import { collect, duration, instant, wholeNumber } from './values.ts';

/** The commands that have to do with a cluster. Each is loaded when it is called. */
export function addClusterCommands(usage: Usage): void {
	addPlan(usage);
	addDeploy(usage);
	addDrift(usage);
	addRollback(usage);
	addRun(usage);
	addPull(usage);
	addDiff(usage);
}

function clusterOptions(made: Command): Command {
	return made
		.option('--config <file>', 'the config (default: metronome-jobs.json, looked for upwards)')
		.option('--target <name>', "a target of the config, or 'emulator'")
		.option('--now <instant>', 'as if it were this time, such as 2026-11-20T12:00:00Z', instant);
}

function planOptions(made: Command): Command {
	return clusterOptions(made)
		.option('--only <job>', 'only this job, dependencies still checked; repeatable', collect)
		.option('--owner <name>', 'who deploys (default: the repository, such as team/repository)')
		.option('--adopt', 'take over jobs that have another owner, or none')
		.option('--prune', 'delete jobs of this owner that are in no file any more')
		.option('--max-deletes <n>', 'never delete more than this many (default: 5)', wholeNumber)
		.option('--offline', 'do not ask the secret store');
}

function addPlan({ program, io, done }: Usage): void {
	const made = command(
		program,
		'plan [paths...]',
		'Show what a deploy would change on a cluster; changes nothing.',
		`Examples:
  metronome-jobs plan --target production
  metronome-jobs plan --target production -o plan.json
  metronome-jobs plan --target emulator --only tide.infra.rotate-logs`,
	);
	planOptions(made)
		.option('-o, --output <file>', 'write the plan to a file that deploy takes')
		.option('--json', 'for programs')
		.option('--detailed-exitcode', 'exit with 10 where something would change')
		.action((paths: string[], options: PlanCommand) =>
			done(import('../commands/plan.ts').then(({ plan }) => plan(paths, options, io))),
		);
}

function addDeploy({ program, io, done }: Usage): void {
	const made = command(
		program,
		'deploy [plan-or-paths...]',
		'Make a cluster equal to the files, or do exactly what a plan file says.',
		`Examples:
  metronome-jobs deploy plan.json --target production
  metronome-jobs deploy --target emulator --yes
  metronome-jobs deploy --target production --prune --max-deletes 2

Exit codes: 0 done, 3 not reached, 4 the cluster is not what the plan saw,
            5 applied in part (deploy again goes on)`,
	);
	planOptions(made)
		.option('--yes', 'do not ask')
		.option('--stop-runs', 'stop the runs of a job that is deleted')
		.option('--json', 'print the result for programs')
		.action((args: string[], options: DeployCommand) =>
			done(import('../commands/deploy.ts').then(({ deploy }) => deploy(args, options, io))),
		);
}

function addDrift({ program, io, done }: Usage): void {
	const made = command(
		program,
		'drift [paths...]',
		'Show where a cluster is not as the files say; exits with 10 where it is not.',
		`Examples:
  metronome-jobs drift --target production
  metronome-jobs drift --target production --json`,
	);
	planOptions(made)
		.option('--json', 'for programs')
		.action((paths: string[], options: DriftCommand) =>
			done(import('../commands/drift.ts').then(({ drift }) => drift(paths, options, io))),
		);
}

function addRollback({ program, io, done }: Usage): void {
	const made = command(
		program,
		'rollback [saved]',
		'Put back what the last deploy from here changed, schedules included.',
		`Examples:
  metronome-jobs rollback --target production --yes
  metronome-jobs rollback --target production --only tide.etl.load --yes`,
	);
	clusterOptions(made)
		.option('--only <job>', 'only this job; repeatable', collect)
		.option('--adopt', 'also where somebody else changed it since')
		.option('--max-deletes <n>', 'never delete more than this many', wholeNumber)
		.option('--yes', 'do not ask')
		.option('--json', 'print the result for programs')
		.action((file: string | undefined, options: DeployCommand) =>
			done(import('../commands/rollback.ts').then(({ rollback }) => rollback(file, options, io))),
		);
}

function addRun({ program, io, done }: Usage): void {
	command(
		program,
		'run <job> [paths...]',
		'Run a job: on a target, or right here in an emulator with the jobs of the files.',
		`Examples:
  metronome-jobs run tide.infra.secrets-check jobs/ --ignore-image
  metronome-jobs run tide.infra.secrets-check --target emulator --follow
  metronome-jobs run tide.infra.secrets-check --target production \\
    --wait --timeout 10m

Exit codes: 0 the run succeeded, 1 it failed or took too long, 3 nobody can tell`,
	)
		.option('--config <file>', 'the config (default: metronome-jobs.json, looked for upwards)')
		.option('--target <name>', "a target of the config, or 'emulator' (default: an emulator of its own)")
		.option('--wait', 'wait until the run is over; its result is the exit code')
		.option('--follow', 'wait, and show what the run prints where the target can tell')
		.option('--timeout <time>', 'wait no longer than this, such as 90s or 10m', duration)
		.option('--stop-at-timeout', 'stop a run that takes longer')
		.option('--ignore-image', 'without --target: run the command of a job with an image without the image')
		.option('--json', 'print the result for programs')
		.action((job: string, paths: string[], options: RunCommand) =>
			done(import('../commands/run.ts').then(({ run }) => run(job, paths, options, io))),
		);
}

function addPull({ program, io, done }: Usage): void {
	const made = command(
		program,
		'pull',
		'Write the jobs of a cluster as tidy job files; secrets stay references.',
		`Examples:
  metronome-jobs pull --target production --out live
  metronome-jobs pull --target emulator --only tide.etl.load --out live --force`,
	);
	clusterOptions(made)
		.option('--only <job>', 'only this job; repeatable', collect)
		.option('--out <folder>', 'where to write', 'jobs')
		.option('--force', 'write over files that are there')
		.action((options: PullCommand) =>
			done(import('../commands/pull.ts').then(({ pull }) => pull(options, io))),
		);
}

function addDiff({ program, io, done }: Usage): void {
	const made = command(
		program,
		'diff <a> <b>',
		'Show how two states of jobs differ: targets of the config, or job files.',
		`Examples:
  metronome-jobs diff staging production
  metronome-jobs diff jobs/ production --target production`,
	);
	clusterOptions(made)
		.option('--json', 'for programs')
		.action((a: string, b: string, options: DiffCommand) =>
			done(import('../commands/diff.ts').then(({ diff }) => diff(a, b, options, io))),
		);
}
