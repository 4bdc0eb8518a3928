import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { READER, WRITER } from '../github/tokens.ts';
import { addFiles } from '../temporary-tree.ts';
import { job, pipeline } from './pipeline.ts';
import { pullWith } from './pull.ts';
import type { Done } from './runner.ts';

/** `actions/checkout` with `path:`: GitHub knows files by their paths in the repository, not in the workspace. */

const wrong = (cpus: unknown) => `{
  "id": "a",
  "run": {
    "cmd": "true",
    "cpus": ${JSON.stringify(cpus)},
    "mem": 32,
    "disk": 0
  }
}
`;
const base = { 'README.md': 'x', 'team/jobs/old.json': wrong('0.1').replace('"a"', '"old"') };
const head = { 'team/jobs/a.json': wrong('0.1') };
const fileOf = ({ errors }: Done) => errors.flatMap(({ properties }) => properties['file'] ?? []);
const sarifOf = (done: Done, path: string): string[] => {
	const { runs } = JSON.parse(readFileSync(join(done.workspace, path), 'utf8'));
	return runs[0].results.map(
		(result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
			result.locations[0]?.physicalLocation.artifactLocation.uri,
	);
};

describe.each([
	['the folder of the checkout', 'src/repo'],
	['a folder of the monorepo in it', 'src/repo/team'],
])('a repository below the workspace, worked on from %s', (_, folder) => {
	const commits = { base, head, path: 'src/repo' };
	const inputs = { 'working-directory': folder };

	it('has annotations, suggestions, SARIF and summary by its own paths', async () => {
		const more = {
			annotations: 'check-run',
			suggestions: 'true',
			'sarif-file': 'out.sarif',
			'changed-only': 'true',
		};
		const { fake, run } = await pullWith(WRITER, commits, { inputs: { ...inputs, ...more } });
		const done = await run();
		const paths = fake.state.checkRuns.flatMap(({ annotations }) => annotations.map(({ path }) => path));
		expect(new Set(paths)).toEqual(new Set(['team/jobs/a.json']));
		expect(fake.state.reviewComments.map(({ path, line }) => `${path}:${line}`)).toEqual([
			'team/jobs/a.json:5',
		]);
		expect(new Set(sarifOf(done, `${folder}/out.sarif`))).toEqual(
			new Set(['team/jobs/a.json', 'team/jobs/old.json']),
		);
		expect(done.summary).toContain('#### `team/jobs/a.json`');
	});

	it('has workflow commands by them too, with the changes that git tells', async () => {
		const more = { annotations: 'commands', 'changed-only': 'true', token: '' };
		const { run } = await pullWith(READER, commits, { inputs: { ...inputs, ...more } });
		const done = await run();
		expect(fileOf(done)).toEqual(['team/jobs/a.json']);
		expect(done.outputs['errors']).toBe('1');
	});
});

describe('two repositories in one workspace', () => {
	it('are told apart: paths are those of the one that the workflow is of', async () => {
		const { run, made } = await pullWith(
			READER,
			{ base, head, path: 'repo' },
			{ inputs: { 'working-directory': 'repo' } },
		);
		const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });
		// The tools of the organisation are checked out first, around it.
		git(made.workspace, 'init', '--quiet');
		git(made.workspace, 'remote', 'add', 'origin', 'https://github.example/acme/tools');
		for (const [url, path] of [
			['https://github.example/Acme/nightly-jobs', 'team/jobs/a.json'],
			['git@github.example:acme/nightly-jobs.git', 'team/jobs/a.json'],
			['https://github.example/acme/another', 'repo/team/jobs/a.json'],
		] as const) {
			git(join(made.workspace, 'repo'), 'remote', 'set-url', 'origin', url);
			expect(fileOf(await run())).toContain(path);
		}
	});
});

describe('a plan of a repository below the workspace', () => {
	it('shows what is wrong with its files by their paths, and makes its comment', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') }, path: 'repo' });
		const inputs = { mode: 'plan', 'working-directory': 'repo' };
		const done = await line.pull(inputs);
		expect([done.code, line.fake.state.comments.length]).toEqual([0, 1]);
		addFiles(join(line.made.workspace, 'repo'), {
			'jobs/a.json': { id: 'a', run: { cmd: 'true', cpus: -1 } },
		});
		const stopped = await line.pull(inputs);
		expect(stopped.code).toBe(1);
		expect(stopped.summary).toContain('`jobs/a.json`');
		expect(stopped.summary).not.toContain('repo/jobs');
	});
});
