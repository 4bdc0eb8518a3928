import { listed } from '../quote.ts';
import { ordinal } from './day-words.ts';
import { type Item, itemsOf, lastWeekday, type Range, weekdayName } from './field.ts';
import { weekdaysOf } from './month-days.ts';
import { normalExpression } from './normal-form.ts';
import type { ParsedField, Part } from './parse-field.ts';
import { type Bounds, valuesOf } from './values.ts';

/**
 * What an accepted expression does that its author may not expect; the message says it.
 * - `normalised`: stored in another spelling that means the same
 * - `last-dropped`: `FRIL` is stored as `5`, so it means every Friday
 * - `other-values`: a part stands for other values than in cron as commonly known
 * - `never`: a part never matches anything
 * - `fails`: the server fails when it looks for a run, always or in some months
 */
export interface CronOddity {
	readonly kind: 'normalised' | 'last-dropped' | 'other-values' | 'never' | 'fails';
	/** UTF-16 offsets in the expression; `end` is exclusive. */
	readonly start: number;
	readonly end: number;
	readonly message: string;
	/** What to write in its place, where one can tell what was meant. */
	readonly instead?: string;
}

type Remark = Omit<CronOddity, 'start' | 'end'>;

export function odditiesOf(parsed: ParsedField): CronOddity[] {
	const oddities: CronOddity[] = [];
	const add = (remark: Remark | undefined, part: Part) => {
		if (remark !== undefined)
			oddities.push({ ...remark, start: part.start, end: part.start + part.text.length });
	};
	if (parsed.lastDropped) add(lastDropped(parsed), parsed.part);
	else add(normalised(parsed), parsed.part);
	for (const { item, part } of parsed.items) add(remarkOn(parsed, item, part), part);
	if (hasPlainValues(parsed)) add(otherValues(parsed), parsed.part);
	return oddities;
}

function lastDropped({ part, expression }: ParsedField): Remark {
	const stored = normalExpression(expression);
	const name = weekdayName(Number(stored));
	const instead = lastWeekday(Number(stored));
	const message = `${named(part)} is stored as ${stored} and means every ${name}: the "last" is lost. The last ${name} of a month is ${instead}.`;
	return { kind: 'last-dropped', message, instead };
}

function normalised({ part, expression }: ParsedField): Remark | undefined {
	const stored = normalExpression(expression);
	if (stored === part.text) return undefined;
	return {
		kind: 'normalised',
		message: `${named(part)} is stored as ${stored}, which means the same.`,
	};
}

function remarkOn({ field, expression }: ParsedField, item: Item, part: Part): Remark | undefined {
	const inList = expression.kind === 'list';
	if (hasLastEnd(item)) return fails(part, 'a range up to L, whenever it looks for a run');
	if (field.key === 'year') return remarkOnYear(item, part, inList);
	if (field.key === 'dayOfWeek') return remarkOnWeekday(item, part);
	return field.key === 'dayOfMonth' ? remarkOnDay(item, part, inList) : undefined;
}

/** Whether the field has a range or step, which server and common cron may read differently without a calendar. */
function hasPlainValues({ field, expression }: ParsedField): boolean {
	if (field.key === 'dayOfWeek' || field.key === 'year') return false;
	return itemsOf(expression).some(item => item.kind === 'range' || item.kind === 'step');
}

function hasLastEnd(item: Item): boolean {
	const range = item.kind === 'step' ? item.over : item;
	return typeof range === 'object' && range.kind === 'range' && range.to === 'L';
}

function remarkOnYear(item: Item, part: Part, inList: boolean): Remark | undefined {
	if (item.kind === 'range' && item.to !== 'L' && item.from > item.to) {
		return never(part, 'a range of years that runs backwards');
	}
	if (item.kind !== 'step' || item.over === 'any') return undefined;
	const start = typeof item.over === 'number' ? item.over : item.over.from;
	if (!inList) return other(part, `every year up to ${start} as well`);
	return typeof item.over === 'number'
		? other(part, `years before ${start} too, counted back from it`)
		: undefined;
}

