import { describe, expect, it } from 'vitest';
import { detectSecrets } from './detect.ts';

const PASSWORD = 'Gr8-tower-of-tea';

/** What is found behind so many parts in which nothing is. */
function behind(part: string, count: number, last: string): readonly string[] {
	const value = part.repeat(count) + last;
	const found = detectSecrets({ key: null, value, place: 'cmd' });
	return found.map(({ start, end }) => value.slice(start, end));
}

describe('a text as long as a definition may be', () => {
	it.each([
		['pairs', 'password=$X;', `password=${PASSWORD}`],
		['words', 'a ', `--password ${PASSWORD}`],
		['addresses', 'a://u:$X@h ', `a://u:${PASSWORD}@h`],
		['headers', 'bearer $X ', 'bearer Gr8towerOfTea77'],
	])('is read to its end, however many %s it has', (_, part, last) => {
		const count = Math.floor((102_400 - last.length) / part.length);
		expect(behind(part, count, last)).toHaveLength(1);
	});
});
