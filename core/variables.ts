import type { Target } from './target.ts';
import type { Span } from './text.ts';

/** `{{name}}` in a string is a variable only where the target declares the name; elsewhere it is what it says. */
const VARIABLE = /\{\{([^{}]+)\}\}/g;

/** Where a string has variables of the target. UTF-16 offsets into the string. */
export function variableSpans(text: string, variables: Target['variables']): Span[] {
	if (variables.size === 0 || !text.includes('{{')) return [];
	const uses = [...text.matchAll(VARIABLE)].filter(match => variables.has(match[1] ?? ''));
	return uses.map(match => ({ start: match.index, end: match.index + match[0].length }));
}

/** A string whose variables have been put in. */
export interface Rendered {
	readonly value: string;
	readonly rendered: true;
	readonly opaque?: true;
}

/**
 * The string with the known values of its variables. A variable whose value is only known at deploy time stays as it
 * is written and makes the string opaque. Undefined where no variable of the target stands inside.
 */
export function renderVariables(text: string, variables: Target['variables']): Rendered | undefined {
	if (!text.includes('{{')) return undefined;
	let found = false;
	let opaque = false;
	const value = text.replace(VARIABLE, (whole, name: string) => {
		if (!variables.has(name)) return whole;
		found = true;
		const known = variables.get(name);
		if (known === undefined) opaque = true;
		return known ?? whole;
	});
	if (!found) return undefined;
	return opaque ? { value, rendered: true, opaque } : { value, rendered: true };
}
