import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Secrets that must be in nothing that a step leaves behind. Every secret of these tests has the word `canary` in it, so
 * that each is known wherever it stands: in an input, in the environment, in a job file.
 */

/** Given to every step, which has no business with them. */
export const PLANTED: Readonly<Record<string, string>> = {
	UNRELATED_SECRET: ['canary', 'unrelated', 'Rt5yUi'].join('-'),
	UNRELATED_KEY: ['-----BEGIN-----', 'canary/first+Line=', 'canary/second+Line=', '-----END-----'].join('\n'),
	ACTIONS_RUNTIME_TOKEN: ['canary', 'runtime', 'Gh7jKl'].join('.'),
};

/** The secrets in a text: each that begins with the word, as far as it goes. */
export function canariesIn(text: string): readonly string[] {
	return [...new Set(text.match(/\bcanary[-./][\w+/=.-]*[\w=]/gi) ?? [])];
}

/** Short ones are found by chance. */
const SHORTEST = 8;

/** How a secret may show: as it is, line by line, and in what people and programs write it in. */
export function formsOf(secret: string): readonly string[] {
	const parts = [secret, ...secret.split(/\r?\n/)].filter(part => part.length >= SHORTEST);
	const forms = parts.flatMap(part => [
		part,
		encodeURIComponent(part),
		JSON.stringify(part).slice(1, -1),
		Buffer.from(part).toString('hex'),
		...[0, 1, 2].flatMap(shift => inBase64(part, shift)),
	]);
	return [...new Set(forms)];
}

/** Inside of a longer text: at each of the three places that it can begin at, without what its neighbours change. */
function inBase64(text: string, shift: number): string[] {
	const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
	const whole = bytes.toString('base64').replaceAll('=', '');
	const start = Math.ceil((shift * 8) / 6);
	const end = Math.floor((bytes.length * 8) / 6);
	const sure = whole.slice(start, end);
	return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Fails where any form of a secret is in a text. `place` says where that is. The secret is not repeated. */
export function expectNoCanary(secrets: Iterable<string>, place: string, text: string): void {
	for (const secret of secrets) {
		const found = formsOf(secret).find(form => text.includes(form));
		if (found === undefined) continue;
		throw new Error(`${place} has a secret (${secret.slice(0, 14)}…) as ${found.slice(0, 6)}…`);
	}
}

/** The files below a folder, by path, with what tells whether they were written since. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
	const files = new Map<string, string>();
	const all = readdirSync(folder, { recursive: true, withFileTypes: true });
	for (const entry of all.filter(one => one.isFile())) {
		const path = join(entry.parentPath, entry.name);
		const { size, mtimeMs, ino } = statSync(path);
		files.set(relative(folder, path), `${size} ${mtimeMs} ${ino}`);
	}
	return files;
}

/** Looks into every file below a folder that is new or was written since `before`. */
export function expectNoCanaryBelow(
	secrets: readonly string[],
	folder: string,
	before: ReadonlyMap<string, string> = new Map(),
): void {
	for (const [path, mark] of filesBelow(folder)) {
		if (before.get(path) === mark) continue;
		expectNoCanary(secrets, `the file ${path}`, readFileSync(join(folder, path), 'latin1'));
	}
}

const seen = new Set<string>();

/** Remembers secrets, for what is looked at after all steps of a test. */
export function remember(secrets: readonly string[]): void {
	for (const secret of secrets) seen.add(secret);
}

export function remembered(): ReadonlySet<string> {
	return seen;
}
