import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLog } from './commands.ts';
import { runAction } from './runner.ts';

/** Each would be a command to the runner, were it printed as it is. */
const ATTACKS = [
	'::set-output name=errors::0',
	'\n::add-mask::e',
	'\r::error::forged',
	'x ##[add-path]/evil',
	'\u200b::warning::forged',
	'%0A::error::forged',
	'::stop-commands::forever',
];

describe('names and texts of a repository give the runner no command', () => {
	const job = (text: string) => ({
		id: text,
		labels: { [text]: text },
		run: { cmd: text, cpus: text, mem: -1, [text]: text, env: { [text]: { secret: text } } },
	});

	it.each(ATTACKS)('%j as an id, a key and a value', async attack => {
		const done = await runAction({ files: { 'a.json': job(attack) } });
		expect(done.code).toBe(1);
		const open = JSON.parse(readFileSync(done.outputs['findings-file'] ?? '', 'utf8')).findings;
		const expected = Math.min(
			10,
			open.filter((one: { severity: string }) => one.severity === 'error').length,
		);
		// One more for the step itself. runAction refuses every other kind of command.
		expect(done.errors).toHaveLength(expected + 1);
		for (const { properties } of done.errors.slice(0, -1)) expect(properties['file']).toBe('a.json');
	});

	it.each(ATTACKS.map(attack => attack.replaceAll('/', '-')))(
		'%j as the name of a file and of a folder',
		async attack => {
			const path = `${attack}/${attack}.json`;
			const done = await runAction({ files: { [path]: job('a') }, inputs: { 'sarif-file': 'out.sarif' } });
			expect(done.code).toBe(1);
			const forged = done.errors.filter(({ data }) => data === 'forged');
			expect([...forged, ...done.notices]).toEqual([]);
			expect(readFileSync(join(done.workspace, 'out.sarif'), 'utf8')).not.toContain('\u200b');
		},
	);

	it.each(ATTACKS)('%j as a path, a config and a target', async attack => {
		const one = attack.replaceAll(/[\r\n]/g, '');
		const files = { 'a.json': job('a') };
		for (const name of ['paths', 'config', 'target', 'mode', 'working-directory']) {
			const done = await runAction({ files, inputs: { [name]: one } });
			expect(done.code).toBe(1);
			expect(done.errors.filter(({ data }) => data === 'forged')).toEqual([]);
		}
	});

	it('and would, were the log read without its marks: the attacks are real', () => {
		const seen = ATTACKS.map(attack => readLog(attack.replace('stop-commands', 'debug')).commands.length);
		expect(seen).toEqual([1, 1, 1, 1, 1, 0, 1]);
	});
});

describe('a secret of a job file', () => {
	const canary = ['CANARY', 'hunter2', 'Zq81xW'].join('-');
	const vendor = ['xo', 'xb-1234567890', '-abcdefghijABCDEFGHIJ1234'].join('');
	const file = {
		id: 'Bad_Id',
		run: {
			cmd: `login --password ${canary}`,
			cpus: '1',
			mem: -1,
			env: { DB_PASSWORD: canary, SLACK_TOKEN: vendor, db_pasword: { secret: 'none' } },
			artifacts: [{ uri: `https://app:${canary}@files.example/a.tgz` }],
		},
	};

	it.each(['auto', 'none'])('is found and nowhere repeated, with annotations %s', async annotations => {
		const inputs = { annotations, 'sarif-file': 'out.sarif' };
		// One line, so that the excerpts of other findings hold the value too.
		for (const content of [
			JSON.stringify(file),
			JSON.stringify(file, null, 2),
			JSON.stringify(file).slice(0, -2),
		]) {
			const done = await runAction({ files: { 'a.json': content }, inputs });
			const findings = readFileSync(done.outputs['findings-file'] ?? '', 'utf8');
			expect(findings).toContain('plain-text-secret');
			const sarif = readFileSync(join(done.workspace, 'out.sarif'), 'utf8');
			for (const told of [done.text, done.summary, JSON.stringify(done.outputs), findings, sarif]) {
				expect(told).not.toContain(canary);
				expect(told).not.toContain(vendor);
			}
		}
	});
});
