import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badJob, job, NOW, ROOT, withoutColor } from './cli/command.ts';
import { pathWithCommand } from './cli/examples-copy.ts';
import { temporaryTree } from './temporary-tree.ts';

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

describe('the package', () => {
	/** `npm pack` without its scripts: what would be packed of what is there now. */
	const packed = (): string[] => {
		// npm is a script of its own on Windows, hence the shell.
		const out = execFileSync('npm pack --dry-run --json --ignore-scripts', {
			cwd: ROOT,
			shell: true,
			stdio: 'pipe',
		});
		const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(String(out));
		return files.map(file => file.path);
	};

	it('has the command, the core, the server, the schemas and the pages, and no sources', () => {
		const files = packed();
		const wanted = ['cli.cjs', 'main.cjs', 'server.mjs', 'core.mjs'].map(name => `dist/${name}`);
		const schemas = ['job', 'job-file', 'schedule', 'config', 'findings', 'plan'].map(
			name => `schemas/${name}.schema.json`,
		);
		const pages = ['README.md', 'LICENSE', 'docs/rules/README.md', 'docs/rules/secret-undeclared.md'];
		expect(files).toEqual(expect.arrayContaining([...wanted, ...schemas, ...pages]));
		expect(
			files.filter(file => /^(?:core|cli|files|server|test|emulator|action)\/|\.test\./.test(file)),
		).toEqual([]);
	});

	it('is built, with its types, before it is packed, and installs nothing else', () => {
		expect(manifest.scripts.prepack).toBe('node scripts/build.mjs --types');
		expect(manifest.dependencies).toBeUndefined();
	});
});

describe('a program that uses metronome-jobs/core', () => {
	let folder = '';
	const installed = () => join(folder, 'node_modules/metronome-jobs');

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-consumer-'));
		mkdirSync(installed(), { recursive: true });
		for (const path of ['package.json', 'dist', 'schemas']) {
			cpSync(join(ROOT, path), join(installed(), path), { recursive: true });
		}
		const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
		execFileSync(
			process.execPath,
			[TSC, '-p', 'core', ...emit, '--outDir', join(installed(), 'dist/types')],
			{
				cwd: ROOT,
			},
		);
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const PROGRAM = [
		"import { type Finding, judge } from 'metronome-jobs/core';",
		"const { accepted, findings } = judge('{}', 'v1', { now: 0 });",
		'const first: Finding | undefined = findings[0];',
		'export const found: readonly [boolean, string | undefined] = [accepted, first?.code];',
	].join('\n');

	it.each([
		['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
		['nodenext', ['--module', 'nodenext']],
	])('has exact types with the module resolution %s', (_, resolution) => {
		const check = (text: string): string => {
			writeFileSync(join(folder, 'use.mts'), text);
			const args = [TSC, '--noEmit', '--strict', '--target', 'es2022', ...resolution, 'use.mts'];
			return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
		};
		expect(check(PROGRAM)).toBe('');
		expect(check(PROGRAM.replace('boolean,', 'number,'))).toContain(
			"'boolean' is not assignable to type 'number'",
		);
	});

	it('runs', () => {
		const program =
			"import { judge } from 'metronome-jobs/core'; console.log(judge('{}', 'v1', { now: 0 }).accepted)";
		const args = ['--input-type=module', '-e', program];
		expect(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })).toBe('false\n');
	});

	it('finds the schemas', () => {
		const program = "console.log(require('metronome-jobs/schemas/job.schema.json').type)";
		expect(execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' })).toBe(
			'object\n',
		);
	});
});

describe('the pre-commit hook', () => {
	const hook = readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8');
	const setting = (name: string) => new RegExp(`^(?:- |  )${name}: (.*)$`, 'm').exec(hook)?.[1];
	const path = pathWithCommand();

	it('is one, for JSON files, by Node', () => {
		expect(hook.match(/^- id: /gm)).toHaveLength(1);
		expect([setting('id'), setting('language'), setting('types')]).toEqual([
			'metronome-jobs',
			'node',
			'[json]',
		]);
	});

	it('judges the file that it is given, and fails the commit for a mistake', () => {
		const cwd = temporaryTree({ 'good.json': job('good'), 'bad.json': badJob('bad') });
		const run = (file: string) =>
			spawnSync(`${setting('entry')} ${file} --now ${NOW}`, {
				cwd,
				shell: true,
				encoding: 'utf8',
				env: { ...withoutColor(), PATH: path },
			});
		expect(run('good.json').status).toBe(0);
		const bad = run('bad.json');
		expect([bad.status, bad.stdout.includes('secret-undeclared')]).toEqual([1, true]);
	});
});
