import { describe, expect, it } from 'vitest';
import type { FakeGithub } from '../github/fake-github.ts';
import { READER, WRITER } from '../github/tokens.ts';
import { pullWith } from './pull.ts';

const inputs = { suggestions: 'true', annotations: 'none' };
/** A number in quotes is refused, and what was meant is plain. */
const job = (id: string, cpus = '"0.1"', cmd = 'true') => `  {
    "id": "${id}",
    "run": {
      "cmd": "${cmd}",
      "cpus": ${cpus},
      "mem": 32,
      "disk": 0
    }
  }`;
const list = (...jobs: string[]) => `[\n${jobs.join(',\n')}\n]\n`;
const posted = ({ state }: FakeGithub) => state.reviewComments.map(({ path, line }) => `${path}:${line}`);
const reviews = ({ calls }: FakeGithub) => calls.filter(({ path }) => path.endsWith('/reviews'));

describe('suggestions', () => {
	it('are the safe fixes on lines of the diff, each to apply with a click', async () => {
		const base = { 'jobs.json': list(job('a'), job('b', '0.1')) };
		const head = { 'jobs.json': list(job('a'), job('b')) };
		const { fake, run } = await pullWith(WRITER, { base, head }, { inputs });
		const done = await run();
		expect(posted(fake)).toEqual(['jobs.json:15']);
		expect(fake.state.reviewComments[0]?.body).toMatch(/\n```suggestion\n {6}"cpus": 0\.1,\n```$/);
		expect(fake.state.reviews).toMatchObject([{ event: 'COMMENT', pull: 7 }]);
		expect(done.lines.join('\n')).toContain('1 fix suggested on the pull request');
	});

	it('are not repeated with the next push', async () => {
		const { fake, run } = await pullWith(WRITER, { 'jobs.json': list(job('a'), job('b')) }, { inputs });
		await run();
		await run();
		expect(posted(fake)).toHaveLength(2);
		expect(fake.state.reviews).toHaveLength(1);
	});

	it('are repeated where the earlier one is only somebody else’s copy', async () => {
		const { fake, run } = await pullWith(WRITER, { 'jobs.json': list(job('a')) }, { inputs });
		await run();
		const [own] = fake.state.reviewComments.splice(0);
		if (own !== undefined) fake.state.reviewComments.push({ ...own, login: 'mallory' });
		await run();
		expect(fake.state.reviewComments.map(({ login }) => login)).toEqual(['mallory', 'github-actions[bot]']);
	});

	it('are found among hundreds of comments', async () => {
		const { fake, run } = await pullWith(WRITER, { 'jobs.json': list(job('a')) }, { inputs });
		for (let n = 0; n < 250; n++) {
			const comment = { pull: 7, login: 'octocat', path: 'jobs.json', startLine: 1, line: 1, body: 'hm' };
			fake.state.reviewComments.push({ id: n, ...comment });
		}
		await run();
		await run();
		expect(posted(fake)).toHaveLength(251);
	});

	it('that GitHub does not take never lose the others', async () => {
		const jobs = Array.from({ length: 12 }, (_, n) => job(`job-${n}`));
		const { fake, run } = await pullWith(
			WRITER,
			{ 'a.json': list(...jobs), 'b.json': list(job('b')) },
			{ inputs },
		);
		// A push that this run knows nothing of has taken one file out of the diff, as far as GitHub goes.
		fake.faults.plan('POST', /reviews$/, {
			kind: 'answer',
			status: 422,
			body: { message: 'Unprocessable Entity' },
		});
		const done = await run();
		expect(posted(fake)).toHaveLength(13);
		expect(reviews(fake)).toHaveLength(3);
		expect(done.code).toBe(1);
	});

	it('are no more than 50 a run, and the rest come later', async () => {
		const jobs = Array.from({ length: 70 }, (_, n) => job(`job-${n}`));
		const { fake, run } = await pullWith(WRITER, { 'a.json': list(...jobs) }, { inputs });
		const done = await run();
		expect(posted(fake)).toHaveLength(50);
		expect(done.lines.join('\n')).toContain('20 more suggestions can come with the next push');
		await run();
		expect(new Set(posted(fake)).size).toBe(70);
	});

	it('are where the head has them, also when the base has moved the lines', async () => {
		const parted = list(job('a', '0.1'), job('b', '0.1'), job('c', '0.1'), job('d', '0.1'));
		const { fake, run } = await pullWith(
			WRITER,
			{
				base: { 'jobs.json': parted },
				head: { 'jobs.json': parted.replace(/0\.1(?![\s\S]*0\.1)/, '"0.1"') },
				moved: { 'jobs.json': parted.replace('[\n', `[\n${job('first', '0.1')},\n`) },
			},
			{ inputs },
		);
		await run();
		expect(posted(fake)).toEqual([`jobs.json:${1 + 9 * 3 + 5}`]);
	});

	it('repeat no secret that stands on the same line', async () => {
		const canary = ['CANARY', 'hunter2', 'Zq81xW'].join('-');
		const line = `{"id":"a","run":{"cmd":"true","cpus":"0.1","mem":32,"disk":0,"env":{"DB_PASSWORD":"${canary}"}}}`;
		const { fake, run } = await pullWith(WRITER, { 'a.json': `${line}\n` }, { inputs });
		const done = await run();
		expect(fake.state.reviewComments).toEqual([]);
		expect(JSON.stringify(fake.calls)).not.toContain(canary);
		expect(done.text).not.toContain(canary);
	});

	it('end their block where they say, whatever stands in the line', async () => {
		const cmd = '```\\n@acme/ops <!-- metronome-jobs:plan prod --> ``` ````';
		const content = list(job('a', '"0.1"', cmd)).replace(/\n\s+"cpus"/, ' "cpus"');
		const { fake, run } = await pullWith(WRITER, { 'a.json': content }, { inputs });
		await run();
		const body = fake.state.reviewComments[0]?.body ?? '';
		expect(body.startsWith('<!-- metronome-jobs:suggestion ')).toBe(true);
		expect(body).toMatch(/\n(`{5})suggestion\n[^\n]+\n\1$/);
	});

	it('are left out on a fork, and the step ends as it would have', async () => {
		const { fake, run } = await pullWith(READER, { 'a.json': list(job('a')) }, { inputs }, true);
		const done = await run();
		expect(done.code).toBe(1);
		expect(posted(fake)).toEqual([]);
		expect(done.warnings).toEqual([]);
		expect(done.lines.join('\n')).toContain('Fixes were not suggested');
	});

	it('come once when the answer of GitHub is lost', async () => {
		const { fake, run } = await pullWith(WRITER, { 'a.json': list(job('a'), job('b')) }, { inputs });
		fake.faults.plan('POST', /reviews$/, { kind: 'lost answer' });
		await run();
		expect(posted(fake)).toHaveLength(2);
	});

	it('are not made of files with other line ends than LF, which GitHub may change: the log says so', async () => {
		const files = { 'a.json': list(job('a')).replaceAll('\n', '\r\n'), 'b.json': list(job('b')) };
		const { fake, run } = await pullWith(WRITER, files, { inputs });
		const done = await run();
		expect(posted(fake)).toEqual(['b.json:6']);
		expect(done.lines.join('\n')).toContain('`metronome-jobs fix` does: a.json');
	});
});
