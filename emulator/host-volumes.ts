import { lstatSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { quoted } from '../core/quote.ts';
import type { StoredRun, StoredVolume } from '../core/stored.ts';
import { LaunchFault } from './task-command.ts';

export type HostVolume = Extract<StoredVolume, { readonly hostPath: string }>;

export function hostVolumes(run: StoredRun): readonly HostVolume[] {
	return run.volumes.flatMap(volume => ('hostPath' in volume ? [volume] : []));
}

/**
 * Gives a process in a sandbox the host volumes of a container, as far as links can: one with a relative container path
 * is linked there (Mesos mounts it there), one whose two paths are the same is there already. Throws a
 * {@link LaunchFault} for any other absolute container path, and for an absolute host path that does not exist; a
 * relative one is a folder of the sandbox. Gives notes for the log.
 * Source: Mesos src/slave/containerizer/mesos/isolators/volume/host_path.cpp, `prepare`.
 */
export function linkHostVolumes(run: StoredRun, sandbox: string): readonly string[] {
	const notes: string[] = [];
	for (const volume of hostVolumes(run)) {
		const shown = quoted(volume.containerPath);
		const host = hostPathOf(volume, sandbox);
		if (statSync(host, { throwIfNoEntry: false }) === undefined) {
			throw new LaunchFault(
				`its host volume ${shown} is ${quoted(volume.hostPath)}, which does not exist here`,
			);
		}
		if (volume.mode === 'RO') notes.push(`its host volume ${shown} is read-only only in a container`);
		if (isAbsolute(volume.containerPath)) {
			if (posix.relative(volume.containerPath, host) === '') continue;
			throw new LaunchFault(`it wants a host volume at ${shown}, which only a container can have`);
		}
		linkAt(sandbox, pathInSandbox(volume.containerPath), host);
	}
	return notes;
}

/** A relative host path counts from the sandbox, and is made there. */
export function hostPathOf({ hostPath }: HostVolume, sandbox: string): string {
	if (isAbsolute(hostPath)) return hostPath;
	const path = pathInSandbox(hostPath);
	const folder = join(sandbox, path);
	makeOrFail(() => mkdirSync(folder, { recursive: true, mode: 0o700 }), path);
	return folder;
}

/** A relative path of a volume, normalized. Throws a {@link LaunchFault} for one that leads out. */
export function pathInSandbox(path: string): string {
	const normal = posix.normalize(path).replace(/\/+$/, '');
	if (normal === '..' || normal.startsWith('../') || normal === '.' || normal.includes('\0')) {
		throw new LaunchFault(`the path ${quoted(path)} of a host volume names no place in the sandbox`);
	}
	return normal;
}

function linkAt(sandbox: string, path: string, target: string): void {
	let folder = sandbox;
	for (const part of path.split('/').slice(0, -1)) {
		folder = join(folder, part);
		if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) continue;
		makeOrFail(() => mkdirSync(folder, { mode: 0o700 }), path);
	}
	makeOrFail(() => symlinkSync(target, join(dirname(join(sandbox, path)), posix.basename(path))), path);
}

function makeOrFail(make: () => void, path: string): void {
	try {
		make();
	} catch {
		throw new LaunchFault(`the sandbox has something else where its host volume ${quoted(path)} shall be`);
	}
}
