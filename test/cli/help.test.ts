import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../cli/formats/display-width.ts';
import { inExamples, pathWithCommand } from './examples-copy.ts';
import { examplesIn, HELPS } from './help-texts.ts';

/**
 * The emulator serves until it is stopped (test/emulator/command.test.ts starts it), the language server talks to an
 * editor (test/cli/commands.test.ts does), and some want a cluster (test/cli/cluster-help.test.ts has one).
 */
const EXAMPLES = HELPS.flatMap(({ text }) => examplesIn(text)).filter(
	line => !/metronome-jobs (emulator|lsp|plan|deploy|drift|rollback|run|pull|diff)/.test(line),
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
