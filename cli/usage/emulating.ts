import { Option } from 'commander';
import type { EmulatorCommand } from '../commands/emulator.ts';
import { command, type Usage } from './command.ts';
import { collect, wholeNumber } from './values.ts';

export function addEmulator({ program, io, done }: Usage): void {
	command(
		program,
		'emulator',
		'Run a Metronome on this machine: the same API, and its jobs run here.',
		`Examples:
  metronome-jobs emulator --ignore-image
  METRONOME_FEATURES_ENABLE=secrets METRONOME_PLUGIN_DIR=plugin \\
    METRONOME_PLUGIN_CONF=plugin/plugin-conf.json metronome-jobs emulator
  METRONOME_JOBS_DCOS_PASSWORD=… metronome-jobs emulator --dcos
  metronome-jobs emulator --fault random:chance=0.3 --fault-seed 7`,
	)
		.option('--port <port>', 'where to serve; 0: any that is free', wholeNumber, 9000)
		.option('--host <host>', 'address or name to serve on (default: the loopback interface)')
		.option('--allow-remote', 'let --host be one that other machines reach, which then run commands here')
		.option(
			'--dcos [file]',
			'put a DC/OS around it: login, permissions and secrets, from a JSON file or with one superuser',
		)
		.option(
			'--fault <fault>',
			'let requests go wrong, such as 503:chance=0.1, reset:when=after, slow:ms=5000, no-leader, leader-change or random:chance=0.3',
			collect,
		)
		.option('--fault-seed <number>', 'another choice of faults that strike by chance', wholeNumber)
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
