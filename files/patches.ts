import type { CheckOptions } from '../core/check.ts';
import { ANY_FILES, scopeMatcher } from '../core/glob.ts';
import { type PatchedText, patchedText } from '../core/patch/patched.ts';
import type { SettingsPatch } from '../core/settings.ts';
import type { JobFile } from './job-file.ts';
import type { TextFile } from './read.ts';

/** The patches for a file, given by its absolute path. */
export type PatchesOf = (path: string) => readonly SettingsPatch[];

/** How the files of a project are judged. */
export interface FileOptions extends CheckOptions {
	/** Undefined: the target has no patches. */
	readonly patchesOf: PatchesOf | undefined;
}

/** Undefined where there is no patch at all, so that nothing is done for it. */
export function patchesOf(patches: readonly SettingsPatch[] | undefined): PatchesOf | undefined {
	if (patches === undefined || patches.length === 0) return undefined;
	const known = patches.map(patch => ({ patch, matches: scopeMatcher(patch.files, ANY_FILES) }));
	return path => known.flatMap(({ patch, matches }) => (matches(path) ? patch : []));
}

/** A file as the patches of its target make it; undefined where they leave it alone. */
export function patchedFile(
	{ path }: JobFile,
	{ source, problem }: TextFile,
	{ patchesOf, target, reading }: FileOptions,
): PatchedText | undefined {
	if (patchesOf === undefined || reading !== 'file' || problem !== undefined) return undefined;
	const patches = patchesOf(path);
	return patches.length === 0 ? undefined : patchedText(source, patches, target.variables, reading);
}
