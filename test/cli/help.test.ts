import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../cli/formats/display-width.ts';
import { makeProgram } from '../../cli/program.ts';
import { ROOT } from './command.ts';
import { inExamples, pathWithCommand } from './examples-copy.ts';

const silent = { write: () => {}, isTerminal: false, width: 80 };
const io = { cwd: ROOT, env: {}, out: silent, err: silent, stdin: () => '', now: () => 0 };

/** The whole help of a command, examples included, as it is written for 80 columns. */
function helpOf(args: readonly string[]): string {
	let out = '';
	const write = (text: string) => {
		out += text;
	};
	const program = makeProgram({ ...io, out: { ...silent, write } }, () => {});
	try {
		program.parse([...args, '--help'], { from: 'user' });
	} catch {
		// Commander leaves so.
	}
	return out;
}

const NAMES = makeProgram(io, () => {}).commands.map(command => command.name());
const HELPS = [[], ...NAMES.map(name => [name])].map(args => ({ args, text: helpOf(args) }));

/** The indented lines below "Example" or "Start here"; a line that ends in `\` or `|` goes on in the next. */
function examplesIn(text: string): string[] {
	const block = /^(?:Examples?|Start here):\n((?: {2,}.*\n?)+)/m.exec(text)?.[1] ?? '';
	return block
		.replaceAll(/\\\n\s+/g, '')
		.replaceAll(/\|\n\s+/g, '| ')
		.split('\n')
		.map(line => line.trim())
		.filter(line => line !== '');
}

/**
 * The emulator serves until it is stopped (test/emulator/command.test.ts starts it), and the language server talks to an
 * editor (test/cli/commands.test.ts does).
 */
const EXAMPLES = HELPS.flatMap(({ text }) => examplesIn(text)).filter(
	line => !/metronome-jobs (emulator|lsp)/.test(line),
);

describe('the help', () => {
	it.each(HELPS)('of $args fits into 80 columns and has an example', ({ text }) => {
		expect(text.split('\n').filter(line => displayWidth(line) > 80)).toEqual([]);
		expect(examplesIn(text).length).toBeGreaterThan(0);
	});

	it('names no default that says nothing', () => {
		for (const { text } of HELPS) expect(text).not.toMatch(/default: (\[\]|\{\})/);
	});
});

describe('the example of a help text', () => {
	const path = pathWithCommand();

	it.each(EXAMPLES)('%s works', line => {
		const needsNoConfig = line.includes('metronome-jobs init');
		const { status, stderr } = inExamples(line, path, needsNoConfig);
		expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
	});
});
