import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFiles, temporaryTree } from '../test/temporary-tree.ts';
import { changedFiles, changedLines, filesBefore } from './git.ts';
import { displayPath } from './paths.ts';

function git(cwd: string, ...args: string[]): void {
	const settings = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
	execFileSync('git', [...settings, ...args], { cwd, stdio: 'pipe' });
}

/** A repository with one commit, tagged `base`. */
function repository(files: Record<string, unknown>): string {
	const cwd = temporaryTree(files);
	git(cwd, 'init', '-q', '-b', 'main');
	commit(cwd);
	git(cwd, 'tag', 'base');
	return cwd;
}

function commit(cwd: string): void {
	git(cwd, 'add', '-A');
	git(cwd, 'commit', '-q', '--allow-empty', '-m', 'x');
}

function changed(cwd: string, revision: string, from = cwd): unknown {
	const result = changedFiles(from, revision);
	return result.ok ? [...result.value].map(path => displayPath(cwd, path)).toSorted() : result.message;
}

function lines(cwd: string, revision: string): unknown {
	const result = changedLines(cwd, revision);
	if (!result.ok) return result.message;
	return Object.fromEntries([...result.value].map(([path, ranges]) => [displayPath(cwd, path), ranges]));
}

describe('changedFiles', () => {
	it('has what was committed, staged, edited and added, and not what was deleted', () => {
		const cwd = repository({
			'a.json': 'a',
			'b.json': 'b',
			'c.json': 'c',
			'd.json': 'd',
			'.gitignore': 'out/',
		});
		addFiles(cwd, { 'a.json': 'a2' });
		commit(cwd);
		addFiles(cwd, { 'b.json': 'b2', 'sub/new file ä "x".json': 'n', 'out/x.json': '' });
		git(cwd, 'add', 'b.json');
		rmSync(join(cwd, 'c.json'));
		expect(changed(cwd, 'base')).toEqual(['a.json', 'b.json', 'sub/new file ä "x".json']);
		expect(changed(cwd, 'HEAD')).toEqual(['b.json', 'sub/new file ä "x".json']);
	});

	it('names the same files from a folder inside', () => {
		const cwd = repository({ 'a.json': 'a', 'x/y/b.json': 'b' });
		addFiles(cwd, { 'a.json': 'a2', 'x/y/c.json': '' });
		expect(changed(cwd, 'base', join(cwd, 'x/y'))).toEqual(['a.json', 'x/y/c.json']);
	});

	it("leaves out what happened on the revision's own side", () => {
		const cwd = repository({ 'a.json': 'a', 'b.json': 'b' });
		git(cwd, 'checkout', '-q', '-b', 'feature');
		addFiles(cwd, { 'a.json': 'a2' });
		commit(cwd);
		git(cwd, 'checkout', '-q', 'main');
		addFiles(cwd, { 'b.json': 'b2' });
		commit(cwd);
		git(cwd, 'checkout', '-q', 'feature');
		expect(changed(cwd, 'main')).toEqual(['a.json']);
	});

	it('has the new name of what was moved', () => {
		const cwd = repository({ 'a.json': 'some text\n'.repeat(20) });
		renameSync(join(cwd, 'a.json'), join(cwd, 'b.json'));
		git(cwd, 'add', '-A');
		expect(changed(cwd, 'base')).toEqual(['b.json']);
		expect(lines(cwd, 'base')).toEqual({});
	});

	it('takes a revision for nothing else', () => {
		const cwd = repository({ 'a.json': 'a' });
		const unknown = expect.stringContaining("There is no revision '");
		for (const revision of ['nowhere', '--output=x', '-h', '', 'HEAD:a.json', 'a\0b']) {
			expect(changed(cwd, revision)).toEqual(unknown);
		}
	});

	it('says that there is no repository', () => {
		expect(changed(temporaryTree({}), 'HEAD')).toContain('no git repository');
	});
});

describe('changedLines', () => {
	it('has the new lines of each file, counted from 0', () => {
		const cwd = repository({ 'a.json': '1\n2\n3\n4\n5\n', 'ä "q"\t.json': '1\n', 'same.json': '' });
		addFiles(cwd, { 'a.json': '1\nnew\nnew\n2\n3\n+++ b/x\n', 'ä "q"\t.json': '1\n2\n', 'new.json': '1\n' });
		expect(lines(cwd, 'base')).toEqual({
			'a.json': [
				{ first: 1, last: 2 },
				{ first: 5, last: 5 },
			],
			'ä "q"\t.json': [{ first: 1, last: 1 }],
			'new.json': 'all',
		});
	});

	it('has the lines on either side of those that are gone', () => {
		const cwd = repository({ 'a.json': '1\n2\n3\n4\n', 'b.json': '1\n2\n', 'c.json': '1\n2\n' });
		addFiles(cwd, { 'a.json': '1\n4\n', 'b.json': '2\n', 'c.json': '' });
		expect(lines(cwd, 'base')).toEqual({
			'a.json': [{ first: 0, last: 1 }],
			'b.json': [{ first: 0, last: 0 }],
			'c.json': [{ first: 0, last: 0 }],
		});
	});

	it('is not led astray by settings of the user', () => {
		const cwd = repository({ 'x/a.json': '1\n' });
		mkdirSync(join(cwd, 'bin'));
		for (const [key, value] of [
			['diff.noprefix', 'true'],
			['diff.mnemonicPrefix', 'true'],
			['diff.external', 'false'],
			['color.ui', 'always'],
			['diff.relative', 'true'],
		] as const) {
			git(cwd, 'config', key, value);
		}
		addFiles(cwd, { 'x/a.json': '2\n' });
		expect(lines(cwd, 'base')).toEqual({ 'x/a.json': [{ first: 0, last: 0 }] });
		expect(changed(cwd, 'base', join(cwd, 'x'))).toEqual(['x/a.json']);
	});
});

describe('filesBefore', () => {
	const textsBefore = (cwd: string, revision: string): unknown => {
		const result = filesBefore(cwd, revision);
		if (!result.ok) return result.message;
		return Object.fromEntries(
			[...result.value].map(([path, bytes]) => [displayPath(cwd, path), bytes?.toString('utf8')]),
		);
	};

	it('has what the revision had of files that are changed, gone, moved or new', () => {
		const cwd = repository({ 'a.json': 'a\n\nä', 'x/b c.json': '', 'd.json': 'd\n', 'same.json': '1' });
		addFiles(cwd, { 'a.json': 'a2', 'x/b c.json': 'b2', 'new.json': 'n' });
		renameSync(join(cwd, 'd.json'), join(cwd, 'e.json'));
		git(cwd, 'add', 'e.json', 'd.json');
		expect(textsBefore(cwd, 'base')).toEqual({
			'a.json': 'a\n\nä',
			'x/b c.json': '',
			'd.json': 'd\n',
			'e.json': undefined,
			'new.json': undefined,
		});
	});

	it('says why it cannot', () => {
		expect(textsBefore(repository({ 'a.json': 'a' }), 'nowhere')).toContain("There is no revision 'nowhere'");
	});
});
