import { type CronFields, type Expression, fields, itemsOf } from './field.ts';
import { javaSplit, javaTrim } from './java-text.ts';
import { normalFields } from './normal-form.ts';
import { type CronProblem, type ParsedField, type Part, parseField, problem, quoted } from './parse-field.ts';

/** One alternative of an expression: usually the only one, see `parseAlternatives`. */
export interface Alternative {
	readonly kind: 'alternative';
	readonly fields: CronFields;
	/** In the order of `fields`, with their places. */
	readonly parsed: readonly (ParsedField & { readonly part: Part })[];
}

/**
 * Reads an expression as the server does (cron-utils 9.0.0, CronParser.java, with Metronome's CronSpec.scala). A `|`
 * inside fields makes several schedules of it, each with the first, second, … part of those fields.
 */
export function parseAlternatives(text: string): readonly Alternative[] | CronProblem {
	const unreadable = /[^\0-\x7f]/u.exec(text);
	if (unreadable !== null) return refuseCharacter(unreadable[0], unreadable.index);
	const parts = [...text.matchAll(/[^ \t\n\v\f\r]+/g)].map(match => ({ text: match[0], start: match.index }));
	if (!text.includes('|')) {
		const only = parseAlternative(text, trimmed(parts));
		return only.kind === 'problem' ? only : [only];
	}
	const count = Math.max(...parts.map(part => javaSplit(part.text, '|').length));
	if (count === 0) return whole(text, 'The expression is empty: there is nothing beside the "|".');
	const alternatives: Alternative[] = [];
	for (let index = 0; index < count; index++) {
		const own = partsOfAlternative(parts, index);
		if ('kind' in own) return own;
		const alternative = parseAlternative(text, trimmed(own));
		if (alternative.kind === 'problem') return alternative;
		alternatives.push(alternative);
	}
	return alternatives;
}

/**
 * The stored spelling of several alternatives: field by field, and once where all are equal. Undefined where the
 * server cannot tell it (CompositeCron.java, `asString`): the first alternative has a year, another has none.
 */
export function normalText(alternatives: readonly Alternative[]): string | undefined {
	const spelled = alternatives.map(alternative => normalFields(alternative.fields));
	const columns = (spelled[0] ?? []).map((_, index) => spelled.map(field => field[index]));
	if (columns.some(column => column.includes(undefined))) return undefined;
	return columns.map(column => (new Set(column).size === 1 ? column[0] : column.join('|'))).join(' ');
}

function partsOfAlternative(parts: readonly Part[], index: number): Part[] | CronProblem {
	const own: Part[] = [];
	for (const part of parts) {
		if (!part.text.includes('|')) {
			own.push(part);
			continue;
		}
		const pieces = javaSplit(part.text, '|');
		const piece = pieces[index];
		if (piece === undefined) {
			return problem(`${quoted(part.text)} has fewer alternatives between "|" than another field.`, part);
		}
		const before = pieces.slice(0, index).reduce((length, earlier) => length + earlier.length + 1, 0);
		if (piece !== '') own.push({ text: piece, start: part.start + before });
	}
	return own;
}

/** Control characters at both ends of an expression count as blanks (Java's `trim`). */
function trimmed(parts: readonly Part[]): Part[] {
	const kept = [...parts];
	while (kept[0] !== undefined) {
		const { text, start } = kept[0];
		const rest = text.slice(text.length - javaTrim(`${text}.`).length + 1);
		if (rest !== '') {
			kept[0] = { text: rest, start: start + text.length - rest.length };
			break;
		}
		kept.shift();
	}
	while (kept.length > 0) {
		const last = kept.pop();
		const rest = last === undefined ? '' : javaTrim(`.${last.text}`).slice(1);
		if (last !== undefined && rest !== '') return [...kept, { text: rest, start: last.start }];
	}
	return kept;
}

function parseAlternative(text: string, parts: readonly Part[]): Alternative | CronProblem {
	const refused = refuseParts(text, parts);
	if (refused !== undefined) return refused;
	const expressions = new Map<string, Expression>();
	const parsed: (ParsedField & { part: Part })[] = [];
	for (const [index, part] of parts.entries()) {
		const field = fields[index];
		if (field === undefined) break;
		const result = parseField(field, { text: part.text.toUpperCase(), start: part.start });
		if (result.kind === 'problem') return result;
		expressions.set(field.key, result.expression);
		parsed.push({ ...result, part });
	}
	const cron = cronFields(parsed.map(field => field.expression));
	if (!hasDayInMonth(cron)) return refuseDay(cron, parts);
	return { kind: 'alternative', fields: cron, parsed };
}

function cronFields(expressions: readonly Expression[]): CronFields {
	const any: Expression = { kind: 'any' };
	const [minute = any, hour = any, dayOfMonth = any, month = any, dayOfWeek = any, year] = expressions;
	const everyYear = { minute, hour, dayOfMonth, month, dayOfWeek };
	return year === undefined ? everyYear : { ...everyYear, year };
}
