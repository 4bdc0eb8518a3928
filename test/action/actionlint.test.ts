import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './runner.ts';
import { FILES, OWN, RECIPES } from './workflows.ts';

/** Built from its Go module where there is Go; the version is the newest one that this was run with. */
const MODULE = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const PATIENCE = 240_000;

function built(): string | undefined {
	const folder = join(ROOT, 'node_modules/.cache/actionlint');
	mkdirSync(folder, { recursive: true });
	const env = { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' };
	const { status } = spawnSync('go', ['install', MODULE], { env, timeout: PATIENCE, stdio: 'ignore' });
	return status === 0 ? join(folder, 'actionlint') : undefined;
}

const actionlint = built();

const filesIn = (folder: string) => FILES.filter(file => file.startsWith(`${folder}/`));

interface Complaint {
	readonly filepath: string;
	readonly message: string;
}

function complaints(files: readonly string[]): readonly Complaint[] {
	const options = ['-format', '{{json .}}', '-shellcheck=', '-pyflakes='];
	const { stdout, stderr } = spawnSync(actionlint ?? '', [...options, ...files], {
		cwd: ROOT,
		encoding: 'utf8',
		timeout: PATIENCE,
	});
	if (stderr !== '') throw new Error(stderr);
	return JSON.parse(stdout);
}

describe.skipIf(actionlint === undefined)('actionlint', () => {
	it('has nothing to say of our own workflows', () => {
		expect(complaints(filesIn(OWN))).toEqual([]);
	});

	it('has nothing to say of the recipes but what it does not know yet, and what is not in this repository', () => {
		const rest = complaints(filesIn(RECIPES)).filter(
			({ message }) =>
				!message.startsWith('unexpected key "queue" for "concurrency" section') &&
				!message.startsWith('could not read reusable workflow file'),
		);
		expect(rest).toEqual([]);
	});
});
