import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../cli/formats/registry.ts';
import { addFiles, temporaryTree, textIn } from '../temporary-tree.ts';
import { badJob, cli, codes, findingsOf, job, program, type Ran, warnedJob } from './command.ts';

const check = (cwd: string, ...args: string[]): Ran => program(cwd, ['check', '-f', 'json', ...args]);

describe('paths of check', () => {
	const tree = () =>
		temporaryTree({
			'a.json': badJob('a'),
			'jobs/b.json': badJob('b'),
			'jobs/deep/c.json': badJob('c'),
			'package.json': { name: 'no-job' },
		});

	it('are files, folders and patterns, and none means everything below', () => {
		const cwd = tree();
		const [a, b, c] = ['a', 'jobs/b', 'jobs/deep/c'].map(name => `${name}.json secret-undeclared`);
		expect(codes(check(cwd))).toEqual([a, b, c]);
		expect(codes(check(cwd, 'a.json'))).toEqual([a]);
		expect(codes(check(cwd, 'jobs'))).toEqual([b, c]);
		expect(codes(check(cwd, 'jobs/*.json'))).toEqual([b]);
		expect(codes(check(cwd, 'jobs/**/*.json', 'a.json'))).toEqual([a, b, c]);
	});

	it('can be absolute; what is shown is relative to the working directory', () => {
		const cwd = tree();
		expect(codes(check(join(cwd, 'jobs'), join(cwd, 'a.json')))).toEqual(['../a.json secret-undeclared']);
	});
});

describe('standard input', () => {
	it('is judged under the name of --stdin-path, by a process that gets it slowly', () => {
		const cwd = temporaryTree({ 'job.json': badJob('a') });
		const ran = execFileSync(
			'bash',
			['-c', '(head -c 20 job.json; sleep 0.8; tail -c +21 job.json) | "$0" "$@" || true'].concat([
				process.execPath,
				join(import.meta.dirname, '../../dist/cli.cjs'),
				...['check', '-', '--stdin-path', 'jobs/a.json', '-f', 'json'],
			]),
			{ cwd, encoding: 'utf8' },
		);
		expect(findingsOf(ran).map(({ file, code }) => `${file} ${code}`)).toEqual([
			'jobs/a.json secret-undeclared',
		]);
	});

	it('may start with a byte order mark', () => {
		const stdin = `\ufeff${JSON.stringify(badJob('a'))}`;
		expect(codes(program(temporaryTree({}), ['check', '-', '-f', 'json'], { stdin }))).toEqual([
			'stdin.json secret-undeclared',
		]);
	});

	it('is an error where it is empty', () => {
		const ran = cli(temporaryTree({}), ['check', '-', '-f', 'json']);
		expect([ran.code, codes(ran)]).toEqual([1, ['stdin.json syntax']]);
	});
});

describe('-f', () => {
	it('writes every format to its file at once, and one to the screen', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		const outputs = FORMAT_NAMES.flatMap(name => ['-f', `${name}=out.${name}`]);
		const ran = program(cwd, ['check', 'a.json', ...outputs, '-f', 'ndjson']);
		expect(ran.code).toBe(1);
		for (const name of FORMAT_NAMES) expect(textIn(cwd, `out.${name}`)).toContain('secret-undeclared');
		expect(ran.out).toBe(textIn(cwd, 'out.ndjson'));
		expect(textIn(cwd, 'out.human')).not.toContain('\u001b');
	});

	it('prints nothing on the screen where all formats have a file', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		expect(program(cwd, ['check', 'a.json', '-f', 'json=x.json']).out).toBe('');
	});

	it('json has the shape that is promised', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		const result = JSON.parse(check(cwd, 'a.json').out);
		expect(result.version).toBe(1);
		expect(Object.keys(result.summary)).toEqual([
			...['files', 'jobs', 'errors', 'warnings', 'infos', 'fixable', 'suppressed'],
		]);
		expect(Object.keys(result.findings[0])).toEqual(
			expect.arrayContaining([
				...['code', 'severity', 'consequence', 'message', 'file', 'pointer', 'range', 'job'],
				...['related', 'fix', 'suppressed', 'fingerprint', 'docs'],
			]),
		);
	});
});

