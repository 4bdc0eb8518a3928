import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { instant } from './values.ts';

/** What the commands are added to. */
export interface Usage {
	readonly program: Command;
	readonly io: Io;
	/** Told the exit code, once the command has one. */
	readonly done: (code: number | Promise<number>) => void;
}

/** A command that behaves as the program does. */
export function command(program: Command, usage: string, description: string, examples: string): Command {
	return program.command(usage).description(description).addHelpText('after', `\n${examples}`);
}

export function targetOptions(made: Command): Command {
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
