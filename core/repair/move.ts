import { addMember, applyEdits, indentUnit, lineIndent, removeMember } from '../edit.ts';
import type { Edit } from '../finding.ts';
import type { JsonNode, Member, ObjectNode } from '../json.ts';
import type { SourceText, Span } from '../text.ts';
import { insert, type Repair } from './repair.ts';

/** Takes a member out of its object and puts it into another one, under the name given and with its value repaired. */
export function moveMember(
	member: Member,
	value: JsonNode,
	repair: Repair,
	to: { readonly object: ObjectNode; readonly keys: readonly string[]; readonly name: string },
	source: SourceText,
): readonly Edit[] {
	const text = valueText(value, repair, source);
	const [outer = to.name, ...inner] = [...to.keys, to.name];
	const nested = inner.reduceRight((held, key) => `{ ${JSON.stringify(key)}: ${held} }`, text);
	return [removeMember(member, source), addMember(to.object, outer, nested, source)];
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
