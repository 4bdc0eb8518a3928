import { type JsonNode, valueIn } from '../../core/json.ts';

export interface LooseDeclaration {
	readonly alias: string;
	readonly source: string | undefined;
}

/**
 * Everything in a tree that looks like a declared secret, wherever it stands: while a bracket is missing further up,
 * `run.secrets` turns up inside `run.env` or the like.
 */
export function looseDeclarations(root: JsonNode | undefined): readonly LooseDeclaration[] {
	const found: LooseDeclaration[] = [];
	const waiting: JsonNode[] = root === undefined ? [] : [root];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node.kind === 'array') waiting.push(...node.items);
		if (node.kind !== 'object') continue;
		for (const { key, value } of node.members) {
			if (value === undefined) continue;
			waiting.push(value);
			if (key.value !== 'secrets' || value.kind !== 'object') continue;
			for (const declaration of value.members) {
				if (declaration.value?.kind !== 'object') continue;
				const source = valueIn(declaration.value, 'source');
				if (source === undefined) continue;
				const alias = declaration.key.value;
				found.push({ alias, source: source.kind === 'string' ? source.value : undefined });
			}
		}
	}
	return found;
}
