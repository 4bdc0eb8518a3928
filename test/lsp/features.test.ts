import { describe, expect, it } from 'vitest';
import type { CodeAction, CompletionList, Hover } from 'vscode-languageserver-protocol';
import { SourceText } from '../../core/text.ts';
import { afterCompletion, afterWorkspaceEdit, withCursor } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, startSession } from './session.ts';

const bundle = bundledServer();

const URI = 'file:///jobs/load.json';

/** A job whose variable refers to what stands between the quotes. */
function job(reference: string): string {
	return `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": ${reference} } },
    "secrets": { "db": { "source": "etl/db" }, "mail": { "source": "etl/mail" } }
  }
}
`;
}

const END = { line: 99, character: 0 };

describe('completion over a pipe', () => {
	it.each([
		['a new client', NEW_CLIENT],
		['a client that knows no snippets, no insert-replace and no defaults', OLD_CLIENT],
	])('offers the declared aliases to %s', async (_name, capabilities) => {
		const session = await startSession(bundle(), { capabilities });
		const { text, position } = withCursor(job('"|"'));
		session.open(URI, text);
		const list = await session.at<CompletionList>('completion', URI, position);
		expect(list.items.map(({ label, detail }) => [label, detail])).toEqual([
			['db', 'etl/db'],
			['mail', 'etl/mail'],
			['Declare and use db-password', 'new secret etl/load/db-password'],
		]);
		expect(list.items.every(({ insertTextFormat }) => insertTextFormat === undefined)).toBe(true);
		expect(afterCompletion(text, list, 'mail')).toBe(job('"mail"'));
	});

	it('asks again as the name grows when there are very many', async () => {
		const names = Array.from({ length: 500 }, (_, index) => `secret-${index}`);
		const secrets = names.map(name => `"${name}": { "source": "etl/${name}" }`).join(', ');
		const many = job('"|"').replace('"db": { "source": "etl/db" }', secrets);
		const session = await startSession(bundle());
		const { text, position } = withCursor(many);
		session.open(URI, text);
		const all = await session.at<CompletionList>('completion', URI, position);
		expect([all.isIncomplete, all.items.length]).toEqual([true, 200]);
		session.change(URI, 2, [{ range: { start: position, end: position }, text: '499' }]);
		const typed = { line: position.line, character: position.character + 3 };
		const few = await session.at<CompletionList>('completion', URI, typed);
		expect(few.items.map(({ label }) => label)).toEqual(['secret-499', 'Declare and use 499']);
	});
});

