import { expect, it } from 'vitest';
import { groupedBy } from './group.ts';

it('groups items in the order in which they stand', () => {
	const groups = groupedBy(['b1', 'a1', 'b2', '', 'a2'], item => item[0] ?? null);
	expect([...groups]).toEqual([
		['b', ['b1', 'b2']],
		['a', ['a1', 'a2']],
		[null, ['']],
	]);
});
