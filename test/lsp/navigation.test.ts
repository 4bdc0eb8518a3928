import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
	CallHierarchyIncomingCall,
	CallHierarchyItem,
	DocumentHighlight,
	DocumentSymbol,
	Location,
	WorkspaceEdit,
	WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import { afterWorkspaceEdit, withCursor } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, type SessionOptions, startSession } from './session.ts';

const bundle = bundledServer();

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-navigation-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function uriOf(name: string): string {
	return pathToFileURL(join(folder, name)).href;
}

function put(name: string, content: unknown): string {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
	return uriOf(name);
}

function start(options: SessionOptions = {}): Promise<Session> {
	return startSession(bundle(), { folders: [pathToFileURL(folder).href], ...options });
}

function job(id: string, more = ''): string {
	return `{ "id": "${id}", ${more} "run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x" } }`;
}

function withSecret(id: string, alias: string, source: string): string {
	return `{ "id": "${id}", "run": { "cmd": "x", "env": { "A": { "secret": "${alias}" }, "B": { "secret": "${alias}" } },
  "secrets": { "${alias}": { "source": "${source}" } } } }`;
}

/** The text of every file after an edit, by name. */
function applied(edit: WorkspaceEdit, texts: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(texts).map(([name, text]) => [name, afterWorkspaceEdit(text, uriOf(name), edit)]),
	);
}

async function rename(
	session: Session,
	name: string,
	marked: string,
	newName: string,
): Promise<WorkspaceEdit> {
	const { text, position } = withCursor(marked);
	session.open(uriOf(name), text);
	return session.ask('textDocument/rename', { textDocument: { uri: uriOf(name) }, position, newName });
}

