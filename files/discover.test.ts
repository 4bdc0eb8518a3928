import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { discover, jobFilesOf } from './discover.ts';
import { displayPath } from './paths.ts';

const isWindows = process.platform === 'win32';

function found(cwd: string, ...paths: string[]): string[] {
	return discover(cwd, paths).candidates.map(({ path, by }) => `${displayPath(cwd, path)} ${by}`);
}

const troubles = (cwd: string, ...paths: string[]): unknown[] =>
	discover(cwd, paths).troubles.map(({ kind, message }) => [kind, message]);

describe('paths', () => {
	it('are files, folders and patterns', () => {
		const cwd = temporaryTree({ 'a.json': '', 'jobs/b.json': '', 'jobs/x/c.json': '', 'jobs/d.txt': '' });
		expect(found(cwd, 'a.json')).toEqual(['a.json named']);
		expect(found(cwd, 'jobs')).toEqual(['jobs/b.json found', 'jobs/x/c.json found']);
		expect(found(cwd, 'jobs/*.json')).toEqual(['jobs/b.json matched']);
		expect(found(cwd, 'jobs/**')).toEqual(['jobs/b.json matched', 'jobs/x/c.json matched']);
		expect(found(cwd, 'jobs/d.txt')).toEqual(['jobs/d.txt named']);
		expect(found(cwd, '{a,jobs/b}.json')).toEqual(['a.json matched', 'jobs/b.json matched']);
		expect(found(join(cwd, 'jobs'), '../*.json')).toEqual(['../a.json matched']);
		expect(found(cwd, `${cwd}/jobs/*.json`)).toEqual(['jobs/b.json matched']);
	});

	it('give each file once, by the surest way to it', () => {
		const cwd = temporaryTree({ 'jobs/a.json': '', 'jobs/b.json': '', 'jobs/c.json': '' });
		expect(found(cwd, 'jobs', './jobs/a.json', 'jobs/b*', 'jobs/a.json')).toEqual([
			'jobs/a.json named',
			'jobs/b.json matched',
			'jobs/c.json found',
		]);
	});

	it('that lead nowhere are wrong usage', () => {
		const cwd = temporaryTree({ 'a.json': '' });
		expect(troubles(cwd, 'b.json', 'jobs/*.json', 'a.json')).toEqual([
			['usage', 'b.json does not exist.'],
			['usage', 'jobs/*.json matches no file.'],
		]);
	});

	it('with signs of a pattern are names first', () => {
		const cwd = temporaryTree({ 'a[1].json': '', 'a1.json': '' });
		expect(found(cwd, 'a[1].json')).toEqual(['a[1].json named']);
	});

	it.skipIf(isWindows)('to a file and to a link to it mean one file', () => {
		const cwd = temporaryTree({ 'a.json': '' });
		symlinkSync('a.json', join(cwd, 'link.json'));
		expect(found(cwd, 'link.json')).toEqual(['link.json named']);
		expect(found(cwd, 'link.json', 'a.json')).toEqual(['a.json named']);
	});

	it.skipIf(isWindows)('to pipes are refused without opening them', () => {
		const cwd = temporaryTree({});
		execFileSync('mkfifo', [join(cwd, 'p.json')]);
		expect(troubles(cwd, 'p.json')).toEqual([
			['usage', "p.json is a pipe; give its text on standard input, with the path '-'."],
		]);
		expect(found(cwd, '.')).toEqual([]);
	});
});

describe('searching a folder', () => {
	it('leaves out what git ignores, at every level', () => {
		const cwd = temporaryTree({
			'.git/HEAD': '',
			'.git/x.json': '',
			'.gitignore': '\uFEFFbuild/\n*.gen.json\n!keep.gen.json\n/top.json\n',
			'top.json': '',
			'a.json': '',
			'build/b.json': '',
			'node_modules/m/c.json': '',
			'team/.gitignore': '!d.gen.json\nlocal.json\n',
			'team/d.gen.json': '',
			'team/e.gen.json': '',
			'team/keep.gen.json': '',
			'team/local.json': '',
			'team/top.json': '',
			'team/x/LOCAL.json': '',
		});
		const files = ['a.json', 'team/d.gen.json', 'team/keep.gen.json', 'team/top.json', 'team/x/LOCAL.json'];
		expect(found(cwd, '.')).toEqual(files.map(file => `${file} found`));
		expect(found(join(cwd, 'team'), '.')).toEqual(
			files.slice(1).map(file => `${file.replace('team/', '')} found`),
		);
	});

	it('looks into a folder that was named although git ignores it', () => {
		const cwd = temporaryTree({ '.git/HEAD': '', '.gitignore': 'build/\n', 'build/a.json': '' });
		expect(found(cwd, 'build')).toEqual(['build/a.json found']);
	});

	it('sees hidden folders, and nothing but .json', () => {
		const cwd = temporaryTree({ '.dcos/a.json': '', 'b.yaml': '', 'x.json/c.json': '' });
		expect(found(cwd, '.')).toEqual(['.dcos/a.json found', 'x.json/c.json found']);
	});

	it.skipIf(isWindows)('follows links, but never in a circle and never twice to one file', () => {
		const cwd = temporaryTree({ 'repo/jobs/a.json': '', 'shared/b.json': '', 'other.json': '' });
		const repo = join(cwd, 'repo');
		symlinkSync('..', join(repo, 'jobs', 'up'));
		symlinkSync('jobs', join(repo, 'again'));
		symlinkSync('../shared', join(repo, 'shared'));
		symlinkSync('../shared', join(repo, 'zzz'));
		symlinkSync('/', join(repo, 'root'));
		symlinkSync('../../repo', join(cwd, 'shared', 'back'));
		symlinkSync('jobs/a.json', join(repo, 'a.json'));
		symlinkSync('../other.json', join(repo, 'o.json'));
		symlinkSync('nowhere', join(repo, 'dangling.json'));
		symlinkSync('loop.json', join(repo, 'loop.json'));
		expect(found(repo, '.')).toEqual(['jobs/a.json found', 'o.json found', 'shared/b.json found']);
	});

	it('finds nothing in an empty one', () => {
		const cwd = temporaryTree({});
		mkdirSync(join(cwd, 'empty'));
		expect(discover(cwd, ['empty'])).toEqual({ candidates: [], folders: [`${cwd}/empty`], troubles: [] });
	});
});

describe('the setting jobs', () => {
	it('takes what it names, whatever git thinks of it, without what is excluded', () => {
		const cwd = temporaryTree({
			'.gitignore': 'out/\n',
			'out/a.json': '',
			'jobs/b.json': '',
			'jobs/drafts/c.json': '',
			'jobs/README.md': '',
			'jobs/.hidden/d.json': '',
			'.dcos/e.json': '',
		});
		const files = (patterns: string[], exclude: string[] = []): string[] =>
			jobFilesOf({ base: cwd, patterns }, { base: cwd, patterns: exclude }).map(path =>
				displayPath(cwd, path),
			);
		expect(files(['out/*.json', 'jobs'], ['jobs/drafts'])).toEqual(['jobs/b.json', 'out/a.json']);
		expect(files(['jobs/'])).toEqual(['jobs/b.json', 'jobs/drafts/c.json']);
		expect(files(['.dcos/*', 'jobs/b.json', 'none/*'])).toEqual(['.dcos/e.json', 'jobs/b.json']);
		expect(files(['**/*.json'], ['**/drafts/**', 'out'])).toEqual(['jobs/b.json']);
	});
});
