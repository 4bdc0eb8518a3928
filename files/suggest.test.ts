import { expect, it } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { jobFilesOf } from './discover.ts';
import { displayPath } from './paths.ts';
import { suggestJobPatterns } from './suggest.ts';

const JOB = { id: 'a', run: { cmd: 'x' } };

it('suggests patterns that match the job files and no other', () => {
	const cwd = temporaryTree({
		'package.json': { name: 'x' },
		'root.json': JOB,
		'jobs/a.json': JOB,
		'jobs/x/b.json': [JOB],
		'team/jobs/c.json': JOB,
		'team/other/d.json': {},
		'mixed/e.json': JOB,
		'mixed/f.json': {},
		'none/g.json': {},
	});
	const patterns = suggestJobPatterns(cwd);
	expect(patterns).toEqual(['jobs/**/*.json', 'mixed/e.json', 'root.json', 'team/jobs/*.json']);
	expect(jobFilesOf({ base: cwd, patterns }, undefined).map(path => displayPath(cwd, path))).toEqual([
		'jobs/a.json',
		'jobs/x/b.json',
		'mixed/e.json',
		'root.json',
		'team/jobs/c.json',
	]);
});
