import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps the text of a saved state where only this user looks (mode 0600: it may hold plain-text secrets). `folder`: that
 * of the tool's state; `at`: ms since 1970. Gives the path; throws what the file system throws.
 */
export function keepSavedState(folder: string, address: string, at: number, text: string): string {
	const place = placeOf(folder, address);
	mkdirSync(place, { recursive: true, mode: 0o700 });
	const path = join(place, `${new Date(at).toISOString().replaceAll(':', '-')}.json`);
	writeFileSync(path, text, { mode: 0o600, flag: 'wx', flush: true });
	return path;
}

/** The newest saved state of a cluster; undefined where there is none. */
export function lastSavedState(folder: string, address: string): string | undefined {
	const place = placeOf(folder, address);
	try {
		const last = readdirSync(place)
			.filter(name => name.endsWith('.json'))
			.toSorted()
			.at(-1);
		return last === undefined ? undefined : join(place, last);
	} catch {
		return undefined;
	}
}

function placeOf(folder: string, address: string): string {
	return join(folder, 'saved', address.replaceAll(/[^a-z0-9.-]+/gi, '-'));
}
