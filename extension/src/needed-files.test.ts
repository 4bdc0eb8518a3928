import { expect, it } from 'vitest';
import { neededFiles } from './needed-files.ts';

const job = (id: string, ...dependencies: string[]) => ({ id, uri: `file:///${id}.json`, dependencies });

it('a job needs its own file and those of all that it waits for, and no others', () => {
	const jobs = [job('a', 'b'), job('b', 'c'), job('c'), job('d')];
	expect(neededFiles(job('a', 'b'), jobs)).toEqual(['file:///a.json', 'file:///b.json', 'file:///c.json']);
});

it('a circle of dependencies comes to an end', () => {
	expect(neededFiles(job('a', 'b'), [job('a', 'b'), job('b', 'a')])).toHaveLength(2);
});

it('a dependency that no file defines adds nothing', () => {
	expect(neededFiles(job('a', 'x'), [job('a', 'x')])).toEqual(['file:///a.json']);
});