describe('--rule', () => {
	it('turns rules off, down and up; repeated, each counts', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a'), 'b.json': warnedJob('b') });
		expect(codes(check(cwd, 'a.json', '--rule', 'secret-undeclared=off'))).toEqual([]);
		const ran = check(cwd, '--rule', 'secret-undeclared=info', '--rule', 'key-ignored=error');
		expect(findingsOf(ran.out).map(({ code, severity }) => [code, severity])).toEqual([
			['secret-undeclared', 'info'],
			['key-ignored', 'error'],
		]);
		expect(ran.code).toBe(1);
	});
});

describe('fixes', () => {
	const text = '{\r\n\t"id": "a",\r\n\t"run": {"cpus": 0.1, "memory": 64, "disk": 0, "cmd": "x"}\r\n}\r\n';

	it('--fix changes what is wrong and nothing else, then checks', () => {
		const cwd = temporaryTree({ 'a.json': text });
		expect(program(cwd, ['check', 'a.json', '--fix'])).toMatchObject({ code: 0 });
		expect(textIn(cwd, 'a.json')).toBe(text.replace('memory', 'mem'));
	});

	it('--fix leaves alone what someone must look at, --fix-unsafe does not', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		const before = textIn(cwd, 'a.json');
		expect(program(cwd, ['check', 'a.json', '--fix']).out).toContain('1 fixable with --fix-unsafe');
		expect(textIn(cwd, 'a.json')).toBe(before);
		expect(program(cwd, ['check', 'a.json', '--fix-unsafe']).code).toBe(0);
		expect(textIn(cwd, 'a.json')).not.toBe(before);
	});

	it('are told apart in the last line, and all counted in the JSON', () => {
		const both = { ...badJob('a'), schedules: [{ id: 'd', cron: '0 6 * * *', timeZone: 'UTC' }] };
		const cwd = temporaryTree({ 'a.json': both });
		expect(program(cwd, ['check', 'a.json']).out).toContain('1 fixable with --fix, 1 more with --fix-unsafe');
		expect(JSON.parse(check(cwd, 'a.json').out).summary.fixable).toBe(2);
	});

	it('of the command fix are listed; --dry-run writes nothing', () => {
		const cwd = temporaryTree({ 'a.json': text });
		const dry = program(cwd, ['fix', '--dry-run']);
		expect([dry.code, dry.out]).toEqual([
			0,
			"a.json: would rename 'memory' to 'mem' (unknown-property)\n1 fix in 1 file, nothing written.\n",
		]);
		expect(textIn(cwd, 'a.json')).toBe(text);
		expect(program(cwd, ['fix']).out).toContain('1 fix in 1 file.\n');
		expect(program(cwd, ['fix']).out).toContain('Nothing to fix safely');
		expect(program(cwd, ['fix', '--unsafe']).out).toBe('Nothing to fix.\n');
	});

	it('of standard input go to standard output, the report to standard error', () => {
		const stdin = `\ufeff${text}`;
		const ran = program(temporaryTree({}), ['fix', '-', '--stdin-path', 'x/a.json'], { stdin });
		expect([ran.code, ran.out]).toEqual([0, stdin.replace('memory', 'mem')]);
		expect(ran.err).toContain("x/a.json: Rename 'memory' to 'mem'");
		const clean = JSON.stringify(job('a'));
		expect(program(temporaryTree({}), ['fix', '-'], { stdin: clean }).out).toBe(clean);
	});
});

