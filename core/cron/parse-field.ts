import { quoted } from '../quote.ts';
import { type Expression, type Field, type Item, lastWeekday, type Range, weekdayName } from './field.ts';
import { javaSplit, javaTrim, parseJavaInt } from './java-text.ts';

/** Why an expression is refused, in our words, and where: UTF-16 offsets in the whole expression. */
export interface CronProblem {
	readonly kind: 'problem';
	readonly message: string;
	readonly start: number;
	readonly end: number;
}

/** A part of the expression: its text in upper case, and where it begins. */
export interface Part {
	readonly text: string;
	readonly start: number;
}

/** One item of a field, and where it stands. */
export interface PlacedItem {
	readonly item: Item;
	readonly part: Part;
}

/** A parsed field: its items with their places, and whether an `L` after a name was lost. */
export interface ParsedField {
	readonly kind: 'field';
	readonly field: Field;
	readonly part: Part;
	readonly expression: Expression;
	readonly items: readonly PlacedItem[];
	readonly lastDropped: boolean;
}

export function problem(message: string, part: Part): CronProblem {
	return { kind: 'problem', message, start: part.start, end: part.start + part.text.length };
}

/**
 * Reads one field as cron-utils 9.0.0 does (CronParserField.java, FieldParser.java, and the checks of
 * ValidationFieldExpressionVisitor.java), with its leniencies: what follows a second separator is not looked at.
 */
export function parseField(field: Field, part: Part): ParsedField | CronProblem {
	if (field.key === 'dayOfWeek' && part.text.endsWith('L') && part.text.length > 1) {
		return parseNameWithLast(field, part);
	}
	const items: PlacedItem[] = [];
	for (const itemPart of listParts(part)) {
		if (itemPart.text === '')
			return problem(`${quoted(part.text)} has nothing before or between commas.`, part);
		const item = parseItem(field, itemPart);
		if (item.kind === 'problem') return item;
		const refusal = refuseItem(field, item, itemPart);
		if (refusal !== undefined) return refusal;
		items.push({ item, part: itemPart });
	}
	const [only, ...more] = items.map(placed => placed.item);
	if (only === undefined) return problem(`The ${field.label} is empty.`, part);
	const expression: Expression = more.length === 0 ? only : { kind: 'list', items: [only, ...more] };
	return { kind: 'field', field, part, expression, items, lastDropped: false };
}

/** `FRIL`: every `L` is cut out and the name alone is left, so the "last" is lost (recordings cron-00926 …). */
function parseNameWithLast(field: Field, part: Part): ParsedField | CronProblem {
	const day = field.names.get(part.text.replaceAll('L', ''));
	if (day === undefined) return notAllowed(field, part.text, part, lastWeekdayHint(part.text));
	const item: Item = { kind: 'value', value: sundayAsZero(field, day) };
	return { kind: 'field', field, part, expression: item, items: [{ item, part }], lastDropped: true };
}

function lastWeekdayHint(text: string): string {
	const digit = /^([0-7])L$/.exec(text)?.[1];
	if (digit === undefined) return '';
	return ` The last ${weekdayName(Number(digit))} of a month is ${lastWeekday(Number(digit))}.`;
}

function listParts(part: Part): Part[] {
	let start = part.start;
	return javaSplit(part.text, ',').map(text => {
		const item = { text, start };
		start += text.length + 1;
		return item;
	});
}

function parseItem(field: Field, part: Part): Item | CronProblem {
	const { text } = part;
	if (!text.includes('-')) return text.includes('/') ? parseStep(field, part) : parseSingle(field, part);
	const [from, to, ...more] = javaSplit(text, '-');
	if (from === undefined || to === undefined || more.length > 0) {
		return problem(`${quoted(text)} is not a range: write two ends, as in ${example(field)}.`, part);
	}
	if (from !== 'L') return parseRange(field, part, from, to);
	const before = parseNumber(field, to, part);
	return typeof before === 'number' ? { kind: 'last', before: sundayAsZero(field, before) } : before;
}

function parseRange(field: Field, part: Part, fromText: string, toText: string): Item | CronProblem {
	if (fromText === '') return problem(`${quoted(part.text)}: negative numbers are not allowed.`, part);
	const [end, period] = toText.includes('/') ? javaSplit(toText, '/') : [toText];
	const from = parseNumber(field, fromText, part);
	if (typeof from !== 'number') return from;
	const to = end === 'L' && field.special ? 'L' : parseNumber(field, end ?? '', part);
	if (typeof to === 'object') return to;
	const range: Range = { kind: 'range', from, to };
	if (!toText.includes('/')) return range;
	if (period === undefined) return problem(`${quoted(part.text)} lacks the step after '/'.`, part);
	const step = parseNumber(field, period, part);
	return typeof step === 'number' ? { kind: 'step', over: range, period: sundayAsZero(field, step) } : step;
}

