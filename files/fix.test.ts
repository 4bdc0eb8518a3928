import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree, textIn } from '../test/temporary-tree.ts';
import { encode } from './decode.ts';
import { type FixResult, type FixSettings, fixFiles } from './fix.ts';
import type { CheckRequest } from './result.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

function fix(
	cwd: string,
	settings: Partial<FixSettings> = {},
	request: Partial<CheckRequest> = {},
): FixResult {
	const whole = { cwd, paths: [], now: NOW, reading: 'file', ...request } as const;
	return fixFiles(whole, { unsafe: true, write: true, ...settings });
}

/** Refers to a secret that nobody declares; the fix is to declare it, and someone must look. */
function undeclared(labels: object = {}): string {
	const env = { DB: { secret: 'db' } };
	return `${JSON.stringify({ id: 'a', labels, run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'x', env } }, null, 2)}\n`;
}

const DECLARED = '"secrets": {';

describe('fixFiles', () => {
	it('writes what it fixed, and changes nothing when it runs again', () => {
		const cwd = temporaryTree({
			'a.json': undeclared(),
			'b.json': '{"id":"b","run":{"cpus":1,"mem":32,"disk":0,"cmd":"x"}}',
		});
		const first = fix(cwd);
		expect(first.files.map(({ path, applied }) => [path, applied.map(({ code }) => code)])).toEqual([
			['a.json', ['secret-undeclared']],
		]);
		expect(first.notices).toEqual(['a.json: 1 fix applied.']);
		const text = textIn(cwd, 'a.json');
		expect(text).toContain(DECLARED);
		expect(text).toBe(first.files[0]?.after);
		expect(fix(cwd)).toEqual({ files: [], troubles: [], notices: [] });
		expect(textIn(cwd, 'a.json')).toBe(text);
	});

	it('only says what it would do, on request', () => {
		const cwd = temporaryTree({ 'a.json': undeclared() });
		const result = fix(cwd, { write: false });
		expect(result.notices).toEqual(['a.json: 1 fix to apply.']);
		expect(result.files[0]?.after).toContain(DECLARED);
		expect(textIn(cwd, 'a.json')).toBe(undeclared());
	});

	it('leaves unsafe fixes alone unless they are asked for', () => {
		const cwd = temporaryTree({ 'a.json': undeclared() });
		expect(fix(cwd, { unsafe: false }).files).toEqual([]);
	});

	it.each([
		['by label', { 'metronome-jobs.ignore.secret-undeclared': 'r' }, {}, {}],
		['in the settings', {}, { suppressions: [{ rule: 'secret-undeclared', file: '*', reason: 'r' }] }, {}],
		['by severity', {}, { rules: { 'secret-undeclared': 'off' } }, {}],
		['on the command line', {}, {}, { rules: new Map([['secret-undeclared', 'off'] as const]) }],
	])('leaves alone what is suppressed %s', (_, labels, config, request) => {
		const cwd = temporaryTree({ 'a.json': undeclared(labels), 'metronome-jobs.json': config });
		expect(fix(cwd, {}, request)).toEqual({ files: [], troubles: [], notices: [] });
		expect(textIn(cwd, 'a.json')).toBe(undeclared(labels));
	});

	it('leaves alone what the baseline has', async () => {
		const cwd = temporaryTree({ 'a.json': undeclared() });
		const { checkFiles } = await import('./check.ts');
		checkFiles({ cwd, paths: [], now: NOW, reading: 'file', baseline: 'known.json', updateBaseline: true });
		expect(fix(cwd, {}, { baseline: 'known.json' }).files).toEqual([]);
		expect(fix(cwd).files).toHaveLength(1);
	});

	it('keeps encoding, byte order mark and line ends', () => {
		const text = undeclared().replaceAll('\n', '\r\n');
		const cwd = temporaryTree({ 'a.json': encode(`\uFEFF${text}`, 'utf-16le') });
		fix(cwd);
		const written = readFileSync(join(cwd, 'a.json'));
		expect([...written.subarray(0, 2)]).toEqual([0xff, 0xfe]);
		const after = written.subarray(2).toString('utf16le');
		expect(after).toContain(DECLARED);
		expect(after.replaceAll('\r\n', '')).not.toContain('\n');
	});

	it('never writes back a file that is no valid text', () => {
		const bytes = Buffer.from(undeclared().replace('"x"', '"\u0001"'));
		bytes[bytes.indexOf(1)] = 0xfc;
		const cwd = temporaryTree({ 'a.json': bytes });
		expect(fix(cwd).notices).toEqual([
			'a.json: nothing was fixed, because the file is no valid text. Save it as UTF-8 first.',
		]);
		expect(readFileSync(join(cwd, 'a.json'))).toEqual(bytes);
	});

	it('fixes standard input without touching the file of its name', () => {
		const cwd = temporaryTree({ 'a.json': undeclared() });
		const stdin = { text: undeclared({ owner: 'me' }), path: 'a.json' };
		const result = fix(cwd, {}, { paths: ['-'], stdin });
		expect(result.files[0]?.after).toContain(DECLARED);
		expect(textIn(cwd, 'a.json')).toBe(undeclared());
	});

	it('fixes only the files that are asked for', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { jobs: '*.json' },
			'a.json': undeclared(),
			'b.json': undeclared().replace('"a"', '"b"'),
		});
		expect(fix(cwd, {}, { paths: ['b.json'] }).files.map(({ path }) => path)).toEqual(['b.json']);
		expect(textIn(cwd, 'a.json')).not.toContain(DECLARED);
	});

	it('fixes what only shows across files', () => {
		const run = { cpus: 1, mem: 64, disk: 0, cmd: 'x' };
		const cwd = temporaryTree({
			'metronome-jobs.json': { jobs: '*.json' },
			'a.json': { id: 'etl.load', dependencies: [{ id: 'etl.extrac' }], run },
			'b.json': { id: 'etl.extract', run },
		});
		expect(fix(cwd).files.map(({ path, applied }) => [path, applied.map(({ code }) => code)])).toEqual([
			['a.json', ['dependency-unknown']],
		]);
		expect(JSON.parse(textIn(cwd, 'a.json'))).toMatchObject({ dependencies: [{ id: 'etl.extract' }] });
		expect(fix(cwd).files).toEqual([]);
	});

	it('says which path leads nowhere, and fixes the others', () => {
		const cwd = temporaryTree({ 'a.json': undeclared() });
		const result = fix(cwd, {}, { paths: ['none.json', 'a.json'] });
		expect(result.troubles.map(({ message }) => message)).toEqual(['none.json does not exist.']);
		expect(textIn(cwd, 'a.json')).toContain(DECLARED);
	});
});
