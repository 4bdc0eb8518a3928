import { countingMembers, type JsonNode, valueIn } from '../json.ts';
import { parseJson } from '../json-parser.ts';
import type { SourceDialect, SourceState } from '../target.ts';
import { sourceSegments } from './spaces.ts';

/** What is known of a secret store: the names in it, or why they are not known. */
export interface Inventory {
	/** For messages: `the inventory secrets.json`. */
	readonly name: string;
	/** The sources in it; none where it could not be read. */
	readonly sources: ReadonlySet<string>;
	readonly stateOf: (source: string) => SourceState;
}

export type ParsedInventory =
	| { readonly ok: true; readonly sources: ReadonlySet<string>; readonly holdsValues: boolean }
	/** Completes a sentence that begins with the file's name. */
	| { readonly ok: false; readonly problem: string };

/**
 * Reads the names of an inventory file: a list of names, an object whose keys are names, or the store's own answer
 * to a list request, `{"array": [names]}` (facts: metronome-and-dcos §1). Values are never kept.
 */
export function parseInventory(text: string): ParsedInventory {
	const { root, problems } = parseJson(text);
	if (root === undefined || problems.length > 0) {
		return { ok: false, problem: `is not JSON: ${problems[0]?.message ?? 'there is nothing in it'}` };
	}
	const answer = valueIn(root, 'array');
	if (answer?.kind === 'array') return listOfNames(answer);
	if (root.kind === 'object') {
		const members = countingMembers(root);
		const holdsValues = members.some(({ value }) => value?.kind === 'string' && value.value !== '');
		return { ok: true, sources: new Set(members.map(member => plainSource(member.key.value))), holdsValues };
	}
	return listOfNames(root);
}

function listOfNames(node: JsonNode): ParsedInventory {
	const names = node.kind === 'array' ? node.items : [];
	const sources = names.flatMap(item => (item.kind === 'string' ? [plainSource(item.value)] : []));
	if (node.kind !== 'array' || sources.length < names.length) {
		return { ok: false, problem: 'must be a list of names, or an object whose keys are names' };
	}
	return { ok: true, sources: new Set(sources), holdsValues: false };
}

/** Slashes around and between the segments mean nothing, as in `spaces.ts`. */
function plainSource(source: string): string {
	return sourceSegments(source).join('/');
}

/** Looks sources up among the names of an inventory. */
export function inventoryOf(name: string, sources: ReadonlySet<string>, dialect: SourceDialect): Inventory {
	const paths = new Set([...sources].filter(source => !source.includes('@')));
	const stateOf = (written: string): SourceState => {
		const source = plainSource(written);
		if (sources.has(source)) return { state: 'exists' };
		const at = source.lastIndexOf('@');
		if (dialect === 'vault' && at > 0 && paths.has(source.slice(0, at))) {
			return { state: 'cannot-tell', why: `${name} lists this path without its fields` };
		}
		return { state: 'missing' };
	};
	return { name, sources, stateOf };
}

/** Stands for an inventory that could not be read. */
export function unknownInventory(name: string, why: string): Inventory {
	return { name, sources: new Set(), stateOf: () => ({ state: 'cannot-tell', why }) };
}
