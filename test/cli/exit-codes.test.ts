import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../temporary-tree.ts';
import { badJob, cli, codes, job, program, warnedJob } from './command.ts';

const tree = () =>
	temporaryTree({ 'good.json': job('good'), 'bad.json': badJob('bad'), 'warned.json': warnedJob('warned') });

describe('the exit code of check', () => {
	it('is 0 for a job that Metronome takes, as a process too', () => {
		expect(cli(tree(), ['check', 'good.json'])).toMatchObject({ code: 0, err: '' });
	});

	it('is 1 with a finding at error level, as a process too', () => {
		expect(cli(tree(), ['check', 'bad.json']).code).toBe(1);
	});

	it('is 0 with warnings only, and 1 with more of them than --max-warnings', () => {
		const cwd = tree();
		expect(program(cwd, ['check', 'warned.json']).code).toBe(0);
		expect(program(cwd, ['check', 'warned.json', '--max-warnings', '1']).code).toBe(0);
		expect(program(cwd, ['check', 'warned.json', '--max-warnings', '0']).code).toBe(1);
	});

	it.each([
		['a path that does not exist', ['check', 'none.json'], 'none.json does not exist'],
		['a pattern without a match', ['check', 'x/*.json'], 'x/*.json matches no file'],
		['an unknown format', ['check', '-f', 'yaml'], "There is no format 'yaml'"],
		['two formats for one screen', ['check', '-f', 'json', '-f', 'human'], 'Only one format'],
		['a format without its file', ['check', '-f', 'json='], 'wants a file name'],
		['an unknown rule', ['check', 'good.json', '--rule', 'secret-undeclard=off'], 'secret-undeclared'],
		['a severity that is none', ['check', '--rule', 'syntax=fatal'], 'off, info, warning or error'],
		['an unknown option', ['check', '--fixx'], '--fix'],
		['an unknown command', ['chek'], 'Did you mean check?'],
		['an unknown release', ['check', 'good.json', '--dcos', '9.9'], '9.9'],
		['an unknown version', ['check', 'good.json', '--metronome', 'newest'], 'newest'],
		['two versions at once', ['check', '--metronome', '0.6.70', '--dcos', '2.2'], 'cannot be used with'],
		['a target without a config', ['check', 'good.json', '--target', 'production'], 'production'],
		['a config that is not there', ['check', 'good.json', '--config', 'no.json'], 'no.json'],
		['a baseline to write but no name for it', ['check', '--update-baseline'], '--baseline FILE'],
		['an instant that is none', ['check', '--now', 'tomorrow'], 'instant'],
		['a number that is none', ['check', '--max-warnings', '-1'], 'whole number'],
		['a body that is none', ['check', '--as', 'v2'], 'v0'],
		['a revision where there is no git', ['check', '--changed-since', 'main'], 'git'],
		['standard input that should be fixed in place', ['check', '-', '--fix'], 'fix -'],
		['explain without a rule', ['explain'], 'code'],
		['explain of no rule', ['explain', 'schedule-never-fire'], "Did you mean 'schedule-never-fires'?"],
		['a schema that is none', ['schema', 'jobs'], 'job-file'],
		['a shell that is none', ['completion', 'powershell'], 'bash, zsh, fish'],
		['too many runs', ['next', '--cron', '0 0 * * *', '--count', '1001'], 'from 1 to 1000'],
		['no run', ['next', '--cron', '0 0 * * *', '--count', '0'], 'from 1 to 1000'],
		['an expression that is none', ['next', '--cron', '61 * * * *'], '61'],
		['a zone that is none', ['next', '--cron', '0 0 * * *', '--timezone', 'Europe/Berlim'], 'Europe/Berlin'],
		['files and an expression', ['next', 'good.json', '--cron', '0 0 * * *'], 'not both'],
		['a release that init does not know', ['init', '--dcos', '3.0'], '3.0'],
		['a version that init does not know', ['init', '--metronome', 'x'], '0.6.70'],
	])('is 2 for %s, and the message says which', (_, args, said) => {
		const { code, err } = program(tree(), args);
		expect({ code, said: err.includes(said) ? said : err }).toEqual({ code: 2, said });
	});

	it('is 2 for a config with a mistake, which is a finding in the config', () => {
		const cwd = temporaryTree({ 'metronome-jobs.json': '{ "job": "x" }', 'a.json': job('a') });
		const ran = program(cwd, ['check', 'a.json', '-f', 'json']);
		expect([ran.code, codes(ran)]).toEqual([2, ['metronome-jobs.json config-invalid']]);
	});

	it('is 3 for what cannot be read or written', () => {
		const cwd = tree();
		expect(program(cwd, ['check', 'good.json', '-f', 'json=no/such/folder/x.json'])).toMatchObject({
			code: 3,
			err: expect.stringContaining('no/such/folder/x.json was not written'),
		});
	});

	it('is the highest of 3, 2 and 1, and every readable file is reported', context => {
		const cwd = tree();
		const two = program(cwd, ['check', 'none.json', 'bad.json', '-f', 'json']);
		expect([two.code, codes(two)]).toEqual([2, ['bad.json secret-undeclared']]);
		if (process.getuid?.() === 0) context.skip('root may read every file');
		chmodSync(join(cwd, 'warned.json'), 0);
		const three = program(cwd, ['check', 'none.json', 'bad.json', 'warned.json', '-f', 'json']);
		expect([three.code, codes(three)]).toEqual([3, ['bad.json secret-undeclared']]);
	});

	it('is 3 over 2 and 1 for an output that cannot be written; the others are', () => {
		const args = ['check', 'none.json', 'bad.json', '-f', 'sarif=no/x.sarif', '-f', 'json'];
		const ran = program(tree(), args);
		expect([ran.code, codes(ran)]).toEqual([3, ['bad.json secret-undeclared']]);
	});

	it('is 0 for a folder without jobs, with a notice', () => {
		const ran = program(temporaryTree({ 'empty/readme.txt': 'x' }), ['check', 'empty']);
		expect(ran).toMatchObject({ code: 0, err: 'metronome-jobs: There is no job file in empty.\n' });
	});
});

describe('the exit code of help', () => {
	it('is 0 without arguments, with --help and with help', () => {
		const cwd = temporaryTree({});
		const bare = cli(cwd, []);
		expect(bare).toMatchObject({ code: 0, err: '' });
		expect(bare.out).toContain('Usage: metronome-jobs');
		expect(program(cwd, ['--help'])).toMatchObject({ code: 0 });
		expect(program(cwd, ['help', 'check'])).toMatchObject({ code: 0 });
	});

	it('is 0 for the version, which is that of the package', () => {
		const { out, code } = cli(temporaryTree({}), ['--version']);
		expect([code, /^\d+\.\d+\.\d+\n$/.test(out)]).toEqual([0, true]);
	});
});
