import { describe, expect, it } from 'vitest';
import { READER, WRITER } from '../github/tokens.ts';
import { checkout, otherEvent, pullRequest } from './checkout.ts';
import { at, github } from './pull.ts';
import { hasNode24, NODES, runAction } from './runner.ts';

const jobs = Array.from({ length: 30 }, (_, n) => ({
	id: `job-${n}`,
	run: { cmd: 'true', cpus: 0.1, mem: -1, disk: 0 },
}));
const commits = {
	base: { 'README.md': 'hello' },
	head: { 'jobs/all.json': jobs },
	moved: { 'other.txt': 'x' },
};

describe.each(NODES)('the committed bundle under %s, started by', (_, node) => {
	const withNode = node === undefined ? {} : { node };

	describe.skipIf(node !== undefined && !hasNode24)('', () => {
		it('a pull request shows the findings on its head', async () => {
			const fake = await github(WRITER);
			const made = checkout(commits);
			const event = pullRequest(fake, made);
			const done = await runAction({ workspace: made.workspace, event, github: at(fake), ...withNode });
			expect(done.code).toBe(1);
			expect(made.headSha).not.toBe(made.sha);
			expect(fake.state.checkRuns).toMatchObject([{ headSha: made.headSha, conclusion: 'failure' }]);
			expect(fake.state.checkRuns[0]?.annotations).toHaveLength(30);
		});

		it('a fork shows what commands can, and ends the same', async () => {
			const fake = await github(READER);
			const made = checkout({ ...commits, shallow: true });
			const event = pullRequest(fake, made, true);
			const inputs = { suggestions: 'true', annotations: 'check-run' };
			const step = { workspace: made.workspace, event, inputs, github: at(fake) };
			const done = await runAction({ ...step, ...withNode });
			expect(done.code).toBe(1);
			expect(done.errors.filter(({ properties }) => properties['file'] === 'jobs/all.json')).toHaveLength(10);
			expect(done.warnings).toEqual([]);
			expect(fake.calls.filter(({ method, status }) => method !== 'GET' && status < 400)).toEqual([]);
		});

		it.each(['push', 'merge_group', 'schedule', 'workflow_dispatch'] as const)(
			'%s shows them on the commit of the run, and suggests nothing',
			async name => {
				const fake = await github(WRITER);
				const made = checkout(commits);
				const event = otherEvent(name, fake, made);
				const inputs = { suggestions: 'true' };
				const step = { workspace: made.workspace, event, inputs, github: at(fake) };
				const done = await runAction({ ...step, ...withNode });
				expect(done.code).toBe(1);
				expect(fake.state.checkRuns).toMatchObject([{ headSha: made.sha, conclusion: 'failure' }]);
				expect(fake.calls).toHaveLength(1);
			},
		);
	});
});
