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
			"2 more findings (2 errors) that were there before, on lines that did not change, left out by 'changed-only'",
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

	describe('reports what a line that is gone has left elsewhere, and fails for it', () => {
		/** The use of a secret, many lines away from where it is declared. */
		const using = (declared: boolean, mem = 32) =>
			JSON.stringify(
				{
					id: 'a',
					labels: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`label-${n}`, 'x'])),
					run: {
						secrets: declared
							? { db: { source: '/a/db' }, other: { source: '/a/o' } }
							: { other: { source: '/a/o' } },
						cmd: 'true',
						cpus: 0.1,
						mem,
						disk: 0,
						args: undefined,
						user: 'nobody',
						placement: { constraints: [] },
						restart: { policy: 'NEVER' },
						env: { O: { secret: 'other' }, DB: { secret: 'db' } },
					},
				},
				null,
				2,
			);
		const gone = { base: { 'a.json': using(true, -1) }, head: { 'a.json': using(false, -1) } };
		const codes = (done: Done) =>
			done.errors.flatMap(({ properties }) => ('file' in properties ? [properties['title']] : []));

		it.each([
			['by the patch of GitHub', READER, {}],
			['by git, where there is no token', LEAST, { token: '' }],
			['by the patch of GitHub, without any history', READER, {}],
		])('%s', async (how, owner, more) => {
			const shallow = how.includes('without any history');
			const { run } = await pullWith(owner, { ...gone, shallow }, { inputs: { ...inputs, ...more } });
			const done = await run();
			expect(codes(done)).toEqual(['secret-undeclared (refused)']);
			expect([done.code, done.outputs['errors']]).toEqual([1, '1']);
			// The old mistake is not the business of this pull request, and is counted.
			expect(done.summary).toContain('1 more finding (1 error) that were there before');
		});

		it('in another file, which the pull request does not touch', async () => {
			const other = {
				'metronome-jobs.json': { jobs: ['*.json'] },
				'b.json': { ...JSON.parse(job('b', 32)), dependencies: [{ id: 'a' }] },
			};
			const base = { ...other, 'a.json': job('a', 32), 'c.json': job('c', -1) };
			for (const head of [{ 'a.json': null }, { 'a.json': job('z', 32) }]) {
				const { run } = await pullWith(READER, { base, head, shallow: true }, { inputs });
				const done = await run();
				expect([...done.errors, ...done.warnings].map(({ properties }) => properties['file'])).toContain(
					'b.json',
				);
				expect(places(done).some(place => place.startsWith('c.json'))).toBe(false);
			}
		});
	});

	it('counts what it leaves out by severity, also where nobody can tell what was there before', async () => {
		const { fake, run } = await pullWith(READER, commits, { inputs });
		const pull = fake.state.pulls.get(7);
		if (pull === undefined) throw new Error('no pull request');
		const long = pull.files.map(({ filename, status }) => ({ filename, status }));
		fake.state.pulls.set(7, { ...pull, files: long });
		const done = await run();
		expect(places(done)).toEqual(['jobs.json:7', 'jobs.json:16']);
		expect(done.summary).toContain('1 more finding (1 error) on lines that did not change; nobody can tell');
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
