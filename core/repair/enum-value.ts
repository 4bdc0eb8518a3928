import { closest } from '../spelling.ts';

/** Other words for a value, in lower-case letters only, that people bring along from elsewhere. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
	['bridge', 'container/bridge'],
	['user', 'container'],
	['readonly', 'RO'],
	['readwrite', 'RW'],
	['always', 'ON_FAILURE'],
	['deny', 'FORBID'],
	['skip', 'FORBID'],
	['equals', 'IS'],
	['equal', 'IS'],
	['=', 'IS'],
	['==', 'IS'],
	['matches', 'LIKE'],
]);

/** Operators that Marathon has and Metronome has not; none of Metronome's means the same. */
export const MARATHON_OPERATORS: ReadonlySet<string> = new Set(['UNIQUE', 'CLUSTER', 'GROUP_BY', 'MAX_PER']);

/**
 * Which of the allowed values was meant: another case or separator, a word that means the same, or a slip of the pen.
 * Undefined where that would be a guess.
 */
export function meantValue(written: string, allowed: readonly string[]): string | undefined {
	if (MARATHON_OPERATORS.has(written.toUpperCase())) return undefined;
	const synonym = SYNONYMS.get(written.toLowerCase().replaceAll(/[-_.\s]/g, ''));
	if (synonym !== undefined && allowed.includes(synonym)) return synonym;
	return closest(written.trim(), allowed);
}
