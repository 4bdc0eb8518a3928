import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../temporary-tree.ts';
import { cli, NOW } from './command.ts';

const PASSWORD = ['Tr0ub4dor', 'and', '3'].join('-');
const JOB = {
	id: 'reports.daily',
	run: { cpus: 0.1, mem: 32, disk: 0, cmd: 'true', env: { DB_PASSWORD: PASSWORD } },
};

function project(folder = temporaryTree({ 'a.json': JOB })) {
	const kept = join(folder, 'cache/metronome-jobs');
	const check = (env: Readonly<Record<string, string>> = {}) =>
		cli(folder, ['check', 'a.json', '--now', NOW], {
			env: { XDG_CACHE_HOME: join(folder, 'cache'), NODE_DISABLE_COMPILE_CACHE: '', ...env },
		});
	const only = () => {
		const [name = '', ...others] = readdirSync(kept);
		expect(others).toEqual([]);
		return join(kept, name);
	};
	return { folder, kept, check, only };
}

describe('the code that is kept of the command', () => {
	it('changes nothing that a run says', () => {
		const { check, only } = project();
		const first = check();
		expect(first.out).toContain('plain-text-secret');
		const { ino } = statSync(only());
		expect(check()).toEqual(first);
		expect(statSync(only()).ino).toBe(ino);
	});

	it("is the user's own, and holds nothing of what was judged", () => {
		const { kept, check, only } = project();
		check();
		if (process.platform !== 'win32') {
			expect([statSync(kept).mode & 0o777, statSync(only()).mode & 0o777]).toEqual([0o700, 0o600]);
		}
		expect(readFileSync(only()).includes(PASSWORD)).toBe(false);
	});

	it('is made anew where it is damaged, of another build, or could be of somebody else', () => {
		const { kept, check, only } = project();
		const expected = check();
		truncateSync(only(), 1000);
		expect(check()).toEqual(expected);
		const good = readFileSync(only());
		expect(good.length).toBeGreaterThan(1000);
		for (const at of [0.1, 0.5, 0.9]) {
			const damaged = Buffer.from(good);
			const start = Math.floor(at * good.length);
			damaged.fill(0, start, start + 4096);
			writeFileSync(only(), damaged);
			expect(check()).toEqual(expected);
			expect(readFileSync(only()).equals(damaged)).toBe(false);
		}
		writeFileSync(join(kept, 'ffffffffffffffff-v20.0.0-x64-check.code'), '');
		writeFileSync(ofThisBuild(kept), 'no code at all');
		expect(check()).toEqual(expected);
		only();
		if (process.platform === 'win32') return;
		chmodSync(only(), 0o666);
		expect(check()).toEqual(expected);
		expect(statSync(only()).mode & 0o777).toBe(0o600);
	});

	it('is not made of a call that was none, whatever its first word is', () => {
		const { folder, kept } = project();
		const { code } = cli(folder, ['hunter'], { env: { XDG_CACHE_HOME: join(folder, 'cache') } });
		expect(code).toBe(2);
		expect(() => readdirSync(kept)).toThrow('ENOENT');
	});

	it('is not made where that is not wanted, or cannot be', () => {
		const { folder, kept, check } = project();
		const expected = check({ NODE_DISABLE_COMPILE_CACHE: '1' });
		expect(() => readdirSync(kept)).toThrow('ENOENT');
		expect(check({ XDG_CACHE_HOME: join(folder, 'a.json') })).toEqual(expected);
	});
});

/** The file of this build. */
function ofThisBuild(kept: string): string {
	return join(kept, readdirSync(kept).find(name => !name.startsWith('ffff')) ?? '');
}
