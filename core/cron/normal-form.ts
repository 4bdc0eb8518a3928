import type { CronFields, Expression, Item, Range } from './field.ts';
import { fields, itemsOf } from './field.ts';

/** The fields as the server stores and shows them (recordings cron-01148 …, group `normal-form`). */
export function normalFields(cron: CronFields): string[] {
	return fields.flatMap(field => {
		const expression = cron[field.key];
		return expression === undefined ? [] : [normalExpression(expression)];
	});
}

export function normalExpression(expression: Expression): string {
	return itemsOf(expression).map(normalItem).join(',');
}

export function normalItem(item: Item): string {
	switch (item.kind) {
		case 'any':
			return '*';
		case 'value':
			return String(item.value);
		case 'range':
			return rangeText(item);
		case 'step':
			return item.over === 'any' && item.period === 1 ? '*' : `${overText(item.over)}/${item.period}`;
		case 'last':
			if (item.value !== undefined) return `${item.value}L`;
			return item.before === undefined ? 'L' : `L-${item.before}`;
		case 'workday':
			return `${item.value}W`;
		case 'nth':
			return `${item.value}#${item.nth}`;
	}
}

function overText(over: 'any' | Range | number): string {
	if (over === 'any') return '*';
	return typeof over === 'number' ? String(over) : rangeText(over);
}

function rangeText(range: Range): string {
	return `${range.from}-${range.to}`;
}
