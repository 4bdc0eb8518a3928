import { quoted } from '../core/quote.ts';
import type { StoredRun } from '../core/stored.ts';

/** What a task starts: a program, found by PATH where it has no slash, and its arguments. */
export interface TaskCommand {
	readonly program: string;
	readonly args: readonly string[];
}

/** Why a run cannot be started on this machine. */
export class LaunchFault extends Error {}

/**
 * The command of a run as a process of this machine. Throws a {@link LaunchFault} for what needs more than that.
 * Source of what wins: rule cmd-and-args (mesosphere/marathon TaskBuilder.scala, `commandInfo`; apache/mesos
 * docs/isolators/docker-runtime.md).
 */
export function taskCommand(run: StoredRun, ignoreImage: boolean): TaskCommand {
	const { cmd, args = [] } = run;
	const image = run.docker?.image ?? run.ucr?.image.id;
	const inContainer = image !== undefined;
	if (inContainer && !ignoreImage) {
		throw new LaunchFault(
			`it wants the image ${quoted(image)}, and no containers are started here: with --ignore-image the emulator runs its command without the image`,
		);
	}
	if (inContainer && run.volumes.some(volume => 'hostPath' in volume)) {
		throw new LaunchFault('it wants a host volume, which only a container can have');
	}
	if (run.artifacts.length > 0) throw new LaunchFault('it wants artifacts, which are not fetched here');
	if (args.length === 0) {
		if (cmd !== undefined) return { program: '/bin/sh', args: ['-c', cmd] };
		throw new LaunchFault(
			'it has no command of its own, and that of its image is not known without the image',
		);
	}
	if (!inContainer) return { program: args[0] ?? '', args: args.slice(1) };
	if (cmd !== undefined) return { program: cmd, args };
	throw new LaunchFault(
		"its 'args' are for the entry point of its image, which is not known without the image",
	);
}

/** What the run asks for and a process of this machine does not get; for the log. */
export function leftOut(run: StoredRun): readonly string[] {
	const inContainer = run.docker !== undefined || run.ucr !== undefined;
	const notes: string[] = [];
	if (inContainer) notes.push('its image is ignored');
	if (run.user !== undefined) notes.push(`it runs as you, not as ${quoted(run.user)}`);
	if (!inContainer && run.volumes.some(volume => 'hostPath' in volume)) {
		notes.push('no host volume: Metronome drops the volumes of a job without a container');
	}
	return notes;
}
