import { describe, expect, it } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver-protocol';
import type { StatusAnswer } from '../../server/messages.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, type Session, startSession } from './session.ts';

const bundle = bundledServer();

const LARGE = 'file:///jobs/large.json';
const SMALL = 'file:///jobs/small.json';
const MIB = 2 ** 20;

/** A list of some hundred jobs, each small enough for the server; the last one asks for no memory at all: an error. */
function jobsOf(mebibytes: number): string {
	const env = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`NAME_${at}`, 'x'.repeat(200)]));
	const job = (id: string, mem: number) => ({ id, run: { cpus: 0.1, mem, disk: 0, cmd: 'true', env } });
	const count = Math.ceil((mebibytes * MIB) / JSON.stringify(job('batch.job-100', 64)).length);
	const jobs = Array.from({ length: count }, (_, at) => job(`batch.job-${at}`, at === count - 1 ? -1 : 64));
	return jobs
		.map((one, at) => `${at === 0 ? '[' : ','}${JSON.stringify(one)}\n`)
		.join('')
		.concat(']\n');
}

const TEXT = jobsOf(10);
const SMALL_TEXT = jobsOf(0.1);

async function opened(): Promise<Session> {
	const session = await startSession(bundle(), {
		capabilities: {
			...NEW_CLIENT,
			textDocument: {
				...NEW_CLIENT.textDocument,
				documentSymbol: { hierarchicalDocumentSymbolSupport: true },
			},
		},
	});
	session.open(LARGE, TEXT);
	return session;
}

const of = (uri: string) => ({ textDocument: { uri } });
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

describe('a job file of 10 MiB', () => {
	it('has the error in its last job at the right place, and still after an edit at its start', async () => {
		const session = await opened();
		const line = TEXT.split('\n').length - 3;
		const character = (TEXT.split('\n')[line] ?? '').indexOf('"mem":-1') + 6;
		const found = await session.pull(LARGE);
		expect(found.map(({ code, range }) => [code, range.start])).toEqual([
			['value-too-small', { line, character }],
		]);
		const start = { line: 0, character: 1 };
		session.change(LARGE, 2, [{ range: { start, end: start }, text: '\n\n' }]);
		const [after] = await session.pull(LARGE);
		expect(after?.range.start).toEqual({ line: line + 2, character });
	}, 30_000);

	it('is said once in the log to be large, however often it is edited', async () => {
		const session = await opened();
		session.open(SMALL, SMALL_TEXT);
		for (let version = 2; version < 5; version++) {
			session.change(LARGE, version, [{ range: { start: WHOLE.start, end: WHOLE.start }, text: ' ' }]);
			await session.pull(LARGE);
		}
		await session.pull(SMALL);
		expect(session.logged).toEqual([
			'large.json is larger than 4 MiB: semantic tokens, code lenses and inlay hints are off.',
		]);
		expect(session.heard).not.toContain('window/showMessageRequest');
	}, 30_000);

	it('tells the extension so with its status, and says nothing of a smaller one', async () => {
		const session = await opened();
		session.open(SMALL, SMALL_TEXT);
		const status = (uri: string) => session.ask<StatusAnswer>('metronome-jobs/status', { uri });
		expect((await status(LARGE)).largeAbove).toBe(4);
		expect((await status(SMALL)).largeAbove).toBeNull();
	}, 30_000);

	it('has no semantic tokens, lenses and hints, which a smaller one has', async () => {
		const session = await opened();
		session.open(SMALL, SMALL_TEXT);
		const asked = [
			['textDocument/semanticTokens/full', {}],
			['textDocument/semanticTokens/range', { range: WHOLE }],
			['textDocument/codeLens', {}],
			['textDocument/inlayHint', { range: WHOLE }],
		] as const;
		for (const [method, more] of asked) {
			expect(await session.ask(method, { ...of(LARGE), ...more }), method).toBeNull();
			expect(await session.ask(method, { ...of(SMALL), ...more }), method).not.toBeNull();
		}
	}, 30_000);

	it('has every job in its outline, and of each list as much as fits', async () => {
		const session = await opened();
		const jobs = await session.ask<DocumentSymbol[]>('textDocument/documentSymbol', of(LARGE));
		expect(jobs).toHaveLength(TEXT.split('\n').length - 2);
		const [env] = jobs.at(-1)?.children ?? [];
		expect([env?.name, env?.detail]).toEqual(['env', '250']);
		expect(env?.children?.length).toBeGreaterThanOrEqual(20);
		expect(env?.children?.length).toBeLessThan(250);
	}, 30_000);

	it('is large no more once most of it is deleted', async () => {
		const session = await opened();
		await session.pull(LARGE);
		session.change(LARGE, 2, [{ text: SMALL_TEXT }]);
		expect(await session.ask('textDocument/semanticTokens/full', of(LARGE))).not.toBeNull();
	}, 30_000);
});
