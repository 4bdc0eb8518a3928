import { expect, test } from 'vitest';
import { checkFile } from '../check.ts';
import { DEFAULT_TARGET } from '../target.ts';
import { SourceText } from '../text.ts';
import { foundSecrets } from './found-secrets.ts';
import { maskSecrets } from './masking.ts';

const OPTIONS = { target: DEFAULT_TARGET, now: 0, reading: 'file' } as const;
const ENV = '"env": { "DB_PASSWORD": "correct-\\u0068orse-7" }';
const JOB = `{ "id": "a", "run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x -p correct-horse-7", ${ENV} } }`;

test('what the judge found is what hiding would find', () => {
	const judged = new SourceText(JOB);
	checkFile('a.json', judged, OPTIONS);
	expect(foundSecrets(judged)).toHaveLength(1);
	expect(maskSecrets(judged).text).toBe(maskSecrets(new SourceText(JOB)).text);
});

test.each([
	['a list of jobs', `[${JOB}]`],
	['a job in a wrapper', `{ "job": ${JOB}, "note": "ghp" }`],
	['something behind the job', `${JOB} ${JOB}`],
])('%s is looked through as a whole when it is hidden', (_, text) => {
	const judged = new SourceText(text);
	checkFile('a.json', judged, OPTIONS);
	expect(foundSecrets(judged)).toBeUndefined();
	expect(maskSecrets(judged).text).not.toContain('orse-7');
});
