import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
	PublishDiagnosticsParams,
	WorkspaceDiagnosticReport,
	WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { bundledServer } from './server-bundle.ts';
import {
	NEW_CLIENT,
	OLD_CLIENT,
	type Session,
	type SessionOptions,
	startServer,
	startSession,
} from './session.ts';

const bundle = bundledServer();

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-workspace-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function uriOf(name: string): string {
	return pathToFileURL(join(folder, name)).href;
}

function put(name: string, content: unknown): string {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return uriOf(name);
}

function job(id: string, ...dependencies: string[]): string {
	const run = { cpus: 1, mem: 64, disk: 0, cmd: 'x' };
	return JSON.stringify({ id, dependencies: dependencies.map(other => ({ id: other })), run });
}

function start(check: string | undefined, options: SessionOptions = {}): Promise<Session> {
	const { capabilities = NEW_CLIENT } = options;
	const workspace = { ...capabilities.workspace, configuration: true };
	return startSession(bundle(), {
		folders: [pathToFileURL(folder).href],
		configuration: check === undefined ? null : { check },
		...options,
		capabilities: { ...capabilities, workspace },
	});
}

async function pullAll(session: Session, previous: WorkspaceDiagnosticReport = { items: [] }) {
	const previousResultIds = previous.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
	return session.ask<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
}

function codesIn(items: readonly WorkspaceDocumentDiagnosticReport[]): Record<string, unknown> {
	const shown = items.map(item => [
		item.uri.slice(item.uri.lastIndexOf('/') + 1),
		item.kind === 'full' ? item.items.map(({ code }) => code) : item.kind,
	]);
	return Object.fromEntries(shown.sort());
}