describe('--baseline', () => {
	it('keeps what was known before from counting, and nothing new', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		const args = ['--baseline', 'known.json'];
		expect(check(cwd, ...args, '--update-baseline').code).toBe(0);
		expect(check(cwd, ...args).code).toBe(0);
		addFiles(cwd, { 'b.json': badJob('b') });
		const ran = check(cwd, ...args);
		const open = findingsOf(ran.out).filter(finding => finding.suppressed === null);
		expect([ran.code, open.map(finding => finding.file)]).toEqual([1, ['b.json']]);
	});

	it('says what it suppressed, with --verbose', () => {
		const cwd = temporaryTree({ 'a.json': badJob('a') });
		program(cwd, ['check', '--baseline', 'known.json', '--update-baseline']);
		const quiet = program(cwd, ['check', '--baseline', 'known.json']).out;
		const verbose = program(cwd, ['check', '--baseline', 'known.json', '--verbose']).out;
		expect(quiet).toContain('1 suppressed');
		expect([quiet, verbose].map(out => out.includes('secret-undeclared'))).toEqual([false, true]);
	});
});

describe('--changed-since', () => {
	const git = (cwd: string, ...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd });

	it('reports only files that changed since a revision, new ones too', () => {
		const cwd = temporaryTree({ 'old.json': badJob('old'), 'edited.json': badJob('edited') });
		git(cwd, 'init', '-q');
		git(cwd, 'add', '.');
		git(cwd, 'commit', '-q', '-m', 'first', '--no-gpg-sign');
		writeFileSync(join(cwd, 'edited.json'), `${textIn(cwd, 'edited.json')}\n`);
		addFiles(cwd, { 'new.json': badJob('new') });
		const ran = check(cwd, '--changed-since', 'HEAD');
		expect(codes(ran)).toEqual(['edited.json secret-undeclared', 'new.json secret-undeclared']);
		expect(check(cwd, '--changed-since', 'no-such-branch')).toMatchObject({
			code: 2,
			err: expect.stringContaining('no-such-branch'),
		});
	});
});

describe('what is judged for', () => {
	const hyphens = { ...job('a--b') };

	it('follows --metronome, --dcos, the config and its targets', () => {
		const cwd = temporaryTree({
			'a.json': hyphens,
			'old.json': { dcos: '2.0', targets: { new: { url: 'https://x.example', metronome: '0.6.70' } } },
		});
		const judged = (...args: string[]) => program(cwd, ['check', 'a.json', ...args]).out;
		expect(judged()).toContain('judged for Metronome 0.6.68 (DC/OS 2.2');
		expect(judged('--metronome', '0.6.70')).toContain('judged for Metronome 0.6.70');
		expect(judged('--dcos', '2.0')).toContain('(DC/OS 2.0');
		expect(judged('--config', 'old.json')).toContain('(DC/OS 2.0');
		expect(judged('--config', 'old.json', '--target', 'new')).toContain('Metronome 0.6.70');
		expect(check(cwd, 'a.json', '--metronome', '0.6.68').code).toBe(1);
		expect(check(cwd, 'a.json', '--metronome', '0.6.70').code).toBe(0);
	});

	it('follows --as: a list is a job file, and no body of a request', () => {
		const cwd = temporaryTree({ 'list.json': [job('a')], 's.json': { id: 'daily', cron: '0 6 * * *' } });
		expect(check(cwd, 'list.json').code).toBe(0);
		expect(check(cwd, 'list.json', '--as', 'v1').code).toBe(1);
		expect(check(cwd, 's.json', '--as', 'schedule').code).toBe(0);
		expect(check(cwd, 's.json', '--as', 'v0').code).toBe(1);
	});

	it('follows --now', () => {
		const suppression = { rule: 'secret-undeclared', file: 'a.json', reason: 'soon', until: '2026-12-31' };
		const cwd = temporaryTree({
			'a.json': badJob('a'),
			'metronome-jobs.json': { suppressions: [suppression] },
		});
		expect(check(cwd, 'a.json', '--now', '2026-11-20T12:00:00Z').code).toBe(0);
		expect(check(cwd, 'a.json', '--now', '2027-02-01T12:00:00+01:00').code).toBe(1);
	});
});

it('the same input gives the same output', () => {
	const cwd = temporaryTree({ 'a.json': badJob('a'), 'b.json': warnedJob('b') });
	program(cwd, ['check', '-f', 'json=one.txt']);
	expect(cli(cwd, ['check', '-f', 'json', 'a.json', 'b.json']).out).toBe(
		readFileSync(join(cwd, 'one.txt'), 'utf8'),
	);
});
