import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
	ClientCapabilities,
	CodeAction,
	CodeLens,
	CompletionItem,
	CompletionList,
	Hover,
	InlayHint,
} from 'vscode-languageserver-protocol';
import { SourceText } from '../../core/text.ts';
import { afterCompletion, afterWorkspaceEdit, withCursor } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, startSession } from './session.ts';

const bundle = bundledServer();

const URI = 'file:///jobs/load.json';
const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

const job = (run: string, more = ''): string => `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./load"${run}
  }${more}
}
`;

async function completeAt(session: Session, marked: string): Promise<{ text: string; list: CompletionList }> {
	const { text, position } = withCursor(marked);
	session.open(URI, text);
	return { text, list: await session.at<CompletionList>('completion', URI, position) };
}

describe('completion over a pipe', () => {
	it('gives snippets to a client that knows them, and text to one that does not', async () => {
		const marked = job(',\n    "restart": { "po|" }');
		const snippets = await completeAt(await startSession(bundle()), marked);
		expect(snippets.list.items.map(({ label, insertTextFormat }) => [label, insertTextFormat])).toEqual([
			['policy', 2],
			['activeDeadlineSeconds', 2],
		]);
		const plain = await completeAt(await startSession(bundle(), { capabilities: OLD_CLIENT }), marked);
		expect(afterCompletion(plain.text, plain.list, 'policy')).toBe(
			job(',\n    "restart": { "policy": "ON_FAILURE" }'),
		);
	});

	it('documents an item when the client resolves it', async () => {
		const session = await startSession(bundle());
		const { list } = await completeAt(session, job(',\n    "pla|"'));
		const item = list.items.find(({ label }) => label === 'placement');
		expect(item?.documentation).toBeUndefined();
		const resolved = await session.ask<CompletionItem>('completionItem/resolve', item);
		expect(JSON.stringify(resolved.documentation)).toContain('Where the task may run');
	});

	it('offers whole jobs in an empty file', async () => {
		const { list } = await completeAt(await startSession(bundle(), { capabilities: OLD_CLIENT }), '|');
		expect(JSON.parse(afterCompletion('', list, 'job'))).toMatchObject({ id: 'load' });
	});

	it('offers the jobs of other open documents as dependencies', async () => {
		const session = await startSession(bundle(), { folders: ['file:///jobs'] });
		session.open('file:///jobs/other.json', job('').replace('etl.load', 'etl.extract'));
		const { list } = await completeAt(session, job('', ',\n  "dependencies": [{ "id": "|" }]'));
		expect(list.items.map(({ label, detail }) => [label, detail])).toEqual([['etl.extract', 'other.json']]);
	});

	it.each(['utf-8', 'utf-16', 'utf-32'])('replaces the right characters in %s', async encoding => {
		const capabilities: ClientCapabilities = { ...OLD_CLIENT, general: { positionEncodings: [encoding] } };
		const session = await startSession(bundle(), { capabilities });
		const text = job(', "env": { "🔑ü": { "secret": "d" } }, "secrets": { "db": { "source": "x" } }');
		session.open(URI, text);
		const line = text.split('\n')[3] ?? '';
		const width = (part: string): number =>
			encoding === 'utf-8' ? Buffer.byteLength(part) : encoding === 'utf-16' ? part.length : [...part].length;
		const before = line.slice(0, line.indexOf('"d"') + 1);
		const list = await session.at<CompletionList>('completion', URI, {
			line: 3,
			character: width(before) + 1,
		});
		const db = list.items.find(({ label }) => label === 'db');
		expect(db?.textEdit).toMatchObject({
			range: { start: { line: 3, character: width(before) }, end: { line: 3, character: width(before) + 1 } },
		});
		const hover = await session.at<Hover>('hover', URI, { line: 3, character: width(before) });
		expect(hover.range?.start.character).toBe(width(before) - 1);
	});
});

