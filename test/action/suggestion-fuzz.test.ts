import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGithub } from '../../action/github/client.ts';
import { pullFiles } from '../../action/github/pulls.ts';
import { suggest } from '../../action/suggest.ts';
import { suggestionsFor } from '../../action/suggestions.ts';
import { checkFiles } from '../../files/check.ts';
import { headLinesOfHunks } from '../github/diff-anchors.ts';
import { WRITER } from '../github/tokens.ts';
import { textIn } from '../temporary-tree.ts';
import { checkout, PULL, pullRequest } from './checkout.ts';
import { at, github } from './pull.ts';
import { TOKEN } from './runner.ts';

/** Lines of jobs, many of them with a mistake that has a safe fix. */
const line = fc.constantFrom(
	'"cpus": "0.1",',
	'"cpus": 0.1,',
	'"mem": "32",',
	'"mem": 32,',
	'"disk": "0",',
	'"cmd": "true",',
	'"description": "x",',
	'"labels": { "a": "b", },',
	'',
);
const job = fc
	.array(line, { minLength: 1, maxLength: 9 })
	.map(
		lines =>
			`  {\n    "id": "a",\n    "run": {\n${lines.map(text => `      ${text}`).join('\n')}\n    },\n  },`,
	);
const file = fc.array(job, { minLength: 1, maxLength: 6 }).map(jobs => `[\n${jobs.join('\n')}\n]\n`);

describe('suggestions of any two versions of a file, with a third one on the base', () => {
	it('stand on lines of one hunk, do not overlap, and hold their fixed lines', () => {
		let seen = 0;
		fc.assert(
			fc.property(file, file, fc.boolean(), (base, head, moved) => {
				const commits = { base: { 'a.json': base }, head: { 'a.json': head } };
				const made = checkout(moved ? { ...commits, moved: { 'README.md': 'x' } } : commits);
				const result = checkFiles({ cwd: made.workspace, paths: ['a.json'], now: 0, reading: 'file' });
				const files = made.files.map(({ filename, status, patch }) => ({ path: filename, status, patch }));
				const text = textIn(made.workspace, 'a.json').split('\n');
				const taken = new Set<number>();
				for (const { path, line, startLine, body } of suggestionsFor(result, files)) {
					seen++;
					const hunks = headLinesOfHunks(files.find(one => one.path === path)?.patch ?? '');
					const hunk = hunks.find(lines => lines.includes(line)) ?? [];
					expect(hunk).toContain(startLine);
					for (let at = startLine; at <= line; at++) {
						expect(taken.has(at)).toBe(false);
						taken.add(at);
					}
					const fixed = /\n```suggestion\n([\s\S]*)\n```$/.exec(body)?.[1];
					expect(fixed).toBeDefined();
					expect(fixed).not.toBe(text.slice(startLine - 1, line).join('\n'));
				}
			}),
			{ numRuns: 40 },
		);
		expect(seen).toBeGreaterThan(40);
	}, 60_000);

	it('are all taken by GitHub: no review of them is answered with 422', async () => {
		let posted = 0;
		await fc.assert(
			fc.asyncProperty(file, file, async (base, head) => {
				const fake = await github(WRITER);
				const made = checkout({ base: { 'a.json': base }, head: { 'a.json': head } });
				pullRequest(fake, made);
				const result = checkFiles({ cwd: made.workspace, paths: ['a.json'], now: 0, reading: 'file' });
				const client = createGithub({ ...at(fake), token: TOKEN, env: {}, toolVersion: '0' });
				const files = await pullFiles(client, PULL);
				const wanted = suggestionsFor(result, files.ok ? files.value : []);
				const pull = { number: PULL, headSha: made.headSha, baseSha: made.baseSha, fork: false };
				await suggest(client, pull, wanted);
				await client.close();
				expect(fake.calls.map(({ status }) => status)).not.toContain(422);
				expect(fake.state.reviewComments).toHaveLength(Math.min(wanted.length, 50));
				posted += fake.state.reviewComments.length;
			}),
			{ numRuns: 40 },
		);
		console.log(`${posted} suggestions posted, no 422`);
		expect(posted).toBeGreaterThan(40);
	}, 60_000);
});