describe('renaming', () => {
	it('changes an alias wherever its job says it, and in no other job', async () => {
		const session = await start();
		const text = `[${withSecret('a', 'db', 'x/y')}, ${withSecret('b', 'db', 'x/y')}]`;
		const edit = await rename(session, 'a.json', text.replace('"db" }', '"d|b" }'), 'data"base');
		expect(applied(edit, { 'a.json': text })).toEqual({
			'a.json': `[${withSecret('a', 'data\\"base', 'x/y')}, ${withSecret('b', 'db', 'x/y')}]`,
		});
	});

	it('changes the id of a job with every dependency on it, in files that are open and those that are not', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		const closed = job('report', '"dependencies": [{ "id": "load" }, { "id": "other" }],');
		put('jobs/closed.json', closed);
		put('jobs/open.json', '{}');
		const open = job('mail', '"dependencies": [{ "id": "load" }],');
		const session = await start();
		session.open(uriOf('jobs/open.json'), open);
		const edit = await rename(session, 'jobs/load.json', job('lo|ad'), 'etl.load');
		expect(
			applied(edit, { 'jobs/closed.json': closed, 'jobs/open.json': open, 'jobs/load.json': job('load') }),
		).toEqual({
			'jobs/closed.json': closed.replace('"load"', '"etl.load"'),
			'jobs/open.json': open.replace('"load"', '"etl.load"'),
			'jobs/load.json': job('etl.load'),
		});
		const versions = (edit.documentChanges ?? []).map(
			change => 'textDocument' in change && change.textDocument.version,
		);
		expect(versions.toSorted()).toEqual([1, 1, null]);
	});

	it('works from a dependency as well, and in a folder without a config', async () => {
		const target = job('load');
		put('jobs/load.json', target);
		put('package.json', '{ "id": "load" }');
		const session = await start();
		const text = job('mail', '"dependencies": [{ "id": "load" }],');
		const edit = await rename(session, 'jobs/mail.json', text.replace('"load"', '"lo|ad"'), 'extract');
		expect(applied(edit, { 'jobs/load.json': target, 'jobs/mail.json': text })).toEqual({
			'jobs/load.json': job('extract'),
			'jobs/mail.json': text.replace('load', 'extract'),
		});
		expect(JSON.stringify(edit)).not.toContain('package.json');
	});

	it('changes a source in all files of the project', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		const other = withSecret('team.b', 'mine', 'team/db');
		put('jobs/b.json', other);
		const session = await start();
		const own = withSecret('team.a', 'db', 'team/db');
		const edit = await rename(session, 'jobs/a.json', own.replace('team/db', 'team|/db'), 'team/database');
		expect(applied(edit, { 'jobs/a.json': own, 'jobs/b.json': other })).toEqual({
			'jobs/a.json': own.replace('team/db', 'team/database'),
			'jobs/b.json': other.replace('team/db', 'team/database'),
		});
	});

	it.each([
		['an id with a capital', job('lo|ad'), 'Load', /capital letter 'L' at place 1/],
		['an id that is taken', job('lo|ad'), 'taken', /There is a job 'taken' already/],
		['an empty alias', withSecret('a', 'd|b', 'x'), ' ', /cannot be empty/],
		['a source outside the space', withSecret('team.a', 'db', 'team|/db'), 'ops/db', /outside its spaces/],
		['a source with odd characters', withSecret('team.a', 'db', 'team|/db'), 'team/d b', /characters/],
		[
			'an id that loses a secret',
			withSecret('te|am.a', 'db', 'team/db'),
			'ops.a',
			/could not read its secret 'db'/,
		],
		['what is no name', job('load', '"desc|ription": "x",'), 'y', /Only aliases/],
		['a file that cannot be read', job('lo|ad', '"labels": {,},'), 'y', /syntax mistakes/],
	])('refuses %s, and says why', async (_what, marked, newName, message) => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		put('jobs/taken.json', job('taken'));
		const session = await start();
		const once = marked.indexOf('|');
		const single = marked.slice(0, once + 1) + marked.slice(once + 1).replaceAll('|', '');
		await expect(rename(session, 'jobs/a.json', single, newName)).rejects.toMatchObject({
			code: -32803,
			message: expect.stringMatching(message),
		});
	});

	it('is prepared with the name between the quotes', async () => {
		const session = await start({
			capabilities: {
				...NEW_CLIENT,
				textDocument: { ...NEW_CLIENT.textDocument, rename: { prepareSupport: true } },
			},
		});
		expect(session.result?.capabilities.renameProvider).toEqual({ prepareProvider: true });
		const { text, position } = withCursor(job('lo|ad'));
		session.open(uriOf('a.json'), text);
		expect(await session.at('prepareRename', uriOf('a.json'), position)).toEqual({
			range: { start: { line: 0, character: 9 }, end: { line: 0, character: 13 } },
			placeholder: 'load',
		});
		expect(await session.at('prepareRename', uriOf('a.json'), { line: 0, character: 3 })).toBeNull();
	});

	it('gives plain changes to a client that takes no others', async () => {
		const session = await start({ capabilities: OLD_CLIENT });
		expect(session.result?.capabilities.renameProvider).toBe(true);
		const edit = await rename(session, 'a.json', job('lo|ad'), 'extract');
		expect(edit.documentChanges).toBeUndefined();
		expect(applied(edit, { 'a.json': job('load') })).toEqual({ 'a.json': job('extract') });
	});
});

describe('names', () => {
	it('lead to their definition and their uses, across files', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		put('jobs/load.json', job('load'));
		put('jobs/report.json', job('report', '"dependencies": [{ "id": "load" }],'));
		const session = await start();
		const { text, position } = withCursor(job('mail', '"dependencies": [{ "id": "lo|ad" }],'));
		const uri = uriOf('jobs/mail.json');
		session.open(uri, text);
		const definition = await session.at<Location[]>('definition', uri, position);
		expect(definition).toEqual([
			{
				uri: uriOf('jobs/load.json'),
				range: { start: { line: 0, character: 9 }, end: { line: 0, character: 13 } },
			},
		]);
		const references = (includeDeclaration: boolean): Promise<Location[]> =>
			session.ask('textDocument/references', {
				textDocument: { uri },
				position,
				context: { includeDeclaration },
			});
		const files = async (all: boolean): Promise<string[]> =>
			(await references(all)).map(found => found.uri).toSorted();
		expect(await files(false)).toEqual([uri, uriOf('jobs/report.json')]);
		expect(await files(true)).toEqual([uriOf('jobs/load.json'), uri, uriOf('jobs/report.json')]);
	});

	it('are highlighted in their document: the declaration is written, the uses are read', async () => {
		const session = await start();
		const { text, position } = withCursor(withSecret('a', 'db', 'x').replace('"db"', '"d|b"'));
		session.open(uriOf('a.json'), text);
		const found = await session.at<DocumentHighlight[]>('documentHighlight', uriOf('a.json'), position);
		expect(found.map(({ kind }) => kind)).toEqual([2, 2, 3]);
	});

	it('of jobs lead to those that wait for them and those they wait for', async () => {
		put('metronome-jobs.json', { jobs: ['jobs/*.json'] });
		put('jobs/report.json', job('report', '"dependencies": [{ "id": "load" }],'));
		const session = await start();
		const { text, position } = withCursor(job('lo|ad', '"dependencies": [{ "id": "report" }],'));
		const uri = uriOf('jobs/load.json');
		session.open(uri, text);
		const [item] = await session.at<CallHierarchyItem[]>('prepareCallHierarchy', uri, position);
		expect(item).toMatchObject({ name: 'load', uri });
		const incoming = await session.ask<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
		expect(incoming.map(({ from }) => from.name)).toEqual(['report']);
		expect(await session.ask('callHierarchy/outgoingCalls', { item })).toMatchObject([
			{ to: { name: 'report' } },
		]);
	});
});