describe('hover over a pipe', () => {
	it('tells a new client in Markdown and an old one in plain text', async () => {
		const { text, position } = withCursor(job('"d|b"'));
		const session = await startSession(bundle());
		session.open(URI, text);
		expect(await session.at<Hover>('hover', URI, position)).toMatchObject({
			contents: { kind: 'markdown', value: expect.stringContaining('**Secret `db`**') },
			range: { start: { line: 4, character: 40 }, end: { line: 4, character: 44 } },
		});
		const old = await startSession(bundle(), { capabilities: OLD_CLIENT });
		old.open(URI, text);
		const plain = await old.at<Hover>('hover', URI, position);
		expect(plain.contents).toEqual({ kind: 'plaintext', value: expect.not.stringMatching(/[*`[]/) });
	});
});

describe('quick fixes over a pipe', () => {
	const BROKEN = job('"bd"');

	async function fixesOf(session: Session, text: string): Promise<CodeAction[]> {
		session.open(URI, text);
		const range = { start: { line: 0, character: 0 }, end: END };
		const params = { textDocument: { uri: URI }, range, context: { diagnostics: [] } };
		return (await session.ask<CodeAction[] | null>('textDocument/codeAction', params)) ?? [];
	}

	it('are resolved when the client asks, with the version they are for, and remove the finding', async () => {
		const session = await startSession(bundle());
		const [offered] = await fixesOf(session, BROKEN);
		expect(offered?.kind).toBe('quickfix');
		expect(offered?.edit).toBeUndefined();
		const fixed = offered?.diagnostics?.[0]?.code;
		const resolved = await session.ask<CodeAction>('codeAction/resolve', offered);
		expect(resolved.edit?.documentChanges).toMatchObject([{ textDocument: { uri: URI, version: 1 } }]);
		const after = afterWorkspaceEdit(BROKEN, URI, resolved.edit);
		expect(after).not.toBe(BROKEN);
		session.change(URI, 2, [{ text: after }]);
		expect((await session.pull(URI)).map(({ code }) => code)).not.toContain(fixed);
	});

	it('come with their edits to a client that cannot resolve', async () => {
		const session = await startSession(bundle(), { capabilities: OLD_CLIENT });
		const [offered] = await fixesOf(session, BROKEN);
		expect(Object.keys(offered?.edit?.changes ?? {})).toEqual([URI]);
		expect(afterWorkspaceEdit(BROKEN, URI, offered?.edit)).not.toBe(BROKEN);
	});

	it('are prefered exactly where they are safe', async () => {
		const session = await startSession(bundle());
		const [unsafe] = await fixesOf(session, BROKEN);
		expect(unsafe?.isPreferred).toBe(false);
	});

	it('are offered only in the range, for the kinds asked, and to clients that take actions', async () => {
		const session = await startSession(bundle());
		session.open(URI, BROKEN);
		const textDocument = { uri: URI };
		const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
		const everywhere = { start: { line: 0, character: 0 }, end: END };
		const ask = (range: unknown, only?: string[]): Promise<CodeAction[]> =>
			session.ask('textDocument/codeAction', { textDocument, range, context: { diagnostics: [], only } });
		expect((await ask(nowhere)).map(({ kind }) => kind)).toEqual(['source.fixAll.metronome-jobs']);
		expect(await ask(nowhere, ['quickfix'])).toEqual([]);
		expect(await ask(everywhere, ['refactor'])).toEqual([]);
		expect(await ask(everywhere, ['quickfix'])).not.toEqual([]);
		const older = await startSession(bundle(), { capabilities: {} });
		expect(older.result?.capabilities.codeActionProvider).toBeUndefined();
	});

	it('say which of the diagnostics the client shows they remove', async () => {
		const session = await startSession(bundle());
		session.open(URI, BROKEN);
		const shown = await session.pull(URI);
		const marked = shown.map(diagnostic => ({ ...diagnostic, message: 'as shown' }));
		const range = { start: { line: 0, character: 0 }, end: END };
		const params = { textDocument: { uri: URI }, range, context: { diagnostics: marked } };
		const [offered] = await session.ask<CodeAction[]>('textDocument/codeAction', params);
		expect(offered?.diagnostics?.[0]?.message).toBe('as shown');
	});

	it('resolve to themselves when their finding is gone', async () => {
		const session = await startSession(bundle());
		const [offered] = await fixesOf(session, BROKEN);
		session.change(URI, 2, [{ text: job('"db"').replace(/, "mail": \{[^}]*\}/, '') }]);
		expect(await session.ask<CodeAction>('codeAction/resolve', offered)).toEqual(offered);
	});
});

describe('documents over a pipe', () => {
	it('keep step with edits of every kind', async () => {
		const session = await startSession(bundle());
		const source = new SourceText(job('"bd"'));
		session.open(URI, source.text);
		const alias = source.range({ start: source.text.indexOf('bd'), end: source.text.indexOf('bd') + 2 });
		const mail = source.text.indexOf(', "mail"');
		const rest = source.range({ start: mail, end: source.text.indexOf('}', mail) + 1 });
		session.change(URI, 2, [
			{ range: rest, text: '' },
			{ range: alias, text: 'db' },
		]);
		expect(await session.pull(URI)).toEqual([]);
	});
});
