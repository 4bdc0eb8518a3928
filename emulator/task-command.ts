import { quoted } from '../core/quote.ts';
import type { StoredRun } from '../core/stored.ts';

/** What a task starts: a program, found by PATH where it has no slash, and its arguments. */
export interface TaskCommand {
	readonly program: string;
	readonly args: readonly string[];
}

/** Why a run cannot be started on this machine. */
export class LaunchFault extends Error {}

/** The image a run wants; undefined for one without a container. */
export function imageOf({ docker, ucr }: StoredRun): string | undefined {
	return docker?.image ?? ucr?.image.id;
}

/**
 * The command of a run as a process of this machine, whatever its image. Throws a {@link LaunchFault} where that is not
 * known without the image.
 * Source of what wins: rule cmd-and-args (mesosphere/marathon TaskBuilder.scala, `commandInfo`; apache/mesos
 * docs/isolators/docker-runtime.md).
 */
export function taskCommand(run: StoredRun): TaskCommand {
	const { cmd, args = [] } = run;
	const inContainer = imageOf(run) !== undefined;
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

/** What a run with an image fails with where there is nothing to start containers with. */
export function noContainers(image: string): LaunchFault {
	return new LaunchFault(
		`it wants the image ${quoted(image)}, and neither docker nor podman is installed here: ${WITHOUT_IMAGE}`,
	);
}

/** How to run a job without its container. */
export const WITHOUT_IMAGE = 'with --ignore-image the emulator runs its command without the image';

/** What the run asks for and a process of this machine, or the container, does not get; for the log. */
export function leftOut(run: StoredRun, isProcess: boolean): readonly string[] {
	const inContainer = run.docker !== undefined || run.ucr !== undefined;
	const notes: string[] = [];
	if (!isProcess) {
		if (run.docker !== undefined && run.user !== undefined) {
			notes.push(`it runs as the user of its image, not as ${quoted(run.user)}, as at a Mesos agent`);
		}
		if (run.ucr?.privileged === true) notes.push('it is not privileged: Metronome drops that of ucr');
		return notes;
	}
	if (inContainer) notes.push('its image is ignored');
	if (run.user !== undefined) notes.push(`it runs as you, not as ${quoted(run.user)}`);
	if (!inContainer && run.volumes.some(volume => 'hostPath' in volume)) {
		notes.push('no host volume: Metronome drops the volumes of a job without a container');
	}
	return notes;
}
