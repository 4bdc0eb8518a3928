import { setSecret } from '@actions/core';

/** Shorter texts stand in a log for themselves: masking them would hide the log, not the secret. */
const SHORTEST = 4;

/** Words that JSON and people write everywhere. */
const PLAIN: ReadonlySet<string> = new Set(['true', 'false', 'null', 'none']);

/** Has the runner hide a secret in everything that this step and later ones print. To be called before its first use. */
export function maskSecret(value: string): void {
	for (const part of secretParts(value)) setSecret(part);
}

/**
 * What has to be masked of a secret, longest first: the whole, each of its lines (the runner masks line by line), and,
 * where it is JSON, every text and number in it, which the runner does not find by itself (facts: actions-and-deploy
 * §4, setSecret).
 */
export function secretParts(value: string): readonly string[] {
	const leaves = jsonLeaves(value);
	const texts = [value, ...leaves].flatMap(text => [text.trim(), ...text.split(/\r\n|\n|\r/)]);
	const parts = texts.map(text => text.trim()).filter(text => isWorthMasking(text));
	return [...new Set(parts)].toSorted((a, b) => b.length - a.length);
}

function isWorthMasking(text: string): boolean {
	return text.length >= SHORTEST && !PLAIN.has(text.toLowerCase()) && /[\p{L}\p{N}]/u.test(text);
}

function jsonLeaves(text: string): string[] {
	if (!/^\s*[[{"]/.test(text)) return [];
	try {
		const value: unknown = JSON.parse(text);
		return leavesOf(value);
	} catch {
		return [];
	}
}

/** A text in JSON may be JSON again, as the key of a service account in an environment variable is. */
function leavesOf(value: unknown): string[] {
	if (typeof value === 'string') return [value, ...jsonLeaves(value)];
	if (typeof value === 'number') return [String(value)];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