function parseStep(field: Field, part: Part): Item | CronProblem {
	const [start, step, ...more] = javaSplit(part.text, '/');
	if (start === undefined || step === undefined) {
		return problem(`${quoted(part.text)} lacks the step after '/'.`, part);
	}
	if (more.length > 0) return problem(`${quoted(part.text)} has more than one step.`, part);
	const period = parseJavaInt(step);
	if (period === undefined) return problem(`The step ${quoted(step)} is not a number.`, part);
	const over = javaTrim(start);
	if (over === '*' && step === '1') return start === '*' ? { kind: 'any' } : notAllowed(field, start, part);
	if (over === '*' || over === '') return { kind: 'step', over: 'any', period };
	const first = parseJavaInt(start);
	if (first === undefined) {
		return problem(
			`${quoted(start)} cannot be stepped: write '*', a number or a range before the '/'.`,
			part,
		);
	}
	return { kind: 'step', over: first, period };
}

function parseSingle(field: Field, part: Part): Item | CronProblem {
	const { text } = part;
	if (text === '*') return { kind: 'any' };
	if (text.includes('?')) return problem("Metronome knows no '?': write '*' instead.", part);
	if (text.includes('#')) return parseNth(field, part);
	if (text.includes('LW')) return problem("Metronome knows no 'LW' (the last workday of a month).", part);
	if (text === 'L') return { kind: 'last' };
	if (/[0-9]L/.test(text)) {
		const value = parseNumber(field, text.replaceAll('L', ''), part);
		return typeof value === 'number' ? { kind: 'last', value: sundayAsZero(field, value) } : value;
	}
	const workday = /[0-9]W/.test(text);
	const value = parseNumber(field, workday ? text.replaceAll('W', '') : text, part);
	if (typeof value !== 'number') return value;
	return { kind: workday ? 'workday' : 'value', value: sundayAsZero(field, value) };
}

function parseNth(field: Field, part: Part): Item | CronProblem {
	if (!field.special) return notKnownHere('#', field, part);
	const [valueText, nthText] = javaSplit(part.text, '#');
	if (valueText === undefined || valueText === '' || nthText === undefined) {
		return problem(`${quoted(part.text)} needs a number on both sides of '#', as in 5#2.`, part);
	}
	const nth = parseNumber(field, nthText, part);
	if (typeof nth !== 'number') return nth;
	const value = parseNumber(field, valueText, part);
	if (typeof value !== 'number') return value;
	return { kind: 'nth', value: sundayAsZero(field, value), nth: sundayAsZero(field, nth) };
}

function parseNumber(field: Field, text: string, part: Part): number | CronProblem {
	return field.names.get(text) ?? parseJavaInt(text) ?? notAllowed(field, text, part);
}

/** The dialect maps 7 to 0, in every number of the field but the ends of a range. */
function sundayAsZero(field: Field, value: number): number {
	return field.key === 'dayOfWeek' && value === 7 ? 0 : value;
}

/** Whether the item, understood as it is, goes beyond what the field may hold. */
function refuseItem(field: Field, item: Item, part: Part): CronProblem | undefined {
	switch (item.kind) {
		case 'any':
			return undefined;
		case 'value':
			return refuseNumbers(field, part, [item.value]);
		case 'range':
			return refuseNumbers(field, part, rangeEnds(item));
		case 'step':
			return refuseNumbers(field, part, stepNumbers(item.over)) ?? refusePeriod(field, item.period, part);
		case 'last':
			if (!field.special) return notKnownHere('L', field, part);
			return refuseNumbers(field, part, [item.value, item.before]);
		case 'workday':
			return field.special ? refuseNumbers(field, part, [item.value]) : notKnownHere('W', field, part);
		case 'nth':
			return refuseNumbers(field, part, [item.value, item.nth]);
	}
}

function rangeEnds(range: Range): number[] {
	return range.to === 'L' ? [range.from] : [range.from, range.to];
}

function stepNumbers(over: 'any' | Range | number): number[] {
	if (over === 'any') return [];
	return typeof over === 'number' ? [over] : rangeEnds(over);
}

function refuseNumbers(
	field: Field,
	part: Part,
	values: readonly (number | undefined)[],
): CronProblem | undefined {
	const outside = values.find(value => value !== undefined && (value < field.first || value > field.last));
	return outside === undefined ? undefined : notAllowed(field, String(outside), part);
}

function refusePeriod(field: Field, period: number, part: Part): CronProblem | undefined {
	const most = field.last - field.first;
	if (period > 0 && period <= most) return undefined;
	return problem(`The step ${period} is not allowed in the ${field.label}: 1 to ${most} are.`, part);
}

function notAllowed(field: Field, text: string, part: Part, hint = ''): CronProblem {
	if (text === '') return problem(`${quoted(part.text)} lacks a number: ${allowed(field)}.`, part);
	return problem(
		`${quoted(text)} is not ${field.key === 'hour' ? 'an' : 'a'} ${field.label}: ${allowed(field)}.${hint}`,
		part,
	);
}

function notKnownHere(letter: string, field: Field, part: Part): CronProblem {
	const where = 'only the day of the month and the day of the week know it';
	return problem(`'${letter}' is not allowed in the ${field.label}: ${where}.`, part);
}

function allowed(field: Field): string {
	if (field.key === 'year') return 'a number such as 2027 is allowed';
	const names = [...field.names.keys()];
	const byName = names.length === 0 ? '' : ` and ${names[0]} to ${names.at(-1)}`;
	return `${field.first} to ${field.last}${byName} are allowed`;
}

function example(field: Field): string {
	return field.key === 'year' ? '2027-2029' : `${field.first + 1}-${field.first + 5}`;
}
