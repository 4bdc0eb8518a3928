import { describe, expect, it } from 'vitest';
import type { FakeGithub } from '../github/fake-github.ts';
import { secondaryLimit } from '../github/faults.ts';
import { LEAST, READER, WRITER } from '../github/tokens.ts';
import { pullWith } from './pull.ts';
import { type Done, runAction, TOKEN } from './runner.ts';

/** A finding each: the server refuses a negative memory. */
const wrong = (id: string) => ({ id, run: { cmd: 'true', cpus: 0.1, mem: -1, disk: 0 } });
const fine = { id: 'a', run: { cmd: 'true', cpus: 0.1, mem: 32, disk: 0 } };
const jobs = (n: number) => Array.from({ length: n }, (_, i) => wrong(`job-${i}`));
const onLines = ({ errors }: Done) => errors.filter(({ properties }) => 'file' in properties);

describe('a check run', () => {
	it('shows 1,000 findings on the head of the pull request, in 20 requests of 50', async () => {
		const { fake, made, run } = await pullWith(WRITER, { 'jobs/all.json': jobs(1000) });
		const done = await run();
		expect(done.code).toBe(1);
		expect(fake.calls).toHaveLength(20);
		expect(new Set(fake.calls.map(({ status }) => status))).toEqual(new Set([200, 201]));
		const [checkRun] = fake.state.checkRuns;
		expect(checkRun).toMatchObject({
			headSha: made.headSha,
			name: 'Metronome Jobs',
			status: 'completed',
			conclusion: 'failure',
		});
		expect(checkRun?.annotations).toHaveLength(1000);
		expect(new Set(checkRun?.annotations.map(({ start_line }) => start_line)).size).toBe(1000);
		expect(new Set(checkRun?.annotations.map(({ path }) => path))).toEqual(new Set(['jobs/all.json']));
		// What the check run shows is not shown a second time.
		expect(onLines(done)).toEqual([]);
	});

	it('has the same annotations in the same order each time, the gravest first', async () => {
		const head = {
			'b.json': jobs(30),
			'a.json': `[{"id":"x","id":"x","run":{"cmd":"true"}}]`,
			'c.json': jobs(30),
		};
		const { fake, run } = await pullWith(WRITER, head);
		await run();
		await run();
		const [first, second] = fake.state.checkRuns;
		expect(first?.annotations.length).toBeGreaterThan(60);
		expect(second?.annotations).toEqual(first?.annotations);
		const levels = first?.annotations.map(({ annotation_level }) => annotation_level) ?? [];
		expect(levels.lastIndexOf('failure')).toBeLessThan(levels.indexOf('warning'));
	});

	it.each([
		['error', 1, 'failure'],
		['never', 0, 'success'],
	])('ends as the step does: fail-on %s', async (failOn, code, conclusion) => {
		const inputs = { 'fail-on': failOn, annotations: 'check-run' };
		const { fake, run } = await pullWith(WRITER, { 'a.json': wrong('a') }, { inputs });
		expect((await run()).code).toBe(code);
		expect(fake.state.checkRuns).toMatchObject([{ conclusion, annotations: [{ path: 'a.json' }] }]);
	});

	it('fails for a path that is not there and for a SARIF file that cannot be written', async () => {
		const head = { 'a.json': fine };
		for (const more of [{ paths: 'a.json\nnone.json' }, { 'sarif-file': 'a.json/x' }]) {
			const inputs = { annotations: 'check-run', 'fail-on': 'never', ...more };
			const { fake, run } = await pullWith(WRITER, head, { inputs });
			expect((await run()).code).toBe(1);
			expect(fake.state.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
		}
	});

	it('is made without findings where it is asked for, and not by `auto`, which needs none', async () => {
		const asked = await pullWith(WRITER, { 'a.json': fine }, { inputs: { annotations: 'check-run' } });
		expect((await asked.run()).code).toBe(0);
		expect(asked.fake.state.checkRuns).toMatchObject([{ conclusion: 'success', annotations: [] }]);
		const auto = await pullWith(WRITER, { 'a.json': fine, 'b.json': wrong('b') });
		const done = await auto.run();
		expect(onLines(done)).toHaveLength(1);
		expect(auto.fake.calls).toEqual([]);
	});

	it.each(['commands', 'none'])('is not made with annotations %s', async annotations => {
		const { fake, run } = await pullWith(WRITER, { 'a.json': jobs(60) }, { inputs: { annotations } });
		expect((await run()).code).toBe(1);
		expect(fake.calls).toEqual([]);
	});

	it('of another folder or target has another name', async () => {
		const inputs = { annotations: 'check-run', 'working-directory': 'team' };
		const { fake, run } = await pullWith(WRITER, { 'team/a.json': wrong('a') }, { inputs });
		await run();
		expect(fake.state.checkRuns).toMatchObject([
			{ name: 'Metronome Jobs (team)', annotations: [{ path: 'team/a.json' }] },
		]);
	});
});

describe('without a check run', () => {
	it.each([
		['a fork', READER, true],
		['a token that may not', LEAST, false],
	])('%s has workflow commands, the summary and the same exit code', async (_, owner, fork) => {
		const head = { 'jobs/all.json': jobs(30) };
		const writer = await (await pullWith(WRITER, head)).run();
		const { fake, run } = await pullWith(owner, head, {}, fork);
		const done = await run();
		expect(done.code).toBe(writer.code);
		expect(done.outputs['errors']).toBe(writer.outputs['errors']);
		expect(done.summary).toBe(writer.summary);
		expect(onLines(done)).toHaveLength(10);
		expect(done.lines.join('\n')).toContain('20 more findings are not annotated');
		expect(done.warnings).toEqual([]);
		expect(fake.calls).toMatchObject([{ method: 'POST', status: 403 }]);
	});

	it('a workflow that asked for one is told which permission is missing', async () => {
		const inputs = { annotations: 'check-run', 'fail-on': 'never' };
		const { run } = await pullWith(LEAST, { 'a.json': wrong('a') }, { inputs });
		const done = await run();
		expect(done.code).toBe(0);
		expect(done.warnings[0]?.data).toContain('`checks: write`');
		expect(onLines(done)).toHaveLength(1);
	});

	it('no token and no GitHub are enough', async () => {
		const files = { 'a.json': jobs(20) };
		for (const inputs of [{ token: '' }, { token: '', annotations: 'check-run' }, {}]) {
			const done = await runAction({ files, inputs });
			expect(done.code).toBe(1);
			expect(onLines(done)).toHaveLength(10);
		}
	});
});

describe('a GitHub that is not well', () => {
	const head = { 'a.json': jobs(120) };
	const shows = (fake: FakeGithub) => fake.state.checkRuns.map(run => run.annotations.length);

	it('is waited for as long as it says', async () => {
		const { fake, run } = await pullWith(WRITER, head);
		fake.faults.plan('POST', /check-runs$/, secondaryLimit(1));
		fake.faults.plan('PATCH', /check-runs/, secondaryLimit(1, 429));
		expect((await run()).code).toBe(1);
		expect(shows(fake)).toEqual([120]);
		expect(fake.calls.map(({ status }) => status)).toEqual([403, 201, 429, 200, 200]);
	});

	it('is not waited for when it wants an hour', async () => {
		const { fake, run } = await pullWith(WRITER, head);
		fake.faults.plan('POST', /check-runs$/, secondaryLimit(3600));
		const done = await run();
		expect(done.code).toBe(1);
		expect(onLines(done)).toHaveLength(10);
		expect(fake.calls).toHaveLength(1);
	});

	it('makes no second run and no second annotation when an answer is lost', async () => {
		const { fake, run } = await pullWith(WRITER, head);
		fake.faults.plan('POST', /check-runs$/, { kind: 'lost answer' });
		fake.faults.plan('PATCH', /check-runs/, { kind: 'lost answer' });
		await run();
		expect(shows(fake)).toEqual([120]);
	});

	it('gets the request again that never arrived', async () => {
		const { fake, run } = await pullWith(WRITER, head);
		fake.faults.plan('POST', /check-runs$/, { kind: 'reset' });
		fake.faults.plan('PATCH', /check-runs/, { kind: 'answer', status: 502 });
		await run();
		expect(shows(fake)).toEqual([120]);
	});

	it('that fails halfway leaves a run that has ended, and says what is missing', async () => {
		const { fake, run } = await pullWith(WRITER, head);
		fake.faults.plan('PATCH', /check-runs/, { kind: 'answer', status: 500 }, 2);
		const done = await run();
		expect(done.code).toBe(1);
		expect(fake.state.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
		expect(shows(fake)).toEqual([50]);
		expect(done.warnings[0]?.data).toContain('does not have all findings');
		expect(done.lines.join('\n')).toContain('70 more findings are not annotated');
	});
});

describe('the token', () => {
	it('is masked before anything else is printed, and shown nowhere', async () => {
		const { fake, run } = await pullWith(WRITER, { 'a.json': jobs(20) });
		fake.faults.plan('POST', /check-runs$/, {
			kind: 'answer',
			status: 400,
			body: { message: `bad ${TOKEN}\n::error::forged` },
		});
		const done = await run();
		expect(done.masks).toContain(TOKEN);
		for (const told of [done.text, done.summary, JSON.stringify(done.outputs)])
			expect(told).not.toContain(TOKEN);
		expect(done.errors.filter(({ data }) => data === 'forged')).toEqual([]);
	});
});
