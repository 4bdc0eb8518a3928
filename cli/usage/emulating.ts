import { Option } from 'commander';
import type { EmulatorCommand } from '../commands/emulator.ts';
import { command, type Usage } from './command.ts';
import { wholeNumber } from './values.ts';

export function addEmulator({ program, io, done }: Usage): void {
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
		.option('--data <dir>', 'keep jobs, schedules and run history in this directory (default: in memory)')
		.addOption(
			new Option('--dialect <dialect>', 'how sources of secrets are read; only dcos has spaces')
				.choices(['dcos', 'vault', 'any'])
				.default('dcos'),
		)
		.action((options: EmulatorCommand) =>
			done(import('../commands/emulator.ts').then(({ emulator }) => emulator(options, io))),
		);
}
