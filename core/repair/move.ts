import { addMember, applyEdits, indentUnit, lineIndent, removeMembers } from '../edit.ts';
import type { Edit } from '../finding.ts';
import type { JsonNode, Member, ObjectNode } from '../json.ts';
import type { SourceText, Span } from '../text.ts';
import { insert, type Repair } from './repair.ts';

/** A member on its way to another object. */
export interface Move {
	readonly member: Member;
	readonly value: JsonNode;
	/** What its value needs there. */
	readonly repair: Repair;
	/** The keys of objects that are made around it there, from the outside in, and its own name. */
	readonly keys: readonly string[];
}

/** Takes members out of their object and puts them into another one, which has members already if they are several. */
export function moveMembers(moves: readonly Move[], to: ObjectNode, source: SourceText): readonly Edit[] {
	const removed = removeMembers(
		moves.map(({ member }) => member),
		source,
	);
	const added = moves.map(({ value, repair, keys }) => {
		const text = valueText(value, repair, source);
		const [outer = '', ...inner] = keys;
		const nested = inner.reduceRight((held, key) => `{ ${JSON.stringify(key)}: ${held} }`, text);
		return addMember(to, outer, nested, source);
	});
	return [...removed, ...added];
}

/** The repaired text of a value as `edit.ts` takes it: further lines relative to the line its member begins on. */
function valueText(value: JsonNode, repair: Repair, source: SourceText): string {
	const base = lineIndent(source, value.member?.start ?? value.start);
	const edits = repair.edits.map(({ start, end, newText }) => ({
		start: start - value.start,
		end: end - value.start,
		newText,
	}));
	return applyEdits(source.text.slice(value.start, value.end), edits)
		.split(/\r\n|\r|\n/)
		.map((line, index) => (index > 0 && line.startsWith(base) ? line.slice(base.length) : line))
		.join('\n');
}

/**
 * Puts neighbouring members, where they stand, into a new object: `"constraints": […]` into
 * `"placement": { "constraints": […] }`. `keys`: those of the new objects, from the outside in.
 */
export function wrapMembers(
	first: Member,
	last: Member,
	keys: readonly string[],
	source: SourceText,
): readonly Edit[] {
	const line = source.lineSpan(source.positionAt(first.start).line);
	const indent = lineIndent(source, first.start);
	const quotedKeys = keys.map(key => `${JSON.stringify(key)}: {`);
	if (line.start + indent.length !== first.start) {
		return [insert(first.start, `${quotedKeys.join(' ')} `), insert(last.end, ' }'.repeat(keys.length))];
	}
	const unit = indentUnit(source);
	const newLine = (depth: number) => source.lineEnd + indent + unit.repeat(depth);
	const opening = quotedKeys.map((key, depth) => key + newLine(depth + 1)).join('');
	const closing = keys.map((_, depth) => `${newLine(depth)}}`).reverse();
	return [
		insert(first.start, opening),
		...indentLines({ start: first.start, end: last.end }, unit.repeat(keys.length), source),
		insert(last.end, closing.join('')),
	];
}

/** Moves every line of a span but its first to the right. */
export function indentLines(span: Span, by: string, source: SourceText): Edit[] {
	const from = source.positionAt(span.start).line + 1;
	const to = source.positionAt(span.end).line;
	const edits: Edit[] = [];
	for (let at = from; at <= to; at++) {
		const line = source.lineSpan(at);
		if (line.end > line.start) edits.push(insert(line.start, by));
	}
	return edits;
}
