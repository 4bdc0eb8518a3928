import { describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver-protocol';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, type Session, startSession } from './session.ts';

const bundle = bundledServer();

const JOB =
	'{ "id": "etl.load", "dependencies": [{ "id": "b" }], "run": { "cpus": 1, "env": { "A": { "secret": "s" } }, "secrets": { "s": { "source": "etl/s" } } }, "schedules": [{ "id": "x", "cron": "* * * * *" }] }';
const URIS = ['file:///jobs/a.json', 'file:///jobs/b.json', 'untitled:1', 'not a uri', 'file:///%zz.json'];

const METHODS = [
	'completion',
	'hover',
	'definition',
	'references',
	'documentHighlight',
	'documentSymbol',
	'documentLink',
	'prepareCallHierarchy',
	'prepareRename',
	'rename',
	'linkedEditingRange',
	'foldingRange',
	'selectionRange',
	'formatting',
	'rangeFormatting',
	'semanticTokens/full',
	'semanticTokens/range',
	'codeAction',
	'codeLens',
	'inlayHint',
	'diagnostic',
].map(method => `textDocument/${method}`);
const OTHERS = [
	'workspace/symbol',
	'workspace/diagnostic',
	'workspace/willRenameFiles',
	'callHierarchy/incomingCalls',
	'callHierarchy/outgoingCalls',
	'codeAction/resolve',
	'completionItem/resolve',
	'nonsense/method',
];
const NOTICES = [
	'workspace/didChangeConfiguration',
	'workspace/didChangeWatchedFiles',
	'workspace/didChangeWorkspaceFolders',
	'textDocument/didSave',
	'window/workDoneProgress/cancel',
	'$/cancelRequest',
	'$/setTrace',
	'initialized',
];

/** A generator that gives the same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

class Nonsense {
	private readonly next: () => number;
	private version = 1;
	private id = 100_000;

	constructor(seed: number) {
		this.next = random(seed);
	}

	private pick<T>(values: readonly T[]): T {
		const value = values[Math.floor(this.next() * values.length)];
		if (value === undefined) throw new Error('there is nothing to pick from');
		return value;
	}

	private wrong(): unknown {
		return this.pick<unknown>([null, 1, -1, 'x', [], {}, true, 1e300, [null], { uri: 5 }, '\ud800']);
	}

	private maybe(value: unknown): unknown {
		return this.next() < 0.12 ? this.wrong() : value;
	}

	private position(): unknown {
		const far = this.pick([0, 1, 20, 100, 1e9, -5, 0.5]);
		return this.maybe({
			line: this.pick([0, 0, 0, 1, 99]),
			character: this.maybe(Math.floor(this.next() * 220) + far),
		});
	}

	private range(): unknown {
		return this.maybe({ start: this.position(), end: this.position() });
	}

	private params(): unknown {
		return this.maybe({
			textDocument: this.maybe({ uri: this.maybe(this.pick(URIS)) }),
			position: this.position(),
			positions: this.maybe([this.position()]),
			range: this.range(),
			context: this.maybe({ diagnostics: this.maybe([]), includeDeclaration: true }),
			newName: this.maybe(this.pick(['b', '', 'x y', 'etl.x', '"'])),
			options: this.maybe({ tabSize: this.maybe(2), insertSpaces: true }),
			query: this.maybe('a'),
			files: this.maybe([{ oldUri: this.maybe(URIS[0]), newUri: this.maybe(URIS[1]) }]),
			item: this.maybe({ uri: this.maybe(URIS[0]), data: this.maybe({ id: 'b' }) }),
			previousResultIds: this.maybe([{ uri: URIS[0], value: 'x' }]),
			data: this.maybe({ uri: URIS[0], fingerprint: 'x' }),
			token: 1,
			settings: this.maybe({ metronomeJobs: { check: 'workspace' } }),
			changes: this.maybe([{ uri: this.maybe(URIS[0]), type: this.maybe(2) }]),
			event: this.maybe({
				added: this.maybe([{ uri: this.maybe('file:///jobs') }]),
				removed: this.maybe([]),
			}),
		});
	}

	/** Edits anywhere, openings twice, closings in the middle of requests, requests with anything. */
	message(): object {
		const dice = this.next();
		const uri = this.maybe(this.pick(URIS));
		const tell = (method: string, params: unknown) => ({ jsonrpc: '2.0', method, params });
		if (dice < 0.1) {
			const text = this.maybe(this.pick([JOB, '{', '', '[[[[', JOB.slice(0, 60), '\uFEFF{}', '"\ud800']));
			return tell('textDocument/didOpen', {
				textDocument: this.maybe({ uri, version: this.maybe(1), text }),
			});
		}
		if (dice < 0.35) {
			const text = this.maybe(this.pick(['', '"', '{', '}', ',', '\n', '\r', '😀', ' "secret": "x" ', JOB]));
			const changes = [this.maybe(this.next() < 0.85 ? { range: this.range(), text } : { text: JOB })];
			const textDocument = { uri, version: this.maybe(++this.version) };
			return tell('textDocument/didChange', { textDocument, contentChanges: this.maybe(changes) });
		}
		if (dice < 0.38) return tell('textDocument/didClose', { textDocument: this.maybe({ uri }) });
		if (dice < 0.45) return tell(this.pick(NOTICES), this.next() < 0.3 ? { id: this.id } : this.params());
		const method = this.pick(dice < 0.9 ? METHODS : OTHERS);
		// Never a number that a sound request of this connection has.
		const id = this.next() < 0.1 ? this.pick<unknown>([null, 'x', [], {}, -0.5]) : ++this.id;
		return { jsonrpc: '2.0', id, method, params: this.params() };
	}
}

async function answers(session: Session): Promise<void> {
	const uri = 'file:///jobs/after.json';
	session.open(uri, JOB);
	expect(await session.at<Hover>('hover', uri, { line: 0, character: 4 })).toMatchObject({ range: {} });
	expect((await session.pull(uri)).length).toBeGreaterThan(0);
	session.tell('textDocument/didClose', { textDocument: { uri } });
}

describe('the server after thousands of random messages', () => {
	it.each([1, 2, 3])('is alive and answers (seed %i)', { timeout: 60_000 }, async seed => {
		const session = await startSession(bundle(), { capabilities: { ...NEW_CLIENT } });
		const nonsense = new Nonsense(seed);
		for (let round = 0; round < 10; round++) {
			for (let i = 0; i < 150; i++) session.writeMessage(JSON.stringify(nonsense.message()));
			await answers(session);
		}
		expect(session.server.exitCode).toBeNull();
		expect(session.stderr).toBe('');
	});
});
