import { describe, expect, it } from 'vitest';
import type { JobEntry } from '../../server/messages.ts';
import { firstRun, jobsByFolder } from './job-rows.ts';

const at = (line: number, character = 0) => ({ line, character });

function job(id: string, uri: string, first: number, last: number, next: readonly string[] = []): JobEntry {
	const schedule = { cron: '* * * * *', timezone: 'UTC', enabled: true, words: 'every minute', next };
	const extent = { start: at(first), end: at(last) };
	return { id, uri, file: uri, range: extent, extent, dependencies: [], schedules: [schedule] };
}

describe('jobs by folder', () => {
	it('stand under the folder of their file, both sorted', () => {
		const jobs = [
			job('b', 'file:///w/z/two.json', 0, 9),
			job('a', 'file:///w/z/one.json', 0, 9),
			job('c', 'file:///w/a/x.json', 0, 9),
		];
		const folders = jobsByFolder(jobs, () => []);
		expect(folders.map(({ folder, rows }) => [folder, rows.map(row => row.job.id)])).toEqual([
			['file:///w/a/', ['c']],
			['file:///w/z/', ['a', 'b']],
		]);
	});

	it('count the mistakes inside each job of a file, not those of its neighbour', () => {
		const uri = 'file:///w/both.json';
		const problem = (line: number, severity: 'error' | 'warning' | 'info') => ({
			range: { start: at(line), end: at(line, 3) },
			severity,
		});
		const problems = [problem(2, 'error'), problem(9, 'warning'), problem(7, 'error'), problem(8, 'info')];
		const rows = jobsByFolder([job('a', uri, 0, 5), job('b', uri, 6, 9)], () => problems)[0]?.rows ?? [];
		expect(rows.map(({ errors, warnings }) => [errors, warnings])).toEqual([
			[1, 0],
			[1, 1],
		]);
	});
});

describe('the first run of a job', () => {
	it('is the earliest of all its schedules', () => {
		const twice = job('a', 'file:///a.json', 0, 1, ['2026-03-29T01:30:00Z', '2026-03-30T01:30:00Z']);
		const early = { ...job('a', 'file:///a.json', 0, 1, ['2026-03-28T23:00:00Z']) };
		const both = { ...twice, schedules: [...twice.schedules, ...early.schedules] };
		expect(firstRun(both)).toBe('2026-03-28T23:00:00Z');
	});

	it('is none where nothing is to come', () => {
		expect(firstRun(job('a', 'file:///a.json', 0, 1))).toBeUndefined();
	});
});
