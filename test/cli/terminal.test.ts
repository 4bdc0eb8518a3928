import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../cli/formats/display-width.ts';
import { widthOf } from '../../cli/io.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { badJob, COMMAND, cli, program, warnedJob, withoutColor } from './command.ts';

const ESCAPE = '\u001b';
const tree = () => temporaryTree({ 'a.json': badJob('a'), 'b.json': warnedJob('b') });

describe('colour', () => {
	const colored = (env: Record<string, string>, terminal: boolean) =>
		program(tree(), ['check'], { env, terminal }).out.includes(ESCAPE);

	it('is for terminals', () => {
		expect([colored({ TERM: 'xterm' }, true), colored({ TERM: 'xterm' }, false)]).toEqual([true, false]);
	});

	it('is not for dumb ones, nor for people who set NO_COLOR', () => {
		expect(colored({ TERM: 'dumb' }, true)).toBe(false);
		expect(colored({ TERM: 'xterm', NO_COLOR: '1' }, true)).toBe(false);
		expect(colored({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
		expect(colored({ TERM: 'xterm', NO_COLOR: '' }, true)).toBe(true);
	});

	it('can be forced into a pipe, of the process too', () => {
		expect(colored({ FORCE_COLOR: '1' }, false)).toBe(true);
		expect(colored({ FORCE_COLOR: '0' }, false)).toBe(false);
		expect(cli(tree(), ['check'], { env: { FORCE_COLOR: '1' } }).out).toContain(ESCAPE);
	});

	it('is in no format but the human one', () => {
		for (const format of ['json', 'sarif', 'github', 'markdown', 'rdjson']) {
			const env = { FORCE_COLOR: '1' };
			expect(program(tree(), ['check', '-f', format], { env, terminal: true }).out).not.toContain(ESCAPE);
		}
	});
});

describe('width', () => {
	it.each([60, 80, 120])('%i columns hold every line but those with an address', width => {
		const { out } = program(tree(), ['check'], { width, terminal: true, env: { NO_COLOR: '1' } });
		const wide = out.split('\n').filter(line => displayWidth(line) > width && !line.includes('https://'));
		expect(wide).toEqual([]);
	});

	it('is never less than a word needs, and 100 where nobody knows', () => {
		expect([undefined, 0, 10, 40, 200].map(widthOf)).toEqual([100, 100, 40, 40, 200]);
	});
});

it('only ASCII is drawn where the locale has no more', () => {
	const { out } = program(tree(), ['check'], { env: { LC_ALL: 'C' } });
	expect(out).toContain('secret-undeclared');
	expect([...out].filter(character => character > '\u007f')).toEqual([]);
});

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
	it('is no error, and the exit code stays what was found', () => {
		const script = `"${process.execPath}" "${COMMAND}" rules --json | head -1; echo "\${PIPESTATUS[0]}"
			"${process.execPath}" "${COMMAND}" check -f json 2>&1 | head -1; echo "\${PIPESTATUS[0]}"`;
		const { stdout, stderr } = spawnSync('bash', ['-c', script], {
			cwd: tree(),
			encoding: 'utf8',
			env: withoutColor(),
		});
		expect([stdout.split('\n').filter(line => line !== ''), stderr]).toEqual([['{', '0', '{', '1'], '']);
	});

	it.skipIf(!existsSync('/dev/full'))('but a full disk is one', () => {
		const script = `"${process.execPath}" "${COMMAND}" rules > /dev/full; echo $?`;
		const out = execFileSync('bash', ['-c', script], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		expect(out).toBe('3\n');
	});
});
