import type { Digest } from './plan-options.ts';

/** A keyed digest over the values of a file, whatever blanks or order of lines an editor makes of it. */
export function sealOf(kind: 'plan' | 'saved state', value: object, digest: Digest): string {
	return digest(`${kind}\n${JSON.stringify(value, sortedKeys)}`);
}

function sortedKeys(_key: string, value: unknown): unknown {
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value of a JSON text; undefined where it is none. */
export function parsedValue(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_SHOWN = 20;

/** A value of a file that may hold anything, short enough for a message. */
export function shownValue(value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') return 'of an unknown kind';
	return JSON.stringify(String(value).slice(0, LONGEST_SHOWN));
}
