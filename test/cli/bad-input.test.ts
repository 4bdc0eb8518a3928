import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree, textIn } from '../temporary-tree.ts';
import { badJob, cli, findingsOf, job, program } from './command.ts';

const WHOLE = '{"id": "a", "run": {"cpus": 0.1, "mem": 64, "disk": 0, "cmd": "x"}}';
const with_ = (json: string) => WHOLE.replace('"cmd"', `${json}, "cmd"`);
const DEPTH = 100_000;

/** What is odd about a file, its text, and one `line:character code` that is found in it (1-based); '' for silence. */
const ODD: readonly (readonly [string, string | Buffer, string])[] = [
	['a duplicate key', with_('"mem": 32'), ' duplicate-key'],
	['a byte order mark', `\ufeff${WHOLE}`, ''],
	['CRLF', with_('\r\n"env": {"A": {"secret": "b"}}'), '2:25 secret-undeclared'],
	['CR alone', with_('\r"env": {"A": {"secret": "b"}}'), '2:25 secret-undeclared'],
	['tabs', with_('\n\t"env": {"A": {"secret": "b"}}'), '2:26 secret-undeclared'],
	[
		'emoji, which count as two',
		with_('\n"env": {"🎉": "x", "A": {"secret": "b"}}'),
		'2:36 secret-undeclared',
	],
	['__proto__', with_('"__proto__": {"cmd": "y"}'), '1:56 unknown-property'],
	['1e400', WHOLE.replace('64', '1e400'), '1:41 number-infinite'],
	['an integer above 2^53', with_('"maxLaunchDelay": 9007199254740993'), '1:74 value-too-large'],
	['a comment', `// note\n${WHOLE}`, '1:1 syntax'],
	['a trailing comma', WHOLE.replace('"x"}', '"x",}'), ' syntax'],
	['100,000 levels of lists', '['.repeat(DEPTH) + ']'.repeat(DEPTH), '1:1001 syntax'],
	['100,000 levels that never end', '{"a":'.repeat(DEPTH), ' syntax'],
	['nothing', '', '1:1 syntax'],
	['only white space', ' \n\t', ' syntax'],
	['binary content', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]), ' syntax'],
	['text that is no JSON', 'hello', '1:1 syntax'],
	['a scalar', '42', '1:1 '],
];

describe('a file with', () => {
	it.each(ODD)('%s is answered, and the next file is checked', (_, text, wanted) => {
		const cwd = temporaryTree({ 'odd.json': text, 'z.json': badJob('z') });
		const { code, out, err } = program(cwd, ['check', 'odd.json', 'z.json', '-f', 'json']);
		const findings = findingsOf(out);
		expect(findings.filter(({ file }) => file === 'z.json').map(finding => finding.code)).toEqual([
			'secret-undeclared',
		]);
		expect([code, err]).toEqual([1, '']);
		const own = findings
			.filter(({ file }) => file === 'odd.json')
			.map(({ range, code: found }) => `${place(range)} ${found}`);
		if (wanted === '') expect(own.filter(line => line.includes('syntax'))).toEqual([]);
		else expect(own.some(line => line.includes(wanted)) ? wanted : own).toBe(wanted);
	});

	it('10 MiB is judged by the process, and so is its neighbour', () => {
		const many = Array.from(
			{ length: 60_000 },
			(_, n) => `{"id":"j${n}","run":${WHOLE.slice(19, -1)},"labels":{"x":"${'y'.repeat(90)}"}}`,
		);
		const text = `[${many.join(',\n')}]`;
		expect(text.length).toBeGreaterThan(10 * 1024 * 1024);
		const cwd = temporaryTree({ 'big.json': text, 'z.json': badJob('z') });
		const { code, out } = cli(cwd, ['check', 'big.json', 'z.json', '-f', 'json']);
		expect([code, findingsOf(out).map(({ file }) => file), JSON.parse(out).summary.jobs]).toEqual([
			1,
			['z.json'],
			60_001,
		]);
	});
});

function place(range: ReturnType<typeof findingsOf>[number]['range']): string {
	return range === null ? '' : `${range.start.line + 1}:${range.start.character + 1}`;
}

describe('what is no file', () => {
	const checked = (cwd: string, ...paths: string[]) => {
		const { code, out, err } = cli(cwd, ['check', ...paths, 'z.json', '-f', 'json']);
		expect(findingsOf(out).map(({ file }) => file)).toContain('z.json');
		return { code, err };
	};

	it('a folder named x.json is searched', () => {
		const cwd = temporaryTree({ 'z.json': badJob('z'), 'x.json/a.json': job('a') });
		mkdirSync(join(cwd, 'empty.json'));
		expect(checked(cwd, 'x.json', 'empty.json')).toEqual({
			code: 1,
			err: 'metronome-jobs: There is no job file in empty.json.\n',
		});
	});

	it('a file that nobody may read is named', context => {
		if (process.getuid?.() === 0) context.skip('root may read every file');
		const cwd = temporaryTree({ 'z.json': badJob('z'), 'closed.json': job('a') });
		chmodSync(join(cwd, 'closed.json'), 0);
		expect(checked(cwd, 'closed.json')).toMatchObject({
			code: 3,
			err: expect.stringContaining('closed.json is closed to you'),
		});
	});

	it('links in a circle are named, and do not catch the search of a folder', () => {
		const cwd = temporaryTree({ 'z.json': badJob('z'), 'jobs/a.json': job('a') });
		symlinkSync('loop.json', join(cwd, 'loop.json'));
		symlinkSync('..', join(cwd, 'jobs/up'));
		const { code, err } = checked(cwd, 'loop.json', 'jobs');
		expect(code).toBe(3);
		expect(err).toBe('metronome-jobs: loop.json is a symbolic link that leads back to itself.\n');
	});

	it.skipIf(process.platform === 'win32')('a pipe is named, and never waited for', () => {
		const cwd = temporaryTree({ 'z.json': badJob('z') });
		execFileSync('mkfifo', ['pipe.json'], { cwd });
		const { code, err } = checked(cwd, 'pipe.json');
		expect([code, err]).toEqual([2, expect.stringContaining('pipe.json is a pipe')]);
		expect(cli(cwd, ['check', '.']).code).toBe(1);
	});
});

it('a fix leaves a file alone that is no text', () => {
	const cwd = temporaryTree({ 'a.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) });
	const before = textIn(cwd, 'a.json');
	program(cwd, ['fix', 'a.json', '--unsafe']);
	expect(textIn(cwd, 'a.json')).toBe(before);
});
