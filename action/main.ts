import { getInput, setFailed } from '@actions/core';
import { check } from './check.ts';
import { readInputs } from './inputs.ts';

async function main(): Promise<void> {
	const read = readInputs(name => getInput(name));
	if (!read.ok) {
		for (const problem of read.problems) setFailed(problem);
		return;
	}
	await check(read.inputs);
}

// A failure here is a bug or the runner's; the message goes to the log, the step fails.
main().catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
