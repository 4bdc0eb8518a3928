import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, expect, it } from 'vitest';
import { openDurable } from '../../emulator/durable.ts';
import { readJournal } from '../../emulator/journal-line.ts';
import { temporaryTree } from '../temporary-tree.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = 12;

const started: ChildProcess[] = [];
afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

it('a journal that is killed while a snapshot takes its place has every change that was acknowledged', async () => {
	const folder = temporaryTree({});
	const bundle = join(folder, 'bundle.mjs');
	await build({
		stdin: {
			contents: [
				"export { openDurable } from './emulator/durable.ts';",
				"export { Metronome } from './emulator/metronome.ts';",
				"export { version } from './core/version.ts';",
			].join('\n'),
			resolveDir: join(HERE, '../..'),
			loader: 'ts',
		},
		outfile: bundle,
		bundle: true,
		platform: 'node',
		format: 'esm',
		mainFields: ['module', 'main'],
	});
	const directory = join(folder, 'data');
	/** Job → the highest value that was acknowledged; each job only ever grows. */
	const acknowledged = new Map<string, number>();
	for (let round = 0; round < ROUNDS; round++) {
		const child = spawn(
			process.execPath,
			[join(HERE, 'journal-writer.mjs'), bundle, directory, `r${round}`],
			{
				stdio: ['ignore', 'pipe', 'inherit'],
			},
		);
		started.push(child);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', text => {
			output += text;
		});
		const closed = new Promise(resolve => child.once('close', resolve));
		while (output === '') await sleep(5);
		// What a reader finds at any moment is what a kill at that moment would leave.
		for (const end = performance.now() + Math.random() * 80; performance.now() < end; await sleep(0)) {
			expect(readJournal(readFileSync(join(directory, 'journal'))).lines).not.toEqual([]);
		}
		child.kill('SIGKILL');
		await closed;
		for (const line of output.split('\n').slice(0, -1)) {
			const [id = '', mem] = line.split(' ');
			acknowledged.set(id, Number(mem));
		}
		const { saved, close } = await openDurable({ directory, now: Date.now, log: () => undefined });
		await close();
		const lost = [...acknowledged].filter(([id, mem]) => (saved.jobs.get(id)?.run.mem ?? 0) < mem);
		expect(lost).toEqual([]);
	}
	expect(acknowledged.size).toBeGreaterThan(ROUNDS);
}, 60_000);
