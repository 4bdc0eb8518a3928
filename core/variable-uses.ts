import type { JsonNode, StringNode } from './json.ts';
import { sourceValue, valueSpans } from './json-string.ts';
import type { Target } from './target.ts';
import type { Span } from './text.ts';
import { variableSpans } from './variables.ts';

/** A place where a string has a variable of the target. */
export interface VariableUse {
	readonly name: string;
	/** Undefined: nobody knows it yet. */
	readonly value: string | undefined;
	readonly node: StringNode;
	/** `{{name}}` in the source text. */
	readonly span: Span;
}

/** Every use of a variable below a node, in source order. `text` is what the node was parsed from. */
export function variableUses(
	root: JsonNode,
	text: string,
	variables: Target['variables'],
): readonly VariableUse[] {
	if (variables.size === 0) return [];
	return stringsBelow(root).flatMap(node => {
		if (node.rendered !== true) return [];
		const written = sourceValue(text, node);
		const spanOf = valueSpans(text, node);
		return variableSpans(written, variables).map(({ start, end }) => {
			const name = written.slice(start + 2, end - 2);
			return { name, value: variables.get(name), node, span: spanOf(start, end) };
		});
	});
}

/** The string values below a node, in source order. */
export function stringsBelow(root: JsonNode): readonly StringNode[] {
	const found: StringNode[] = [];
	const waiting: JsonNode[] = [root];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node.kind === 'string') found.push(node);
		else if (node.kind === 'array') waiting.push(...node.items.toReversed());
		else if (node.kind === 'object')
			waiting.push(...node.members.flatMap(({ value }) => value ?? []).toReversed());
	}
	return found;
}
