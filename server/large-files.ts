import type { SourceText } from '../core/text.ts';

/**
 * Above so many MiB (2^20 UTF-16 units) a document is large: what only adorns it is off. Measured on a job file that
 * grows: up to here what an editor asks for adornment after an edit is answered in less than the diagnostics take.
 */
export const LARGE_FILE = 4;

export function isLarge({ text }: SourceText): boolean {
	return text.length > LARGE_FILE * 2 ** 20;
}
