import type { FileRename, TextEdit } from 'vscode-languageserver-protocol';
import type { Edit } from '../../core/finding.ts';
import { isPlain } from '../../core/glob.ts';
import type { JsonNode, StringNode } from '../../core/json.ts';
import { parseJson } from '../../core/json-parser.ts';
import type { SourceText } from '../../core/text.ts';
import type { Positions } from '../positions.ts';
import { directoryOf, isInside, nameIn } from '../uris.ts';
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
	for (const { node, isPath } of stringsIn(root)) {
		const { start, end } = contentSpan(node);
		// With escapes in it, or a bare word: not to be cut into.
		if (text.slice(start, end) !== node.value) continue;
		for (const { oldUri, newUri } of moved) {
			const from = pathFrom(base, oldUri);
			const to = pathFrom(base, newUri);
			const lead = /^(?:\.\/)*/.exec(node.value)?.[0].length ?? 0;
			const path = node.value.slice(lead);
			const isNamed = path === from || path.startsWith(`${from}/`);
			if (!isNamed || !isPlain(from)) continue;
			// A pattern has no name for a place outside its folder.
			if (to.startsWith('../') && !isPath) continue;
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

/** The path of a file or folder seen from a folder, which may lead upwards. */
function pathFrom(base: string, uri: string): string {
	let folder = base;
	let up = '';
	while (!isInside(folder, uri) && folder.length > ROOT.length) {
		folder = directoryOf(folder.slice(0, -1));
		up += '../';
	}
	return (up + nameIn(folder, uri)).replace(/\/$/, '');
}

const ROOT = 'file:///';

interface Written {
	readonly node: StringNode;
	/** It is the path of one file, and not a pattern. */
	readonly isPath: boolean;
}

/** Settings that hold the path of one file; see `core/definition/config.ts`. */
const PATHS: ReadonlySet<string> = new Set(['extends', 'inventory', 'path', 'ca', 'cert', 'key']);

function stringsIn(root: JsonNode | undefined): readonly Written[] {
	const found: Written[] = [];
	const waiting = root === undefined ? [] : [{ node: root, isPath: false }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const { node, isPath } = next;
		if (node.kind === 'string') found.push({ node, isPath });
		else if (node.kind === 'array') waiting.push(...node.items.map(item => ({ node: item, isPath })));
		else if (node.kind === 'object') {
			for (const { key, value } of node.members) {
				if (value === undefined || PROSE.has(key.value)) continue;
				waiting.push({ node: value, isPath: PATHS.has(key.value) });
			}
		}
	}
	return found.sort((a, b) => a.node.start - b.node.start);
}