describe('lenses and hints over a pipe', () => {
	const TEXT = job(
		', "env": { "A": { "secret": "db" } }, "secrets": { "db": { "source": "x" } }',
		',\n  "schedules": [{ "id": "a", "cron": "30 4 * * *" }]',
	);

	it('tell uses, next runs and meanings', async () => {
		const session = await startSession(bundle());
		session.open(URI, TEXT);
		const textDocument = { uri: URI };
		const lenses = await session.ask<CodeLens[]>('textDocument/codeLens', { textDocument });
		expect(lenses.map(({ command }) => command?.title)).toEqual([
			'1 use',
			expect.stringMatching(/^next run in \d+ (min|h) /),
		]);
		const hints = await session.ask<InlayHint[]>('textDocument/inlayHint', {
			textDocument,
			range: EVERYWHERE,
		});
		expect(hints.map(({ label }) => label)).toEqual(['at 04:30 every day']);
		expect(session.heard).not.toContain('workspace/configuration');
	});

	it('show defaults to a client whose user has asked for them', async () => {
		const capabilities = { ...NEW_CLIENT, workspace: { configuration: true } };
		const configuration = { defaults: true, cron: false };
		const session = await startSession(bundle(), { capabilities, configuration });
		session.open(URI, TEXT);
		const hints = await session.ask<InlayHint[]>('textDocument/inlayHint', {
			textDocument: { uri: URI },
			range: EVERYWHERE,
		});
		expect(hints.map(({ label }) => label)).toContain('gpus: 0, maxLaunchDelay: 3600');
	});
});

describe('refreshing', () => {
	it('of hints is asked only of a client that can', async () => {
		for (const refreshSupport of [true, false]) {
			const capabilities = { ...NEW_CLIENT, workspace: { inlayHint: { refreshSupport } } };
			const session = await startSession(bundle(), { capabilities });
			session.tell('workspace/didChangeConfiguration', { settings: null });
			session.open(URI, job(''));
			await session.pull(URI);
			expect(session.heard.includes('workspace/inlayHint/refresh')).toBe(refreshSupport);
		}
	});
});

