import type { Edit } from '../finding.ts';
import type { Span } from '../text.ts';
import type { Body } from '../verdict/schema.ts';
import type { Version } from '../version.ts';

/** Edits that turn a value into what its place wants. */
export interface Repair {
	/** For the title of a fix, in the imperative: `Put the number in quotes`. Never holds a value. */
	readonly title: string;
	/** False: what was meant is a guess. */
	readonly safe: boolean;
	readonly edits: readonly Edit[];
}

/** What the value is repaired for. */
export interface RepairContext {
	readonly body: Body;
	readonly version: Version;
}

/**
 * Puts texts around a span. Quotes and braces are put around values, and values never into edits: what stands in a
 * definition may be a secret, and edits are shown.
 */
export function around(span: Span, before: string, after: string): Edit[] {
	return [insert(span.start, before), insert(span.end, after)];
}

export function insert(at: number, newText: string): Edit {
	return { start: at, end: at, newText };
}

export function cut(start: number, end: number): Edit {
	return { start, end, newText: '' };
}
