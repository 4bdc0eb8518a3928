import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEAST, READER, WRITER } from '../github/tokens.ts';
import { checkout, otherEvent } from './checkout.ts';
import { at, github, pullWith } from './pull.ts';
import { type Done, runAction } from './runner.ts';

/** A job on lines of its own; `mem` below zero is refused. */
const job = (id: string, mem: number) => `  {
    "id": "${id}",
    "run": {
      "cmd": "true",
      "cpus": 0.1,
      "mem": ${mem},
      "disk": 0
    }
  }`;
const list = (...jobs: string[]) => `[\n${jobs.join(',\n')}\n]\n`;
const inputs = { 'changed-only': 'true' };
const places = ({ errors, warnings, notices }: Done) =>
	[...errors, ...warnings, ...notices]
		.filter(({ properties }) => 'file' in properties)
		.map(({ properties }) => `${properties['file']}:${properties['line']}`);

/** Old findings in `a` and `b`, a new one in `b`, and a file that the pull request leaves alone. */
const commits = {
	base: { 'jobs.json': list(job('a', -1), job('b', 32)), 'old.json': list(job('old', -1)) },
	head: { 'jobs.json': list(job('a', -1), job('b', -2)) },
};

describe('changed-only', () => {
	it('reports what stands on lines that the pull request changes, and fails for nothing else', async () => {
		const { fake, run } = await pullWith(READER, commits, { inputs });
		const done = await run();
		expect(places(done)).toEqual(['jobs.json:16']);
		expect(done.outputs).toMatchObject({ errors: '1' });
		expect(done.code).toBe(1);
		expect(done.summary).toContain(
			"2 more findings on lines that did not change, left out by 'changed-only'",
		);
		const findings = JSON.parse(readFileSync(done.outputs['findings-file'] ?? '', 'utf8'));
		expect(findings.findings).toHaveLength(1);
		expect(fake.calls).toMatchObject([
			{ method: 'GET', path: '/repos/acme/nightly-jobs/pulls/7/files?per_page=100' },
		]);
	});

	it('leaves SARIF whole, as code scanning takes for mended what is not in it', async () => {
		const { run } = await pullWith(READER, commits, { inputs: { ...inputs, 'sarif-file': 'out.sarif' } });
		const sarif = JSON.parse(readFileSync(`${(await run()).workspace}/out.sarif`, 'utf8'));
		expect(sarif.runs[0].results).toHaveLength(3);
	});

	it('passes where only old lines are wrong', async () => {
		const quiet = { ...commits, head: { 'jobs.json': list(job('a', -1), job('b', 64)) } };
		const done = await (await pullWith(READER, quiet, { inputs })).run();
		expect(done).toMatchObject({ code: 0, errors: [] });
		expect(done.outputs).toMatchObject({ errors: '0' });
	});

	it('reports what a line that is gone has left behind', async () => {
		const base = { 'jobs.json': list(job('a', 32)) };
		const head = { 'jobs.json': list(job('a', 32).replace('      "cmd": "true",\n', '')) };
		const done = await (await pullWith(READER, { base, head }, { inputs })).run();
		expect(done.code).toBe(1);
		expect(places(done)).toHaveLength(1);
	});

	it('finds the lines again that the base has moved in the meantime', async () => {
		const more = Array.from({ length: 8 }, (_, n) => job(`new-${n}`, -1));
		const parted = list(job('a', -1), job('b', 32), job('c', 32), job('d', 32), job('e', 32));
		const { run } = await pullWith(
			READER,
			{
				base: { 'jobs.json': parted },
				head: { 'jobs.json': parted.replace('"e",', '"e",').replace(/32(?![\s\S]*32)/, '-5') },
				moved: { 'jobs.json': parted.replace('[\n', `[\n${more.join(',\n')},\n`) },
			},
			{ inputs },
		);
		const done = await run();
		const line = 1 + 9 * 8 + 9 * 4 + 6;
		expect(places(done)).toEqual([`jobs.json:${line}`]);
	});

	it('reads every page of files', async () => {
		const names = Array.from({ length: 130 }, (_, n) => `jobs/${String(n).padStart(3, '0')}.json`);
		const base = Object.fromEntries(names.map(name => [name, list(job(name.replaceAll(/\D/g, 'x'), -1))]));
		const head = Object.fromEntries(names.map(name => [name, list(job(name.replaceAll(/\D/g, 'y'), -1))]));
		const { fake, run } = await pullWith(READER, { base, head }, { inputs });
		await run();
		expect(fake.calls.filter(({ method }) => method === 'GET')).toHaveLength(2);
	});

	it('asks git where GitHub does not tell', async () => {
		for (const token of [undefined, '']) {
			const { run } = await pullWith(LEAST, commits, {
				inputs: { ...inputs, ...(token === undefined ? {} : { token }) },
			});
			expect(places(await run())).toEqual(['jobs.json:16']);
		}
	});

	it('shows everything where nobody tells, and says why', async () => {
		const { run } = await pullWith(LEAST, { ...commits, moved: { x: '1' }, shallow: true }, { inputs });
		const done = await run();
		expect(places(done)).toHaveLength(3);
		expect(done.notices.map(({ data }) => data).join()).toContain('nobody tells what changed');
	});

	it('compares a merge group with its base, and shows everything where there is nothing to compare with', async () => {
		for (const [name, count] of [
			['merge_group', 1],
			['push', 3],
			['schedule', 3],
			['workflow_dispatch', 3],
		] as const) {
			const fake = await github(WRITER);
			const made = checkout(commits);
			const event = otherEvent(name, fake, made);
			const done = await runAction({ workspace: made.workspace, event, github: at(fake), inputs });
			expect([name, places(done).length]).toEqual([name, count]);
		}
	});

	it('keeps what speaks of a changed line from another place', async () => {
		// The rule speaks of the second definition, and names the first.
		const base = { 'a.json': list(job('other', 32)), 'b.json': list(job('same', 32)) };
		const head = { 'a.json': list(job('same', 32)) };
		const done = await (await pullWith(READER, { base, head }, { inputs })).run();
		expect(places(done)).toEqual(['b.json:3']);
	});
});
