import { setFailed, summary, warning } from '@actions/core';
import { cut } from '../cli/formats/cut.ts';
import { printableLines } from '../cli/formats/printable.ts';
import { printForeign } from './log.ts';

/** Of one message in the log. */
const MAX_MESSAGE = 4000;

/** Fails the step with a message and the exit code that the command of the same name has. */
export function failStep(message: string, exit: number): void {
	setFailed(cut(printableLines(message), MAX_MESSAGE));
	process.exitCode = Math.max(exit, 1);
}

/** A line each, whatever they hold. */
export function tell(lines: readonly string[]): void {
	if (lines.length > 0) printForeign(printableLines(lines.join('\n')));
}

/** Adds to the job summary; a step does not fail for one that cannot be written. */
export async function summarize(markdown: string): Promise<void> {
	if (process.env['GITHUB_STEP_SUMMARY'] === undefined) return;
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		warning(
			`The job summary could not be written. ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}
