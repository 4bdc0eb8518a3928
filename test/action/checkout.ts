import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeGithub } from '../github/fake-github.ts';
import type { DiffFile } from '../github/state.ts';
import { addFiles, temporaryTree } from '../temporary-tree.ts';
import type { RunEvent } from './runner.ts';

type Files = Readonly<Record<string, unknown>>;

/** A repository with a base and a head, checked out as actions/checkout does for the event. */
export interface Checkout {
	readonly workspace: string;
	readonly baseSha: string;
	readonly headSha: string;
	/** What is checked out: the merge of the head into the base, unless the base has not moved. */
	readonly sha: string;
	readonly files: readonly DiffFile[];
}

export interface Commits {
	/** Where the two part. */
	readonly base: Files;
	/** What the pull request changes; null: the file goes. */
	readonly head: Files;
	/** What has happened on the base since. */
	readonly moved?: Files;
	/** Without any history but the commit itself, which is the default of actions/checkout. */
	readonly shallow?: boolean;
	/** The input `path` of actions/checkout: the repository is this folder of the workspace. */
	readonly path?: string;
}

/** Makes the repository in a temporary folder. */
export function checkout({ base, head, moved = {}, shallow = false, path }: Commits): Checkout {
	const origin = temporaryTree(base);
	const git = (...args: string[]) => gitIn(origin, ...args);
	git('init', '--quiet', '--initial-branch=main');
	commit(origin, 'base');
	git('checkout', '--quiet', '-b', 'feature');
	for (const [path, content] of Object.entries(head)) {
		if (content === null) rmSync(join(origin, path));
		else addFiles(origin, { [path]: content });
	}
	commit(origin, 'head');
	const headSha = git('rev-parse', 'HEAD');
	git('checkout', '--quiet', 'main');
	addFiles(origin, moved);
	commit(origin, 'moved');
	const baseSha = git('rev-parse', 'HEAD');
	git('checkout', '--quiet', '-b', 'merge');
	git(...IDENTITY, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'feature');
	const sha = git('rev-parse', 'HEAD');
	const files = diffOf(origin, git('merge-base', 'main', 'feature'), headSha);
	if (!shallow && path === undefined) return { workspace: origin, baseSha, headSha, sha, files };
	const workspace = temporaryTree({});
	const depth = shallow ? ['--depth=1'] : [];
	gitIn(workspace, 'clone', '--quiet', ...depth, '--branch=merge', `file://${origin}`, path ?? '.');
	return { workspace, baseSha, headSha, sha, files };
}

const IDENTITY = [
	'-c',
	'user.name=Octocat',
	'-c',
	'user.email=octocat@example.com',
	'-c',
	'commit.gpgsign=false',
];

function commit(folder: string, message: string): void {
	gitIn(folder, 'add', '-A');
	gitIn(folder, ...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', message);
}

function gitIn(folder: string, ...args: string[]): string {
	return execFileSync('git', args, {
		cwd: folder,
		encoding: 'utf8',
		env: { ...process.env, LC_ALL: 'C' },
	}).trim();
}

/** As GitHub lists the files of a pull request. */
function diffOf(folder: string, from: string, to: string): DiffFile[] {
	const names = gitIn(folder, 'diff', '--name-status', '--no-renames', '-z', from, to).split('\0');
	const files: DiffFile[] = [];
	for (let at = 0; at + 1 < names.length; at += 2) {
		const filename = names[at + 1] ?? '';
		const text = execFileSync('git', ['diff', '--no-renames', from, to, '--', `:(literal)${filename}`], {
			cwd: folder,
			encoding: 'utf8',
		});
		const start = text.search(/^@@ /m);
		const status = ({ A: 'added', D: 'removed' } as const)[names[at] ?? ''] ?? 'modified';
		files.push({ filename, status, ...(start < 0 ? {} : { patch: text.slice(start).replace(/\n$/, '') }) });
	}
	return files;
}

export const PULL = 7;

/** Tells a fake GitHub of a pull request, and gives the event that starts a run of it. */
export function pullRequest(fake: FakeGithub, made: Checkout, fork = false): RunEvent {
	const { headSha, baseSha, sha, files } = made;
	for (const known of [headSha, baseSha, sha]) fake.state.commits.add(known);
	fake.state.pulls.set(PULL, { number: PULL, headSha, baseSha, files });
	const full_name = fork ? 'stranger/nightly-jobs' : fake.state.repository;
	const payload = {
		action: 'synchronize',
		number: PULL,
		pull_request: {
			number: PULL,
			head: { sha: headSha, ref: 'feature', repo: { full_name, fork } },
			base: { sha: baseSha, ref: 'main', repo: { full_name: fake.state.repository } },
			user: { login: fork ? 'stranger' : 'octocat' },
		},
		repository: { full_name: fake.state.repository },
	};
	return { name: 'pull_request', payload, sha, ref: `refs/pull/${PULL}/merge` };
}

/** The events that are no pull request, as GitHub describes them. */
export function otherEvent(
	name: 'push' | 'merge_group' | 'schedule' | 'workflow_dispatch',
	fake: FakeGithub,
	{ headSha, baseSha, sha }: Checkout,
): RunEvent {
	for (const known of [headSha, baseSha, sha]) fake.state.commits.add(known);
	const repository = { full_name: fake.state.repository };
	const queue = 'refs/heads/gh-readonly-queue/main/pr-7';
	const payloads = {
		push: { ref: 'refs/heads/main', before: baseSha, after: sha, commits: [{ id: sha }], repository },
		merge_group: {
			action: 'checks_requested',
			merge_group: { head_sha: sha, head_ref: queue, base_sha: baseSha, base_ref: 'refs/heads/main' },
			repository,
		},
		schedule: { schedule: '17 3 * * *', repository },
		workflow_dispatch: { inputs: null, ref: 'refs/heads/main', repository },
	};
	return { name, payload: payloads[name], sha, ref: name === 'merge_group' ? queue : 'refs/heads/main' };
}