describe('symbols', () => {
	it('outline a document, flat for a client that knows no tree', async () => {
		const nested = { documentSymbol: { hierarchicalDocumentSymbolSupport: true } };
		const session = await start({
			capabilities: { ...NEW_CLIENT, textDocument: { ...NEW_CLIENT.textDocument, ...nested } },
		});
		session.open(uriOf('a.json'), withSecret('a', 'db', 'x/canary'));
		const ask = (asked: Session): Promise<DocumentSymbol[]> =>
			asked.ask('textDocument/documentSymbol', { textDocument: { uri: uriOf('a.json') } });
		const [tree] = await ask(session);
		expect(tree?.name).toBe('a');
		expect(tree?.children?.map(({ name, detail }) => `${name} ${detail}`)).toEqual(['env 2', 'secrets 1']);
		const old = await start({ capabilities: OLD_CLIENT });
		old.open(uriOf('a.json'), withSecret('a', 'db', 'x'));
		expect((await ask(old)).map(({ name }) => name)).toEqual(['a', 'env', 'A', 'B', 'secrets', 'db']);
	});

	it('of the workspace are the jobs of all folders, open or not', async () => {
		put('one/a.json', job('etl.extract'));
		put('two/metronome-jobs.json', { jobs: ['*.json'] });
		put('two/b.json', job('etl.load'));
		const session = await start({ folders: [uriOf('one'), uriOf('two')] });
		session.open(uriOf('one/c.json'), job('mail'));
		const find = async (query: string): Promise<string[]> =>
			(await session.ask<WorkspaceSymbol[]>('workspace/symbol', { query }))
				.map(({ name }) => name)
				.toSorted();
		expect(await find('')).toEqual(['etl.extract', 'etl.load', 'mail']);
		expect(await find('eload')).toEqual(['etl.load']);
	});
});

describe('files that get another name', () => {
	const capabilities = { ...NEW_CLIENT, workspace: { fileOperations: { willRename: true } } };

	it('are renamed in the config that names them, folders too', async () => {
		const config = put('metronome-jobs.json', {
			jobs: ['jobs/*.json', './extra/a.json'],
			suppressions: [{ rule: 'secret-unused', file: 'jobs/a.json', reason: 'jobs/a.json' }],
		});
		const session = await start({ capabilities });
		const move = async (from: string, to: string): Promise<unknown> => {
			const files = [{ oldUri: uriOf(from), newUri: uriOf(to) }];
			const edit = await session.ask<WorkspaceEdit | null>('workspace/willRenameFiles', { files });
			const text = readFileSync(fileURLToPath(config), 'utf8');
			return edit && JSON.parse(afterWorkspaceEdit(text, config, edit));
		};
		expect(await move('jobs/a.json', 'jobs/b.json')).toMatchObject({
			jobs: ['jobs/*.json', './extra/a.json'],
			suppressions: [{ file: 'jobs/b.json', reason: 'jobs/a.json' }],
		});
		expect(await move('extra', 'more')).toMatchObject({ jobs: ['jobs/*.json', './more/a.json'] });
		expect(await move('jobs', 'all')).toMatchObject({ jobs: ['all/*.json', './extra/a.json'] });
		expect(await move('elsewhere.json', 'other.json')).toBeNull();
	});

	it('are only asked about where the client announces it', async () => {
		expect((await start()).result?.capabilities.workspace).toBeUndefined();
		expect((await start({ capabilities })).result?.capabilities.workspace?.fileOperations).toBeDefined();
	});
});
