import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes a folder with these files (path → text, or a value that becomes JSON), which is gone after the test. */
export function temporaryTree(files: Readonly<Record<string, unknown>>): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'metronome-jobs-')));
	folders.push(folder);
	addFiles(folder, files);
	return folder;
}

export function addFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
	for (const [path, content] of Object.entries(files)) {
		const full = join(folder, path);
		mkdirSync(dirname(full), { recursive: true });
		const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
		writeFileSync(full, isRaw ? content : JSON.stringify(content, null, 2));
	}
}

export function textIn(folder: string, path: string): string {
	return readFileSync(join(folder, path), 'utf8');
}
