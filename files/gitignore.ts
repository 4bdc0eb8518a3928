import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readTextFile } from './read.ts';

/** The `.gitignore` files from a folder up to the root of its repository, the nearest last. */
export type IgnoreRules = readonly { readonly base: string; readonly rules: Ignore }[];

export const GITIGNORE = '.gitignore';

/** Adds the rules of a folder's own `.gitignore`. */
export function withGitignore(earlier: IgnoreRules, folder: string): IgnoreRules {
	const read = readTextFile(`${folder}/${GITIGNORE}`);
	if (!read.ok) return earlier;
	const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
	return [...earlier, { base, rules: ignore({ ignorecase: false }).add(read.file.source.text) }];
}

/**
 * The rules above a folder, up to the root of the repository; none outside of one. A folder that they ignore was asked
 * for all the same, so then they do not count.
 */
export function rulesAbove(folder: string): IgnoreRules {
	const above: string[] = [];
	let at = folder;
	while (!existsSync(`${at}/.git`)) {
		const parent = dirname(at);
		if (parent === at) return [];
		at = parent;
		above.unshift(at);
	}
	const rules = above.reduce<IgnoreRules>((known, path) => withGitignore(known, path), []);
	return isIgnored(rules, folder, true) ? [] : rules;
}

/** Whether git ignores a path: of the nearest file that has a rule for it the last rule counts. */
export function isIgnored(ignoring: IgnoreRules, path: string, isFolder: boolean): boolean {
	for (let i = ignoring.length - 1; i >= 0; i--) {
		const level = ignoring[i];
		if (level === undefined) continue;
		const { ignored, unignored } = level.rules.test(
			path.slice(level.base.length + 1) + (isFolder ? '/' : ''),
		);
		if (ignored || unignored) return ignored;
	}
	return false;
}
