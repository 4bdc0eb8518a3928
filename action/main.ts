import { resolve } from 'node:path';
import { getInput, setFailed } from '@actions/core';
import { printableLines } from '../cli/formats/printable.ts';
import { check } from './check.ts';
import { deploy } from './deploy.ts';
import { drift } from './drift.ts';
import { type RunContext, readRunContext } from './github/event.ts';
import { type Inputs, type Mode, readInputs } from './inputs.ts';
import { plan } from './plan.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { maskSecret } from './secrets.ts';
import { isFolder, workspaceFolder } from './workspace.ts';

const MODES: Readonly<Record<Mode, (inputs: Inputs, context: RunContext) => Promise<void>>> = {
	check,
	plan,
	deploy,
	drift,
	rollback,
	run,
};

async function main(): Promise<void> {
	for (const secret of ['token', 'plan-key']) maskSecret(getInput(secret));
	const read = readInputs({
		get: name => getInput(name),
		isFolder: path => isFolder(resolve(workspaceFolder(), path)),
	});
	if (!read.ok) {
		for (const problem of read.problems) setFailed(printableLines(problem));
		return;
	}
	await MODES[read.inputs.mode](read.inputs, readRunContext(process.env));
}

// A failure here is a bug or the runner's; the message goes to the log, the step fails.
main().catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
