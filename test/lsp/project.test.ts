import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionList, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { withCursor } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, type Session, type SessionOptions, startSession } from './session.ts';

const bundle = bundledServer();

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-project-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: unknown): string {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
	return pathToFileURL(path).href;
}

function uriOf(name: string): string {
	return pathToFileURL(join(folder, name)).href;
}

function job(id: string, more: object = {}): string {
	return JSON.stringify({ id, run: { cpus: 1, mem: 64, disk: 0, cmd: 'x' }, ...more }, null, 2);
}

function start(options: SessionOptions = {}): Promise<Session> {
	return startSession(bundle(), { folders: [pathToFileURL(folder).href], ...options });
}

async function codes(session: Session, uri: string): Promise<Diagnostic['code'][]> {
	return (await session.pull(uri)).map(({ code }) => code);
}

const GPUS = job('a').replace('"cpus"', '"gpus": 1, "cpus"');

describe("a project's config", () => {
	it('sets the version that is judged for', async () => {
		const uri = put('jobs/a.json', GPUS);
		const session = await start();
		session.open(uri, GPUS);
		expect(await codes(session, uri)).toEqual([]);
		put('metronome-jobs.json', { metronome: '0.5.71' });
		session.tell('workspace/didChangeWatchedFiles', {
			changes: [{ uri: uriOf('metronome-jobs.json'), type: 1 }],
		});
		expect(await codes(session, uri)).toEqual(['needs-newer-metronome']);
	});

	it("gives way to the user's own settings", async () => {
		put('metronome-jobs.json', { metronome: '0.5.71' });
		const capabilities = { ...NEW_CLIENT, workspace: { configuration: true } };
		const session = await start({ capabilities, configuration: { dcos: '2.2' } });
		session.open(uriOf('jobs/a.json'), GPUS);
		expect(await codes(session, uriOf('jobs/a.json'))).toEqual([]);
	});

	it('changes severities and suppresses findings', async () => {
		const text = job('a', { dependencies: [] }).replace(
			'"cmd": "x"',
			'"cmd": "x", "volumes": [], "secrets": {"s": {"source": "a/s"}}',
		);
		const session = await start();
		session.open(uriOf('jobs/a.json'), text);
		expect(await codes(session, uriOf('jobs/a.json'))).toEqual(['secret-unused']);
		const suppressions = [{ rule: 'secret-unused', file: 'jobs/a.json', reason: 'used soon' }];
		put('metronome-jobs.json', { suppressions });
		session.tell('workspace/didChangeWatchedFiles', {
			changes: [{ uri: uriOf('metronome-jobs.json'), type: 1 }],
		});
		expect(await codes(session, uriOf('jobs/a.json'))).toEqual([]);
	});

	it('says which files hold jobs, whatever is in them', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/**'] });
		const session = await start();
		session.open(uriOf('jobs/empty.json'), '{}');
		session.open(uriOf('other.json'), '{}');
		expect(await codes(session, uriOf('jobs/empty.json'))).not.toEqual([]);
		expect(await codes(session, uriOf('other.json'))).toEqual([]);
	});

	it('is broken without breaking the server', async () => {
		put('metronome-jobs.json', '{ "jobs": [ nonsense');
		const session = await start();
		session.open(uriOf('a.json'), '{ "id": "a", "run": {} }');
		expect(await codes(session, uriOf('a.json'))).not.toEqual([]);
	});
});

describe('job files that are not open', () => {
	beforeEach(() => {
		put('metronome-jobs.json', { jobs: ['jobs/**'] });
		put('jobs/first.json', job('first'));
	});

	it('are known to the ones that are', async () => {
		const session = await start();
		const uri = uriOf('jobs/second.json');
		session.open(uri, job('second', { dependencies: [{ id: 'first' }] }));
		expect(await codes(session, uri)).toEqual([]);
		session.change(uri, 2, [{ text: job('first') }]);
		const [double] = await session.pull(uri);
		expect(double?.code).toBe('duplicate-job-id');
		expect(double?.relatedInformation?.[0]?.location).toEqual({
			uri: uriOf('jobs/first.json'),
			range: { start: { line: 1, character: 8 }, end: { line: 1, character: 15 } },
		});
	});

	it('make an id unknown that none of them has, and known when one is written', async () => {
		const session = await start();
		const uri = uriOf('jobs/second.json');
		session.open(uri, job('second', { dependencies: [{ id: 'third' }] }));
		expect(await codes(session, uri)).toEqual(['dependency-unknown']);
		const third = put('jobs/third.json', job('third'));
		session.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: third, type: 1 }] });
		await expect.poll(() => codes(session, uri)).toEqual([]);
		rmSync(join(folder, 'jobs/third.json'));
		session.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: third, type: 3 }] });
		await expect.poll(() => codes(session, uri)).toEqual(['dependency-unknown']);
	});

	it('are watched, and nothing else', async () => {
		const workspace = { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } };
		const session = await start({ capabilities: { ...NEW_CLIENT, workspace } });
		session.open(uriOf('jobs/second.json'), job('second'));
		await session.pull(uriOf('jobs/second.json'));
		const patterns = session.watched.flatMap(({ watchers }) =>
			watchers.map(({ globPattern }) => globPattern),
		);
		expect(patterns.map(pattern => (typeof pattern === 'string' ? pattern : pattern.pattern))).toEqual([
			'**/metronome-jobs.json',
			'metronome-jobs.json',
			'jobs/**',
		]);
	});
});

describe('the inventory of a project', () => {
	const text = (source: string): string =>
		job('etl.load').replace(
			'"cmd": "x"',
			`"cmd": "x", "env": { "A": { "secret": "db" } }, "secrets": { "db": { "source": "${source}" } }`,
		);

	beforeEach(() => {
		put('secrets.json', { array: ['etl/db', 'etl/mail', 'ops/token'] });
		put('metronome-jobs.json', { secrets: { inventory: 'secrets.json' } });
	});

	it('is offered where a source is typed', async () => {
		const session = await start();
		const marked = withCursor(text('|'));
		session.open(uriOf('a.json'), marked.text);
		const list = await session.at<CompletionList>('completion', uriOf('a.json'), marked.position);
		expect(list.items.map(({ label }) => label)).toEqual(['etl/db', 'etl/mail']);
	});

	it('tells in hover and diagnostics what is missing, and is read again when it changes', async () => {
		const session = await start();
		const marked = withCursor(text('etl/o|ther'));
		session.open(uriOf('a.json'), marked.text);
		const hover = () => session.at<Hover>('hover', uriOf('a.json'), marked.position);
		expect(await codes(session, uriOf('a.json'))).toContain('secret-missing');
		expect(JSON.stringify(await hover())).toContain('missing, says the inventory secrets.json');
		put('secrets.json', { array: ['etl/other'] });
		session.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('secrets.json'), type: 2 }] });
		expect(JSON.stringify(await hover())).toContain('exists, says the inventory secrets.json');
	});

	it('never shows in a log', async () => {
		const session = await start();
		session.open(uriOf('a.json'), text('etl/db'));
		await session.pull(uriOf('a.json'));
		expect(session.logged.join() + session.stderr).not.toMatch(/etl|ops/);
	});
});
