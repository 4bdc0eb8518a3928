import { describe, expect, it } from 'vitest';
import { checkFile, checkSet, judge } from '../check.ts';
import { DEFAULT_TARGET } from '../target.ts';
import { SourceText } from '../text.ts';

const now = Date.UTC(2026, 10, 20);

function jobOn(...dependencies: readonly string[]): string {
	return JSON.stringify({
		id: 'etl.load',
		dependencies: dependencies.map(id => ({ id })),
		run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' },
	});
}

function unknown(complete: boolean, known: readonly string[], ...dependencies: readonly string[]): number {
	const options = { target: { ...DEFAULT_TARGET, knownJobs: new Set(known) }, now, reading: 'file' } as const;
	const { summary } = checkFile('job.json', new SourceText(jobOn(...dependencies)), options);
	return checkSet([summary], complete, options).filter(finding => finding.code === 'dependency-unknown')
		.length;
}

describe('dependency-unknown', () => {
	it('cannot tell where the set is not complete', () => {
		expect(unknown(false, [], 'etl.extract')).toBe(0);
		expect(unknown(true, [], 'etl.extract')).toBe(1);
	});

	it('counts the jobs that are known to exist on the target', () => {
		expect(unknown(true, ['etl.extract'], 'etl.extract', 'etl.clean')).toBe(1);
	});

	it('stays fast where nothing of a large set fits together', () => {
		const files = Array.from({ length: 2000 }, (_, index) => ({
			file: `${index}.json`,
			jobs: [
				{
					file: `${index}.json`,
					id: { value: `job-${index}`, start: 0, end: 1, pointer: '/id' },
					dependencies: [{ value: `other-${index}`, start: 2, end: 3, pointer: '/dependencies/0/id' }],
					sources: [],
					hasSchedules: false,
					pointer: '',
				},
			],
			partial: false,
		}));
		const findings = checkSet(files, true, { target: DEFAULT_TARGET, now });
		expect(findings.filter(finding => finding.code === 'dependency-unknown')).toHaveLength(2000);
	});

	it('refuses one body as the server does, to which a new job is unknown itself', () => {
		const accepted = (...dependencies: readonly string[]) =>
			judge(jobOn(...dependencies), 'v1', { now, jobs: ['etl.extract'] }).accepted;
		expect(accepted('etl.extract')).toBe(true);
		expect(accepted('etl.clean')).toBe(false);
		expect(accepted('etl.load')).toBe(false);
		expect(judge(jobOn('etl.clean'), 'v1', { now }).accepted).toBe(true);
	});
});
