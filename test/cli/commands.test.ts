import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { RULES } from '../../core/rules/registry.ts';
import { addFiles, temporaryTree, textIn } from '../temporary-tree.ts';
import { COMMAND, cli, job, NOW, program, ROOT } from './command.ts';

describe('explain', () => {
	it('tells of every rule what, why, what to do and where more is said', () => {
		const cwd = temporaryTree({});
		for (const { meta } of RULES) {
			const { code, out } = program(cwd, ['explain', meta.code], { width: 80 });
			expect(code).toBe(0);
			for (const part of [meta.code, 'Why', 'What to do', 'Fix: ', `docs/rules/${meta.code}.md`]) {
				expect(out).toContain(part);
			}
		}
	});
});

describe('rules', () => {
	it('lists every rule, for people and for programs', () => {
		const { out } = program(temporaryTree({}), ['rules']);
		const { rules } = JSON.parse(program(temporaryTree({}), ['rules', '--json']).out);
		expect(rules.map((rule: { code: string }) => rule.code)).toEqual(RULES.map(({ meta }) => meta.code));
		for (const { meta } of RULES)
			expect(out).toContain(`\n${meta.code} `.slice(out.startsWith(meta.code) ? 1 : 0));
	});
});

describe('next', () => {
	it('prints the promised shape, of an expression', () => {
		const args = ['next', '--cron', '30 2 * * SUN', '--timezone', 'Europe/Berlin', '--count', '2', '--json'];
		const { runs } = JSON.parse(program(temporaryTree({}), [...args, '--from', NOW]).out);
		expect(runs).toHaveLength(1);
		expect(runs[0]).toMatchObject({
			job: null,
			schedule: null,
			cron: '30 2 * * SUN',
			timezone: 'Europe/Berlin',
			next: ['2026-11-22T01:30:00Z', '2026-11-29T01:30:00Z'],
		});
		expect(typeof runs[0].normal).toBe('string');
	});

	it('prints the same of files; one schedule that cannot be read is 1, and keeps no other back', () => {
		const cwd = temporaryTree({
			'a.json': job('a', { schedules: [{ id: 'd', cron: '0 6 * * *', timezone: 'UTC' }] }),
			'b.json': job('b', { schedules: [{ id: 'e', cron: '0 25 * * *' }] }),
		});
		const ran = program(cwd, ['next', '--json', '--count', '1', '--from', NOW]);
		const { runs } = JSON.parse(ran.out);
		expect(ran.code).toBe(1);
		expect(runs[0]).toMatchObject({
			job: 'a',
			schedule: 'd',
			normal: '0 6 * * *',
			next: ['2026-11-21T06:00:00Z'],
		});
		expect(runs[1]).toMatchObject({ job: 'b', schedule: 'e', normal: null, next: [] });
	});

	it('shows the clock of the zone on both sides of a change, and how many are wanted', () => {
		const args = ['next', '--cron', '30 2 * * *', '--timezone', 'Europe/Berlin', '--count', '3'];
		const { out } = program(temporaryTree({}), [...args, '--from', '2026-03-27T12:00:00Z']);
		expect(out.match(/ \+0\d:00 /g)).toHaveLength(3);
		expect(out).toContain('Sat 2026-03-28 02:30 +01:00   2026-03-28T01:30:00Z');
	});

	it('says so where no job has a schedule', () => {
		const ran = program(temporaryTree({ 'a.json': job('a') }), ['next']);
		expect(ran).toMatchObject({ code: 0, out: 'No job has a schedule.\n' });
	});
});

describe('secrets', () => {
	it('shows who uses what, whether it exists and whether the job may read it', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { secrets: { dialect: 'dcos', inventory: 'names.json' } },
			'names.json': ['team/db'],
			'a.json': {
				id: 'team.a',
				run: {
					...{ cpus: 0.1, mem: 64, disk: 0, cmd: 'x' },
					env: { DB: { secret: 'db' }, KEY: { secret: 'key' } },
					secrets: { db: { source: 'team/db' }, key: { source: 'other/key' } },
				},
			},
		});
		const { secrets } = JSON.parse(program(cwd, ['secrets', '--json']).out);
		expect(secrets).toMatchObject([
			{ source: 'other/key', state: 'missing', uses: [{ job: 'team.a', alias: 'key', readable: false }] },
			{ source: 'team/db', state: 'exists', uses: [{ alias: 'db', as: ['env DB'], readable: true }] },
		]);
		expect(program(cwd, ['secrets']).out).toContain('other/key  (missing)');
	});
});

describe('schema', () => {
	it('prints the published files, and lists them', () => {
		const cwd = temporaryTree({});
		const names = ['job', 'job-file', 'schedule', 'config', 'findings', 'plan'];
		expect(program(cwd, ['schema']).out.match(/^\S+/gm)).toEqual(names);
		const printed = cli(cwd, ['schema', 'job-file']).out;
		expect(printed).toBe(readFileSync(join(ROOT, 'schemas/job-file.schema.json'), 'utf8'));
	});
});

describe('init', () => {
	it('writes settings that are accepted and find the jobs that are there', () => {
		const cwd = temporaryTree({ 'team/jobs/a.json': job('a') });
		expect(program(cwd, ['init', '--dcos', '2.1']).code).toBe(0);
		expect(parseConfig(textIn(cwd, 'metronome-jobs.json')).problems).toEqual([]);
		const { out } = program(cwd, ['check']);
		expect(out).toContain('1 file, 1 job: nothing to say');
		expect(out).toContain('(DC/OS 2.1');
	});

	it('never overwrites', () => {
		const cwd = temporaryTree({});
		addFiles(cwd, { 'metronome-jobs.json': '{}' });
		expect(program(cwd, ['init']).code).toBe(2);
		expect(textIn(cwd, 'metronome-jobs.json')).toBe('{}');
	});
});

describe('completion', () => {
	const SCRIPT = `source <("$0" "$1" completion bash) && complete -p metronome-jobs >&2 && shift
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _metronome_jobs; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const complete = (...words: string[]) =>
		execFileSync('bash', ['-c', SCRIPT, process.execPath, COMMAND, 'metronome-jobs', ...words], {
			encoding: 'utf8',
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'pipe'],
		}).split('\n');

	it('of bash completes commands, options and files', () => {
		expect(complete('ch')).toContain('check');
		expect(complete('check', '--ba')).toEqual(['--baseline', '']);
		expect(complete('check', 'READ')).toEqual(['README.md', '']);
	});

	it.each(['zsh', 'fish'])('of %s names every command', shell => {
		const { out, code } = program(temporaryTree({}), ['completion', shell]);
		expect(code).toBe(0);
		for (const name of ['check', 'fix', 'next', 'secrets', 'explain', 'init', 'lsp'])
			expect(out).toContain(name);
	});
});

describe('lsp', () => {
	it('answers a client that says hello, with capabilities', async () => {
		const params = { processId: null, rootUri: null, capabilities: {} };
		const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
		const server = spawn(process.execPath, [COMMAND, 'lsp', '--stdio'], { cwd: ROOT });
		server.stdin.write(`Content-Length: ${Buffer.byteLength(hello)}\r\n\r\n${hello}`);
		const [answer] = await once(server.stdout, 'data');
		server.kill();
		await once(server, 'exit');
		expect(String(answer)).toMatch(/^Content-Length: \d+\r\n\r\n\{.*"capabilities"/s);
	});
});
