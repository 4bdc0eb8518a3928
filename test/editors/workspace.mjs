// The workspace that every editor opens: a copy, for editors write.
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');

/** With all its mistakes. */
export const LOAD = 'jobs/etl/load.json';

/** Calls `use` with the path of a copy, which is gone afterwards. */
export async function withWorkspace(use) {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'metronome-jobs-editor-')));
	try {
		cpSync(join(here, 'fixtures/workspace'), folder, { recursive: true });
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}

/** `line:column`, both from 1, of a text in a file of the workspace; `behind`: so many characters further. */
export function placeOf(folder, file, text, behind = 0) {
	const lines = readFileSync(join(folder, file), 'utf8').split('\n');
	const line = lines.findIndex(content => content.includes(text));
	if (line < 0) throw new Error(`${file} has no ${text}`);
	return `${line + 1}:${lines[line].indexOf(text) + 1 + behind}`;
}

/** A job whose run leaves a file behind, so that it can be seen to have run. */
export function addRunningJob(folder) {
	const mark = join(folder, 'ran.txt');
	const run = { cpus: 0.1, mem: 32, disk: 0, cmd: `echo ran > '${mark}'` };
	writeFileSync(join(folder, 'jobs/mark.json'), `${JSON.stringify({ id: 'tide.mark', run }, null, 2)}\n`);
	return mark;
}
