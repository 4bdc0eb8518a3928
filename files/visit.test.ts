import { expect, it } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { visitJobFiles } from './visit.ts';

it('hands over each job file with its jobs and the target they are for', () => {
	const cwd = temporaryTree({
		'metronome-jobs.json': { dcos: '2.0', targets: { new: { dcos: '2.2' } } },
		'a.json': { id: 'a', run: { cmd: 'x' } },
		'b.json': { name: 'no job' },
		'c.json': { cron: '* * * * *' },
	});
	const seen: string[] = [];
	const request = { cwd, paths: ['.', 'none.json'], now: 0, reading: 'file', target: 'new' } as const;
	const result = visitJobFiles(request, ({ file, units, target }) => {
		seen.push(`${file} ${units.map(unit => unit.kind)} ${target.version.text}`);
	});
	expect(seen).toEqual(['a.json job 0.6.68', 'c.json schedule 0.6.68']);
	expect(result).toMatchObject({
		files: 2,
		troubles: [{ kind: 'usage', message: 'none.json does not exist.' }],
	});
});
