import { describe, expect, it } from 'vitest';
import { checkFile, checkSet } from '../check.ts';
import { DEFAULT_TARGET } from '../target.ts';
import { SourceText } from '../text.ts';

const options = { target: DEFAULT_TARGET, now: Date.UTC(2026, 10, 20), reading: 'file' } as const;
const JOB = '{ "id": "a", "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "true" } }';

function duplicates(complete: boolean, ...texts: readonly string[]) {
	const summaries = texts.map(
		(text, index) => checkFile(`${index}.json`, new SourceText(text), options).summary,
	);
	return checkSet(summaries, complete, options)
		.filter(finding => finding.code === 'duplicate-job-id')
		.map(({ file, severity, related }) => ({ file, severity, first: related[0]?.file }));
}

describe('duplicate-job-id', () => {
	it('is an error where the files are known to be for one cluster', () => {
		expect(duplicates(true, JOB, JOB)).toEqual([{ file: '1.json', severity: 'error', first: '0.json' }]);
	});

	it('is a warning where two files may be for two clusters', () => {
		expect(duplicates(false, JOB, JOB)).toEqual([{ file: '1.json', severity: 'warning', first: '0.json' }]);
	});

	it('is an error within one file in any case', () => {
		expect(duplicates(false, `[${JOB}, ${JOB}]`)).toEqual([
			{ file: '0.json', severity: 'error', first: '0.json' },
		]);
	});
});
