import type { Expression, Item, Range } from './field.ts';

/** The smallest and largest value of a field. */
export interface Bounds {
	readonly first: number;
	readonly last: number;
}

/** Thrown by nobody: the server fails with an exception where this stands instead of values. */
export type Broken = 'broken';

/**
 * The values from `low` to `high` that a field other than the day of the week stands for, sorted. It follows the value
 * generators of cron-utils 9.0.0 (model/time/generator), which differ from cron as we know it in three ways: a range
 * that runs backwards stands for its first end only, `22/5` also counts from before 22, and a list asks its items
 * another way than they are asked alone. A step's start is given even where it lies beyond `high`.
 */
export function valuesOf(
	expression: Expression,
	bounds: Bounds,
	low: number,
	high: number,
): number[] | Broken {
	if (!isSound(expression)) return 'broken';
	const values = new Set(expression.kind === 'list' ? [] : valuesBetween(expression, bounds, low, high));
	if (expression.kind === 'list') {
		let next = nextValue(expression, bounds, low);
		while (next !== undefined && next < high) {
			values.add(next);
			next = nextValue(expression, bounds, next);
		}
	}
	if (matches(expression, bounds, low)) values.add(low);
	if (matches(expression, bounds, high)) values.add(high);
	return [...values].sort((a, b) => a - b);
}

/** A range up to `L` is accepted, but asking it for values fails (BetweenFieldValueGenerator.java, `map`). */
function isSound(expression: Expression): boolean {
	if (expression.kind === 'list') return expression.items.every(isSound);
	const range = expression.kind === 'step' ? expression.over : expression;
	return typeof range !== 'object' || range.kind !== 'range' || range.to !== 'L';
}

/** Strictly between the ends, except that the start of a range or step may be `high` or, of a step, anywhere. */
function valuesBetween(item: Item, bounds: Bounds, low: number, high: number): number[] {
	switch (item.kind) {
		case 'any':
			return consecutive(low + 1, high - 1);
		case 'value':
			return item.value > low && item.value < high ? [item.value] : [];
		case 'range':
			return rangeBetween(item, low, high);
		case 'step':
			return stepBetween(item, bounds, low, high);
		default:
			return [];
	}
}

function consecutive(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function rangeBetween(range: Range, low: number, high: number): number[] {
	const to = endOf(range);
	if (range.from > high || to < low) return [];
	if (range.from > to) return [range.from];
	return consecutive(Math.max(range.from, low), Math.min(to, high));
}

function stepBetween(item: Item & { kind: 'step' }, bounds: Bounds, low: number, high: number): number[] {
	const { start } = stepFrame(item, bounds);
	const values = start === low ? [] : [start];
	let next = nextValue(item, bounds, low);
	while (next !== undefined && next < high) {
		values.push(next);
		next = nextValue(item, bounds, next);
	}
	return values;
}

/** The server's next value after `reference`, as it counts in lists, steps and years. */
export function nextValue(expression: Expression, bounds: Bounds, reference: number): number | undefined {
	switch (expression.kind) {
		case 'any':
			return reference < bounds.last ? reference + 1 : undefined;
		case 'value':
		case 'workday':
		case 'nth':
			return expression.value > reference ? expression.value : undefined;
		case 'last':
			return expression.value !== undefined && expression.value > reference ? expression.value : undefined;
		case 'range': {
			const next = Math.max(reference + 1, expression.from);
			return next <= endOf(expression) ? next : undefined;
		}
		case 'step':
			return nextStep(expression, bounds, reference);
		case 'list':
			return least(expression.items.map(item => nextValue(item, bounds, reference)));
	}
}

/** Java's `%` keeps the sign, so before the start the first step is up to twice as long (as JavaScript's does). */
function nextStep(step: Item & { kind: 'step' }, bounds: Bounds, reference: number): number | undefined {
	const { from, to, start } = stepFrame(step, bounds);
	if (reference >= to) return undefined;
	const next = (reference + step.period - ((reference - start) % step.period)) | 0;
	if (next < from) return from;
	return next <= to ? next : undefined;
}

export function matches(expression: Expression, bounds: Bounds, value: number): boolean {
	switch (expression.kind) {
		case 'any':
			return value >= bounds.first && value <= bounds.last;
		case 'value':
		case 'workday':
		case 'nth':
		case 'last':
			return expression.value === value;
		case 'range':
			return value >= expression.from && value <= endOf(expression);
		case 'step': {
			const { from, to, start } = stepFrame(expression, bounds);
			return value >= from && value <= to && (value - start) % expression.period === 0;
		}
		case 'list':
			return expression.items.some(item => matches(item, bounds, value));
	}
}

/** Within what, and counted from where, a step steps. */
function stepFrame(
	step: Item & { kind: 'step' },
	bounds: Bounds,
): { from: number; to: number; start: number } {
	const { over } = step;
	if (typeof over !== 'object') {
		return { from: bounds.first, to: bounds.last, start: over === 'any' ? bounds.first : over };
	}
	const from = Math.max(bounds.first, over.from);
	return { from, to: Math.min(bounds.last, endOf(over)), start: from };
}

/** `isSound` has turned ranges up to `L` away. */
function endOf(range: Range): number {
	return range.to === 'L' ? Number.NEGATIVE_INFINITY : range.to;
}

function least(values: readonly (number | undefined)[]): number | undefined {
	let smallest: number | undefined;
	for (const value of values) {
		if (value !== undefined && (smallest === undefined || value < smallest)) smallest = value;
	}
	return smallest;
}