function remarkOnWeekday(item: Item, part: Part): Remark | undefined {
	switch (item.kind) {
		case 'last':
			if (item.value !== undefined) return undefined;
			return other(part, `every Sunday, not the last day of anything`);
		case 'workday':
			return never(part, 'a W in the day of the week');
		case 'nth':
			return item.nth >= 1 && item.nth <= 5
				? undefined
				: never(part, `a ${ordinal(item.nth)} weekday of a month`);
		case 'step': {
			if (item.over === 'any') return undefined;
			const days = weekdaysOf(item);
			if (days === 'broken')
				return fails(part, 'a step over a range that runs backwards, whenever it looks for a run');
			if (typeof item.over !== 'number') return undefined;
			const names = days.filter(day => day < 7).map(weekdayName);
			return other(part, `${listed(names)}: the ${item.over} before the '/' is dropped`);
		}
		default:
			return undefined;
	}
}

function remarkOnDay(item: Item, part: Part, inList: boolean): Remark | undefined {
	switch (item.kind) {
		case 'nth':
			return inList ? other(part, `day ${item.value} alone`) : never(part, "a '#' in the day of the month");
		case 'workday':
			if (inList) return other(part, `day ${item.value} itself, as a W in a list is dropped`);
			return item.value > 28
				? fails(part, `the workday nearest to the ${ordinal(item.value)} in months without that day`)
				: undefined;
		case 'last':
			if (inList)
				return item.value === undefined
					? never(part, 'an L in a list of days')
					: other(part, `day ${item.value}`);
			return item.value === undefined ? undefined : other(part, 'the last day of the month');
		case 'step': {
			const start = typeof item.over === 'object' ? item.over.from : item.over;
			if (inList || typeof start !== 'number' || start <= 28) return undefined;
			return fails(part, `a step that starts at ${start} in months without that day`);
		}
		default:
			return undefined;
	}
}

/**
 * The values that the server takes, where cron as commonly known would take others. A list is looked at whole: what it
 * makes of a step depends on the items beside it.
 */
function otherValues({ field, expression, part }: ParsedField): Remark | undefined {
	const values = valuesOf(expression, field, field.first, field.last);
	if (values === 'broken') return undefined;
	const usual = new Set(itemsOf(expression).flatMap(item => usualValues(item, field)));
	const more = values.filter(value => !usual.has(value));
	const fewer = values.length - more.length < usual.size;
	if (more.length > 0) return other(part, fewer ? `${shown(values)} only` : `${shown(more)} as well`);
	if (!fewer) return undefined;
	return values.length === 0
		? never(part, 'a backwards range in a list')
		: other(part, `${shown(values)} only`);
}

function shown(values: readonly number[]): string {
	const texts = values.map(String);
	return texts.length > MOST_SHOWN ? `${texts.slice(0, MOST_SHOWN).join(', ')}, …` : listed(texts);
}

const MOST_SHOWN = 12;

/** What cron as commonly known makes of an item, a backwards range going round. Letters have remarks of their own. */
function usualValues(item: Item, { first, last }: Bounds): number[] {
	switch (item.kind) {
		case 'any':
			return stepped(first, last, 1);
		case 'range':
			return roundTrip(item, { first, last }, 1);
		case 'step':
			if (typeof item.over === 'object') return roundTrip(item.over, { first, last }, item.period);
			return stepped(item.over === 'any' ? first : item.over, last, item.period);
		default:
			return item.value === undefined ? [] : [item.value];
	}
}

function roundTrip({ from, to }: Range, { first, last }: Bounds, period: number): number[] {
	if (to === 'L') return [];
	if (from <= to) return stepped(from, to, period);
	const size = last - first + 1;
	const values = stepped(from, to + size, period).map(value => (value > last ? value - size : value));
	return values.sort((a, b) => a - b);
}

function stepped(from: number, to: number, period: number): number[] {
	const values = [];
	for (let value = from; value <= to; value += period) values.push(value);
	return values;
}

/** An accepted part holds nothing but numbers, names and signs, so that it needs no escapes and hides no secret. */
function named({ text }: Part): string {
	return `'${text}'`;
}

function other(part: Part, meaning: string): Remark {
	return { kind: 'other-values', message: `The server takes ${named(part)} for ${meaning}.` };
}

function never(part: Part, what: string): Remark {
	return {
		kind: 'never',
		message: `${named(part)} never matches: ${what} is accepted, and stands for nothing.`,
	};
}

function fails(part: Part, what: string): Remark {
	return { kind: 'fails', message: `${named(part)} is accepted, but the server fails on ${what}.` };
}