describe('code actions over a pipe', () => {
	let root = '';
	beforeAll(() => {
		root = mkdtempSync(join(tmpdir(), 'metronome-jobs-actions-'));
		mkdirSync(join(root, 'jobs'));
		writeFileSync(join(root, 'metronome-jobs.json'), '{\n  // Every job.\n  "jobs": ["jobs/*.json"]\n}\n');
		for (const name of ['a', 'b']) writeFileSync(join(root, 'jobs', `${name}.json`), unused(name));
	});
	afterAll(() => rmSync(root, { recursive: true, force: true }));

	const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
	const unused = (id: string): string =>
		job(',\n    "secrets": { "old": { "source": "etl/old" } }').replace('etl.load', `etl.${id}`);

	async function actionsOf(session: Session, uri: string, only?: string[]): Promise<CodeAction[]> {
		const context = { diagnostics: [], ...(only && { only }) };
		return session.ask('textDocument/codeAction', { textDocument: { uri }, range: EVERYWHERE, context });
	}

	async function resolved(
		session: Session,
		actions: readonly CodeAction[],
		title: RegExp,
	): Promise<CodeAction> {
		const action = actions.find(candidate => title.test(candidate.title));
		if (action === undefined)
			throw new Error(`only: ${actions.map(candidate => candidate.title).join(' · ')}`);
		return session.ask<CodeAction>('codeAction/resolve', action);
	}

	it('fix a rule in every file of the project, open or not', async () => {
		const session = await startSession(bundle(), { folders: [pathToFileURL(root).href] });
		const [open, closed] = [uriOf('jobs/a.json'), uriOf('jobs/b.json')];
		session.open(open, unused('a'));
		await expect
			.poll(async () => (await session.pull(open)).map(({ code }) => code))
			.toContain('secret-unused');
		const actions = await actionsOf(session, open, ['quickfix']);
		await expect
			.poll(async () => {
				const { edit } = await resolved(session, actions, /^Fix all 'secret-unused' in the workspace/);
				return (edit?.documentChanges ?? []).flatMap(change =>
					'edits' in change ? [change.textDocument] : [],
				);
			})
			.toEqual([
				{ uri: open, version: 1 },
				{ uri: closed, version: null },
			]);
		const { edit } = await resolved(session, actions, /in the workspace/);
		for (const [name, uri] of [
			['a', open],
			['b', closed],
		] as const) {
			expect(afterWorkspaceEdit(unused(name), uri, edit)).not.toContain('etl/old');
		}
	});

	it('suppress a finding in the settings of the project', async () => {
		const session = await startSession(bundle(), { folders: [pathToFileURL(root).href] });
		const uri = uriOf('jobs/a.json');
		const text = job(
			',\n    "placement": { "constraints": [{ "attribute": "hostname", "operator": "LIKE" }] }',
		);
		session.open(uri, text);
		const config = readFileSync(join(root, 'metronome-jobs.json'), 'utf8');
		const { edit } = await resolved(session, await actionsOf(session, uri), /in metronome-jobs\.json/);
		const after = afterWorkspaceEdit(config, uriOf('metronome-jobs.json'), edit);
		expect(JSON.parse(after.replace(/\/\/.*/, '')).suppressions).toEqual([
			expect.objectContaining({ rule: 'constraint-without-value', file: 'jobs/a.json', job: 'etl.load' }),
		]);
	});

	it('fix all that is safe on saving, for every client', async () => {
		const broken = job('').replace('"mem": 64', '"mem": "64"');
		const texts: string[] = [];
		for (const capabilities of [NEW_CLIENT, OLD_CLIENT]) {
			const session = await startSession(bundle(), { capabilities });
			session.open(URI, broken);
			const [action] = await actionsOf(session, URI, ['source.fixAll']);
			expect(action?.kind).toBe('source.fixAll.metronome-jobs');
			const edit = action?.edit ?? (await session.ask<CodeAction>('codeAction/resolve', action)).edit;
			texts.push(afterWorkspaceEdit(broken, URI, edit));
		}
		expect(texts).toEqual([job(''), job('')]);
	});

	it('explain a rule by a command, and open nothing but its pages', async () => {
		const capabilities = { ...NEW_CLIENT, window: { showDocument: { support: true } } };
		const session = await startSession(bundle(), { capabilities });
		expect(session.result?.capabilities.executeCommandProvider?.commands).toEqual(['metronome-jobs.explain']);
		session.open(URI, unused('a'));
		const explain = (await actionsOf(session, URI)).find(({ title }) => title === "Explain 'secret-unused'");
		const { command, arguments: values } = explain?.command ?? { command: '' };
		await session.ask('workspace/executeCommand', { command, arguments: ['https://example.com/'] });
		await session.ask('workspace/executeCommand', { command, arguments: [] });
		expect(session.heard).not.toContain('window/showDocument');
		await session.ask('workspace/executeCommand', { command, arguments: values });
		expect(session.heard).toContain('window/showDocument');
		const without = await startSession(bundle());
		expect(without.result?.capabilities.executeCommandProvider).toBeUndefined();
	});

	it('are positioned where the text is', async () => {
		const session = await startSession(bundle());
		const text = job(', "env": { "GREETING": "hello" }');
		session.open(URI, text);
		const at = new SourceText(text).positionAt(text.indexOf('hello'));
		const context = { diagnostics: [], only: ['refactor'] };
		const params = { textDocument: { uri: URI }, range: { start: at, end: at }, context };
		const [action] = await session.ask<CodeAction[]>('textDocument/codeAction', params);
		expect(JSON.parse(afterWorkspaceEdit(text, URI, action?.edit)).run.env).toEqual({
			GREETING: { secret: 'greeting' },
		});
	});
});
