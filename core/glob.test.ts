import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ANY_FILES, globMatcher, JOB_FILES, relativePath, scopeMatcher } from './glob.ts';

const jobs = (pattern: string, path: string): boolean => globMatcher([pattern], JOB_FILES)(path);
const any = (pattern: string, path: string): boolean => globMatcher([pattern], ANY_FILES)(path);

describe('patterns for job files', () => {
	it.each([
		['jobs/*.json', 'jobs/a.json', true],
		['jobs/*.json', 'jobs/x/a.json', false],
		['jobs/**/*.json', 'jobs/x/y/a.json', true],
		['jobs/**', 'jobs/x/a.json', true],
		['jobs/**', 'jobs/x/README.md', false],
		['jobs/*', 'jobs/README', false],
		['jobs', 'jobs/x/a.json', true],
		['jobs/', 'jobs/x/a.json', true],
		['./jobs/*.json', 'jobs/a.json', true],
		['jobs/*.job', 'jobs/a.job', true],
		['{etl,web}/*.json', 'web/a.json', true],
		['**/*.json', '.hidden/a.json', false],
		['.hidden/*.json', '.hidden/a.json', true],
		['../shared/*.json', '../shared/a.json', true],
		['a b/[x].json', 'a b/x.json', true],
	])('%s and %s: %s', (pattern, path, expected) => {
		expect(jobs(pattern, path)).toBe(expected);
	});
});

describe('patterns for any files', () => {
	it.each([
		['vendor', 'vendor/a.txt', true],
		['vendor/', 'vendor/x/.y/a', true],
		['*.md', 'a/b.md', false],
		['**', '.a/b', true],
		['jobs/*', 'jobs/x/a.json', false],
	])('%s and %s: %s', (pattern, path, expected) => {
		expect(any(pattern, path)).toBe(expected);
	});
});

describe('a scope', () => {
	it('is relative to its own folder, wherever the file is', () => {
		const matches = scopeMatcher(
			{ base: '/repo/team', patterns: ['jobs/*.json', '../shared/*.json'] },
			JOB_FILES,
		);
		expect(matches('/repo/team/jobs/a.json')).toBe(true);
		expect(matches('/repo/shared/a.json')).toBe(true);
		expect(matches('/repo/jobs/a.json')).toBe(false);
	});

	it.each(['/repo/team/./jobs/a.json', '/repo/team//jobs/a.json', '/repo/team/jobs/./a.json'])(
		'is not misled by parts of a path that mean nothing: %s',
		path => {
			const matches = scopeMatcher({ base: '/repo/team/', patterns: ['jobs/*.json'] }, JOB_FILES);
			expect(matches(path)).toBe(true);
		},
	);

	it('may be named by URIs', () => {
		const matches = scopeMatcher({ base: 'file:///repo', patterns: ['jobs/*.json'] }, JOB_FILES);
		expect(matches('file:///repo/jobs/a.json')).toBe(true);
	});
});

describe('relativePath', () => {
	it.each([
		['/a/b', '/a/b/c', 'c'],
		['/a/b', '/a/c', '../c'],
		['/a/b', '/a/b', ''],
		['/', '/a', 'a'],
	])('from %s to %s is %s', (from, to, expected) => {
		expect(relativePath(from, to)).toBe(expected);
	});
});

it('runs in a browser: nothing of Node is asked for', async () => {
	const result = await build({
		entryPoints: ['core/glob.ts'],
		bundle: true,
		write: false,
		platform: 'browser',
		format: 'esm',
		mainFields: ['module', 'main'],
		logLevel: 'silent',
		metafile: true,
	});
	const imports = Object.values(result.metafile.outputs).flatMap(output => output.imports);
	expect(imports).toEqual([]);
	expect(result.outputFiles[0]?.text).not.toMatch(/require\("(?:node:)?(?:path|os|fs)"\)/);
});
