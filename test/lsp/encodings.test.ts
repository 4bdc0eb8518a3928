import { describe, expect, it } from 'vitest';
import type {
	ClientCapabilities,
	CodeAction,
	CompletionList,
	Diagnostic,
	Position,
	TextEdit,
	WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, startSession } from './session.ts';

const bundle = bundledServer();

const URI = 'file:///jobs/load.json';

/** Everything that is asked about stands behind signs of two, three and four bytes. */
const TEXT = `{ "id": "load", "description": "🔑é€",
"run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x",
"env": { "🔑é€": { "secret": "db" }, "🗝": { "secret": "" }, "😀": 5 }, "secrets": { "db": { "source": "load/🔑" } } } }`;

const WIDTHS: Readonly<Record<string, (part: string) => number>> = {
	'utf-8': part => Buffer.byteLength(part),
	'utf-16': part => part.length,
	'utf-32': part => [...part].length,
};

describe.each(Object.entries(WIDTHS))('a session in %s', (encoding, width) => {
	const lines = TEXT.split('\n');

	function positionOf(offset: number): Position {
		const before = TEXT.slice(0, offset).split('\n');
		return { line: before.length - 1, character: width(before.at(-1) ?? '') };
	}

	function offsetOf({ line, character }: Position): number {
		const start = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
		for (let at = 0; ; at++) if (width((lines[line] ?? '').slice(0, at)) >= character) return start + at;
	}

	function textAfter(edits: readonly TextEdit[]): string {
		return edits
			.map(({ range, newText }) => ({ start: offsetOf(range.start), end: offsetOf(range.end), newText }))
			.sort((a, b) => b.start - a.start)
			.reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), TEXT);
	}

	async function opened() {
		const capabilities: ClientCapabilities = {
			...NEW_CLIENT,
			workspace: {},
			general: { positionEncodings: [encoding] },
			textDocument: {
				...NEW_CLIENT.textDocument,
				completion: {},
				codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
			},
		};
		const session = await startSession(bundle(), { capabilities });
		expect(session.result?.capabilities.positionEncoding).toBe(encoding);
		session.open(URI, TEXT);
		return session;
	}

	function editsOf(edit: WorkspaceEdit | null | undefined): TextEdit[] {
		return edit?.changes?.[URI] ?? [];
	}

	it('completes where the cursor is', async () => {
		const session = await opened();
		const at = positionOf(TEXT.indexOf('"secret": ""') + '"secret": "'.length);
		const list = await session.at<CompletionList>('completion', URI, at);
		const edit = list.items.find(({ label }) => label === 'db')?.textEdit;
		const edits = edit !== undefined && 'range' in edit ? [edit] : [];
		expect(textAfter(edits)).toBe(TEXT.replace('"secret": ""', '"secret": "db"'));
	});

	it('renames what is meant', async () => {
		const session = await opened();
		const edit = await session.ask<WorkspaceEdit>('textDocument/rename', {
			textDocument: { uri: URI },
			position: positionOf(TEXT.indexOf('"db"') + 1),
			newName: 'p🔑w',
		});
		expect(textAfter(editsOf(edit))).toBe(TEXT.replaceAll('"db"', '"p🔑w"'));
	});

	it('fixes what is shown', async () => {
		const session = await opened();
		const diagnostics = await session.pull(URI);
		const number = positionOf(TEXT.indexOf(': 5 }') + 2);
		const found = diagnostics.find(
			({ range }: Diagnostic) =>
				range.start.line === number.line && range.start.character === number.character,
		);
		expect(found && offsetOf(found.range.end) - offsetOf(found.range.start)).toBe(1);
		const actions = await session.ask<CodeAction[]>('textDocument/codeAction', {
			textDocument: { uri: URI },
			range: found?.range,
			context: { diagnostics, only: ['quickfix'] },
		});
		const fix = actions.find(({ edit, isPreferred }) => edit !== undefined && isPreferred !== undefined);
		expect(textAfter(editsOf(fix?.edit))).toBe(TEXT.replace(': 5 }', ': "5" }'));
	});

	it('takes edits behind such signs', async () => {
		const session = await opened();
		const start = TEXT.indexOf('5 }');
		const range = { start: positionOf(start), end: positionOf(start + 1) };
		session.change(URI, 2, [{ range, text: '"😀"' }]);
		const codes = (await session.pull(URI)).filter(({ range: { start: at } }) => at.line === 2);
		expect(codes.map(({ code }) => code)).not.toContain('type-mismatch');
		expect(codes.some(({ range: { start: at } }) => at.character === range.start.character)).toBe(false);
	});
});
