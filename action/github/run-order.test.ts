import { describe, expect, it } from 'vitest';
import { isOfLaterRun, orderIn, orderLine, type RunOrder } from './run-order.ts';

const own: RunOrder = { sha: 'a'.repeat(40), runId: 100, attempt: 1 };
const body = (order: RunOrder) => `<!-- marker -->\n${orderLine(order)}\ntext`;

describe('which run wrote a text', () => {
	it('is read where it was written, below the marker and an approval, and nowhere further down', () => {
		expect(orderIn(body(own))).toEqual(own);
		expect(orderIn(`marker\r\napproval\r\n${orderLine(own)}\r\ntext`)).toEqual(own);
		expect(orderIn(`marker\napproval\nhead\n${orderLine(own)}`)).toBeUndefined();
		expect(orderIn('marker\ntext')).toBeUndefined();
	});

	it.each<[string, Partial<RunOrder>, boolean]>([
		['a later push', { sha: 'b'.repeat(40), runId: 101 }, true],
		['an earlier push', { sha: 'b'.repeat(40), runId: 99, attempt: 9 }, false],
		['the same commit, by a later run', { runId: 101 }, false],
		['the same commit, by another attempt', { attempt: 2 }, false],
		['a later push, with more digits', { sha: 'b'.repeat(40), runId: 1000 }, true],
	])('of %s: it is later, %j: %s', (_, more, later) => {
		expect(isOfLaterRun(body({ ...own, ...more }), own)).toBe(later);
	});

	it('of nobody known stands in the way of no run', () => {
		expect(isOfLaterRun('marker\nold', own)).toBe(false);
		expect(orderLine({ ...own, sha: '-->' })).toBe('<!-- metronome-jobs:of - 100 1 -->');
	});
});
