import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll } from 'vitest';
import { COMMAND, PATIENCE, ROOT, withoutColor } from './command.ts';

/** A PATH on which `metronome-jobs` is the built command, for the tests of one file. */
export function pathWithCommand(): string {
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bin-'));
	const command = join(folder, 'metronome-jobs');
	writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
	chmodSync(command, 0o755);
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
}

interface ShellRun {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a line of shell in a fresh copy of examples/; nothing of it stays. */
export function inExamples(line: string, path: string, withoutConfig = false): ShellRun {
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-examples-'));
	try {
		cpSync(join(ROOT, 'examples'), folder, { recursive: true });
		if (withoutConfig) rmSync(join(folder, 'metronome-jobs.json'));
		const env = { ...withoutColor(), PATH: path };
		return spawnSync('bash', ['-c', line], {
			cwd: folder,
			env,
			encoding: 'utf8',
			input: '',
			timeout: PATIENCE,
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
