import { quoted } from '../quote.ts';
import { type CronFields, type Expression, fields } from './field.ts';
import { javaSplit, javaTrim } from './java-text.ts';
import { NICKNAMES } from './nicknames.ts';
import { normalFields } from './normal-form.ts';
import { type CronProblem, type ParsedField, type Part, parseField, problem } from './parse-field.ts';

/** One schedule out of an expression, which usually is one. */
export interface Alternative {
	readonly kind: 'alternative';
	readonly fields: CronFields;
	/** In the order of the expression. */
	readonly parsed: readonly ParsedField[];
}

/** The longest months, February as in a leap year (CronSpec.scala, `maxDaysOfMonth`). */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads an expression as the server does (cron-utils 9.0.0, CronParser.java, with Metronome's CronSpec.scala). A `|`
 * inside fields makes several schedules of it: one with the first piece of those fields, one with the second, ….
 */
export function parseAlternatives(text: string): readonly Alternative[] | CronProblem {
	const start = text.length - javaTrim(`${text}.`).length + 1;
	const whole: Part = { text: javaTrim(text), start };
	const foreign = /[^\0-\x7f]/u.exec(text);
	if (foreign !== null) return refuseCharacter({ text: foreign[0], start: foreign.index });
	const parts = [...whole.text.matchAll(/[^ \t\n\v\f\r]+/g)].map(match => ({
		text: match[0].toUpperCase(),
		start: start + match.index,
	}));
	if (parts.length === 0) return problem('The expression is empty.', { text, start: 0 });
	const split = parts.map(splitPart);
	const count = split.reduce((most, { pieces }) => Math.max(most, pieces.length), 0);
	if (count === 0) return problem("The expression is empty: there is nothing beside the '|'.", whole);
	const alternatives: Alternative[] = [];
	for (let index = 0; index < count; index++) {
		const own = partsOf(split, index);
		const alternative = Array.isArray(own) ? parseAlternative(whole, own) : own;
		if (alternative.kind === 'problem') return alternative;
		alternatives.push(alternative);
	}
	return alternatives;
}

/**
 * The stored spelling: field by field, and a field once where all alternatives agree. Undefined where the server fails
 * to tell it (CompositeCron.java, `asString`): the first alternative has a year, another has none.
 */
export function normalText(alternatives: readonly Alternative[]): string | undefined {
	const spelled = alternatives.map(alternative => normalFields(alternative.fields));
	const columns = (spelled[0] ?? []).map((_, index) => spelled.map(row => row[index]));
	if (columns.some(column => column.includes(undefined))) return undefined;
	return columns.map(column => (new Set(column).size === 1 ? column[0] : column.join('|'))).join(' ');
}

/** A part of the expression, and what stands between its `|`; without one, every alternative has it whole. */
interface SplitPart {
	readonly part: Part;
	readonly pieces: readonly Part[];
	readonly shared: boolean;
}

function splitPart(part: Part): SplitPart {
	let start = part.start;
	const pieces = javaSplit(part.text, '|').map(text => {
		const piece = { text, start };
		start += text.length + 1;
		return piece;
	});
	return { part, pieces, shared: !part.text.includes('|') };
}

/** The parts that belong to one alternative; an empty piece leaves its field out. */
function partsOf(split: readonly SplitPart[], index: number): Part[] | CronProblem {
	const own: Part[] = [];
	for (const { part, pieces, shared } of split) {
		const piece = shared ? part : pieces[index];
		if (piece === undefined) {
			return problem(`${quoted(part.text)} has fewer alternatives between '|' than another field.`, part);
		}
		if (piece.text !== '') own.push(piece);
	}
	return own;
}

function parseAlternative(whole: Part, parts: readonly Part[]): Alternative | CronProblem {
	const trailing = parts.find(part => part.text.endsWith(','));
	if (trailing !== undefined) return problem(`${quoted(trailing.text)} ends in a comma.`, trailing);
	if (parts.length < 5 || parts.length > 6) return refuseCount(whole, parts.length);
	const parsed: ParsedField[] = [];
	for (const [index, field] of fields.slice(0, parts.length).entries()) {
		const part = parts[index];
		const result = part === undefined ? refuseCount(whole, index) : parseField(field, part);
		if (result.kind === 'problem') return result;
		parsed.push(result);
	}
	const cron = cronFields(parsed.map(field => field.expression));
	return refuseDay(cron, parsed) ?? { kind: 'alternative', fields: cron, parsed };
}

function cronFields(expressions: readonly Expression[]): CronFields {
	const any: Expression = { kind: 'any' };
	const [minute = any, hour = any, dayOfMonth = any, month = any, dayOfWeek = any, year] = expressions;
	const everyYear = { minute, hour, dayOfMonth, month, dayOfWeek };
	return year === undefined ? everyYear : { ...everyYear, year };
}

/**
 * Metronome's own check that the day exists in one of the months (CronSpec.scala, CronDaysInMonthValidation). It looks
 * at single values and ranges only, and forgets the last value of a range: `31 4-5` is refused, although May has 31
 * days, and `31-31 4` passes (recordings cron-01068, cron-01077).
 */
function refuseDay(cron: CronFields, parsed: readonly ParsedField[]): CronProblem | undefined {
	const days = checkedValues(cron.dayOfMonth);
	const months = checkedValues(cron.month);
	if (days.length === 0 || months.length === 0) return undefined;
	if (months.some(month => days.some(day => day <= longestMonth(month)))) return undefined;
	const [, , dayPart, monthPart] = parsed.map(field => field.part);
	if (dayPart === undefined || monthPart === undefined) return undefined;
	const end = monthPart.start + monthPart.text.length;
	const where = `no day ${dayPart.text} in month ${monthPart.text}`;
	const lastMonth = cron.month.kind === 'range' && cron.month.to !== 'L' ? longestMonth(cron.month.to) : 0;
	const overlooked = days.some(day => day <= lastMonth);
	const hint = overlooked
		? ' The server overlooks the last month of a range: write the months as a list.'
		: '';
	return { kind: 'problem', message: `There is ${where}.${hint}`, start: dayPart.start, end };
}

function longestMonth(month: number): number {
	return longestMonths[month - 1] ?? 0;
}

function checkedValues(expression: Expression): number[] {
	switch (expression.kind) {
		case 'value':
		case 'workday':
		case 'nth':
			return [expression.value];
		case 'last':
			return [expression.value ?? -1];
		case 'range': {
			const { from, to } = expression;
			return to === 'L' ? [] : Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
		}
		default:
			return [];
	}
}

function refuseCount(whole: Part, count: number): CronProblem {
	const meaning = NICKNAMES.get(whole.text.toLowerCase());
	if (meaning !== undefined)
		return problem(`Metronome knows no ${quoted(whole.text)}: write '${meaning}'.`, whole);
	const order = 'minute, hour, day of the month, month, day of the week and, if wanted, year';
	const seconds = count === 7 ? ' There are no seconds.' : '';
	return problem(
		`Found ${count} ${count === 1 ? 'field' : 'fields'}; an expression has 5 or 6: ${order}.${seconds}`,
		whole,
	);
}

function refuseCharacter(part: Part): CronProblem {
	const code = (part.text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	const advice = /\s/u.test(part.text)
		? 'only plain blanks part the fields'
		: 'only plain letters, digits and signs can';
	return problem(
		`The character ${quoted(part.text)} (U+${code}) cannot stand in a cron expression: ${advice}.`,
		part,
	);
}
