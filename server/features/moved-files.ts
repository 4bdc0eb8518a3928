import type { FileRename, TextEdit } from 'vscode-languageserver-protocol';
import type { Edit } from '../../core/finding.ts';
import { isPlain } from '../../core/glob.ts';
import type { JsonNode, StringNode } from '../../core/json.ts';
import { parseJson } from '../../core/json-parser.ts';
import type { SourceText } from '../../core/text.ts';
import type { Positions } from '../positions.ts';
import { nameIn } from '../uris.ts';
import { contentSpan } from './names.ts';

/** Prose, which may speak of a file and means nothing by it. */
const PROSE: ReadonlySet<string> = new Set(['reason', '$schema']);

/**
 * The edits of a config that names files or folders which are about to get other names. `base`: URI of the folder its
 * paths are relative to. A pattern that merely fits the file is left alone: what it should mean now, nobody can tell.
 */
export function editsForMoved(
	source: SourceText,
	positions: Positions,
	base: string,
	moved: readonly FileRename[],
): TextEdit[] {
	const edits: Edit[] = [];
	const { root, text } = parseJson(source.text);
	for (const node of stringsIn(root)) {
		const { start, end } = contentSpan(node);
		// With escapes in it, or a bare word: not to be cut into.
		if (text.slice(start, end) !== node.value) continue;
		for (const { oldUri, newUri } of moved) {
			const from = nameIn(base, oldUri).replace(/\/$/, '');
			const to = nameIn(base, newUri).replace(/\/$/, '');
			const lead = /^(?:\.\/)*/.exec(node.value)?.[0].length ?? 0;
			const path = node.value.slice(lead);
			const isNamed = path === from || path.startsWith(`${from}/`);
			// A place outside the folder has no name that a config may use.
			if (!isNamed || !isPlain(from) || to === newUri) continue;
			edits.push({
				start: start + lead,
				end: start + lead + from.length,
				newText: JSON.stringify(to).slice(1, -1),
			});
			break;
		}
	}
	return edits.map(({ start, end, newText }) => ({ range: positions.range({ start, end }), newText }));
}

function stringsIn(root: JsonNode | undefined): readonly StringNode[] {
	const found: StringNode[] = [];
	const waiting = root === undefined ? [] : [root];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node.kind === 'string') found.push(node);
		else if (node.kind === 'array') waiting.push(...node.items);
		else if (node.kind === 'object') {
			for (const { key, value } of node.members) {
				if (value !== undefined && !PROSE.has(key.value)) waiting.push(value);
			}
		}
	}
	return found.sort((a, b) => a.start - b.start);
}
