import { resolve } from 'node:path';
import { getInput, setFailed } from '@actions/core';
import { printableLines } from '../cli/formats/printable.ts';
import { check } from './check.ts';
import { readRunContext } from './github/event.ts';
import { readInputs } from './inputs.ts';
import { maskSecret } from './secrets.ts';
import { isFolder, workspaceFolder } from './workspace.ts';

async function main(): Promise<void> {
	maskSecret(getInput('token'));
	const read = readInputs({
		get: name => getInput(name),
		isFolder: path => isFolder(resolve(workspaceFolder(), path)),
	});
	if (!read.ok) {
		for (const problem of read.problems) setFailed(printableLines(problem));
		return;
	}
	await check(read.inputs, readRunContext(process.env));
}

// A failure here is a bug or the runner's; the message goes to the log, the step fails.
main().catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