describe('diagnostics of the workspace', () => {
	beforeEach(() => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		put('jobs/a.json', job('a', 'b'));
		put('jobs/b.json', job('b'));
		put('jobs/c.json', job('c', 'unknown'));
	});

	it('come for every job file, and only once while they are the same', async () => {
		const session = await start('workspace');
		const first = await pullAll(session);
		expect(codesIn(first.items)).toEqual({ 'a.json': [], 'b.json': [], 'c.json': ['dependency-unknown'] });
		expect(codesIn((await pullAll(session, first)).items)).toEqual({
			'a.json': 'unchanged',
			'b.json': 'unchanged',
			'c.json': 'unchanged',
		});
	});

	it('change in the files that depend on a change, and only there', async () => {
		const session = await start('workspace');
		const first = await pullAll(session);
		session.open(uriOf('jobs/b.json'), job('renamed'));
		const second = await pullAll(session, first);
		expect(codesIn(second.items)).toEqual({
			'a.json': ['dependency-unknown'],
			'b.json': [],
			'c.json': 'unchanged',
		});
		session.tell('textDocument/didClose', { textDocument: { uri: uriOf('jobs/b.json') } });
		expect(codesIn((await pullAll(session, second)).items)).toMatchObject({
			'a.json': [],
			'c.json': 'unchanged',
		});
	});

	it('are those of the open document, with its version', async () => {
		const session = await start('workspace');
		session.open(uriOf('jobs/c.json'), job('c'), 7);
		const { items } = await pullAll(session);
		expect(items.filter(({ uri }) => uri === uriOf('jobs/c.json'))).toMatchObject([
			{ version: 7, items: [] },
		]);
	});

	it('go away with the file', async () => {
		const session = await start('workspace');
		const first = await pullAll(session);
		rmSync(join(folder, 'jobs/c.json'));
		session.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('jobs/c.json'), type: 3 }] });
		const second = await pullAll(session, first);
		expect(codesIn(second.items)).toMatchObject({ 'c.json': [], 'a.json': 'unchanged' });
		expect(
			codesIn((await pullAll(session, { items: second.items.filter(({ resultId }) => resultId) })).items),
		).toEqual({
			'a.json': 'unchanged',
			'b.json': 'unchanged',
		});
	});

	it('come for open documents only, or for none, where the client says so', async () => {
		const open = await start('open');
		open.open(uriOf('jobs/a.json'), job('a', 'nowhere'));
		expect(codesIn((await pullAll(open)).items)).toEqual({ 'a.json': ['dependency-unknown'] });
		const off = await start('off');
		off.open(uriOf('jobs/a.json'), job('a', 'nowhere'));
		expect(codesIn((await pullAll(off)).items)).toEqual({ 'a.json': [] });
		expect(await off.pull(uriOf('jobs/a.json'))).toEqual([]);
	});

	it('come in parts, with progress, to a client that asks for it', async () => {
		for (let i = 0; i < 450; i++) put(`jobs/more-${i}.json`, job(`more-${i}`, 'nowhere'));
		const session = await start('workspace');
		const parts: WorkspaceDiagnosticReport[] = [];
		const shown: string[] = [];
		session.connection.onNotification('$/progress', ({ token, value }) => {
			if (token === 'part') parts.push(value);
			else shown.push(value.kind);
		});
		const params = { previousResultIds: [], partialResultToken: 'part', workDoneToken: 'work' };
		const last = await session.ask<WorkspaceDiagnosticReport>('workspace/diagnostic', params);
		expect(parts).toHaveLength(2);
		const all = [...parts, last].flatMap(({ items }) => items);
		expect(new Set(all.map(({ uri }) => uri)).size).toBe(453);
		expect(shown[0]).toBe('begin');
		expect(shown.at(-1)).toBe('end');
	});

	it('are suppressed by the config as anywhere else', async () => {
		const suppressions = [{ rule: 'dependency-unknown', file: 'jobs/c.json', reason: 'made by hand' }];
		put('metronome-jobs.json', { jobs: ['jobs/*.json'], suppressions });
		expect(codesIn((await pullAll(await start('workspace'))).items)).toMatchObject({ 'c.json': [] });
	});

	it('find the job files of a folder that has no config, and leave other JSON alone', async () => {
		rmSync(join(folder, 'metronome-jobs.json'));
		put('package.json', { name: 'x', run: 'y' });
		put('below/metronome-jobs.json', { jobs: ['*.json'] });
		put('below/d.json', job('d', 'unknown'));
		put('jobs/e.json', '{ "id": "e", "run": {} }');
		const shown = codesIn((await pullAll(await start('workspace'))).items);
		expect(Object.keys(shown)).toEqual(['a.json', 'b.json', 'c.json', 'd.json', 'e.json']);
		expect(shown['d.json']).toEqual(['dependency-unknown']);
		expect(shown['e.json']).not.toEqual([]);
	});
});

describe('diagnostics of the workspace for a client that cannot ask', () => {
	it('are sent, changed and taken back', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		const a = put('jobs/a.json', job('a', 'b'));
		const session = await start('workspace', { capabilities: OLD_CLIENT });
		const sent = (): Promise<PublishDiagnosticsParams> => session.pushed(({ uri }) => uri === a);
		expect((await sent()).diagnostics.map(({ code }) => code)).toEqual(['dependency-unknown']);
		const b = put('jobs/b.json', job('b'));
		session.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: b, type: 1 }] });
		expect((await sent()).diagnostics).toEqual([]);
		expect(session.heard).toEqual(['workspace/configuration']);
	});

	it('show their progress where the client takes it', async () => {
		put('jobs/a.json', job('a', 'b'));
		const capabilities = {
			...OLD_CLIENT,
			workspace: { configuration: true },
			window: { workDoneProgress: true },
		};
		const session = startServer(bundle(), {
			folders: [pathToFileURL(folder).href],
			configuration: { check: 'workspace' },
			capabilities,
		});
		const ended = new Promise<void>(resolve => {
			session.connection.onNotification('$/progress', ({ value }) => {
				if (value.kind === 'end') resolve();
			});
		});
		await session.initialize();
		await ended;
		expect(session.heard).toContain('window/workDoneProgress/create');
	});
});
