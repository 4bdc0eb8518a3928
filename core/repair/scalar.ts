import { isWhole, readDecimal, toLong } from '../decimal.ts';
import type { BooleanType, Meaning, NumberType, StringType } from '../definition/type.ts';
import { replaceNode } from '../edit.ts';
import type { JsonNode, StringNode } from '../json.ts';
import { meantValue } from './enum-value.ts';
import { around, type Repair } from './repair.ts';

/** Makes a string of a number or a boolean, and an allowed word of one that is nearly it. */
export function repairedString(
	node: JsonNode,
	type: StringType,
	allowed: readonly string[],
): Repair | undefined {
	if (type.values !== undefined) return node.kind === 'string' ? repairedWord(node, allowed) : undefined;
	if (node.kind !== 'number' && node.kind !== 'boolean') return undefined;
	const title = node.kind === 'number' ? 'Put the number in quotes' : 'Put the word in quotes';
	return { title, safe: isFree(type), edits: around(node, '"', '"') };
}

/** Nothing further is wanted of the string: it is no id, no expression and no alias. */
function isFree({ meaning }: StringType): boolean {
	return meaning === undefined || FREE_MEANINGS.has(meaning);
}

const FREE_MEANINGS: ReadonlySet<Meaning> = new Set(['command', 'image', 'uri', 'container-path']);

function repairedWord(node: StringNode, allowed: readonly string[]): Repair | undefined {
	const meant = node.rendered === true ? undefined : meantValue(node.value, allowed);
	if (meant === undefined) return undefined;
	return { title: `Write '${meant}'`, safe: true, edits: [replaceNode(node, JSON.stringify(meant))] };
}

/** Makes a number of a string that holds one, and a whole number of one that is not. */
export function repairedNumber(node: JsonNode, type: NumberType): Repair | undefined {
	if (node.kind === 'number') {
		const value = readDecimal(node.raw);
		if (!type.integer || value === undefined || isWhole(value)) return undefined;
		const whole = toLong(value).toString();
		return { title: `Write ${whole}`, safe: false, edits: [replaceNode(node, whole)] };
	}
	if (node.kind !== 'string' || node.rendered === true) return undefined;
	const text = node.value.trim();
	const value = readDecimal(text);
	if (value === undefined || /^-?0\d/.test(text) || (type.integer && !isWhole(value))) return undefined;
	return { title: 'Take the number out of the quotes', safe: true, edits: [replaceNode(node, text)] };
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['yes', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['no', 'off', '0']);

/** Makes a boolean of a word or number that means one. */
export function repairedBoolean(node: JsonNode, _type: BooleanType): Repair | undefined {
	if (node.kind !== 'number' && node.kind !== 'string') return undefined;
	if (node.kind === 'string' && node.rendered === true) return undefined;
	const word = (node.kind === 'number' ? node.raw : node.value).trim().toLowerCase();
	const exact = word === 'true' || word === 'false';
	const meant = exact ? word : TRUE_WORDS.has(word) ? 'true' : FALSE_WORDS.has(word) ? 'false' : undefined;
	if (meant === undefined) return undefined;
	return { title: `Write ${meant} without quotes`, safe: exact, edits: [replaceNode(node, meant)] };
}
