import { describe, expect, it } from 'vitest';
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver-protocol';
import { checkFile, checkSet } from '../../core/check.ts';
import { looksLikeJobFile } from '../../core/job-file.ts';
import { parseJson } from '../../core/json-parser.ts';
import { RULES } from '../../core/rules/registry.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import { SourceText } from '../../core/text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, startSession } from './session.ts';

const bundle = bundledServer();

const URI = 'file:///jobs/load.json';

const UNDECLARED = `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db" } }
  }
}
`;

/** What the core finds in a text, as the command line would show it. */
function expected(text: string): string[] {
	const source = new SourceText(text);
	const options = { target: DEFAULT_TARGET, now: Date.now(), reading: 'file' } as const;
	const check = checkFile('load.json', source, options);
	const findings = [...check.findings, ...checkSet([check.summary], false, options)];
	return findings
		.map(({ code, span }) => `${code} ${JSON.stringify(source.range(span ?? { start: 0, end: 0 }))}`)
		.sort();
}

function shown(diagnostics: readonly Diagnostic[]): string[] {
	return diagnostics.map(({ code, range }) => `${code} ${JSON.stringify(range)}`).sort();
}

async function pullOnce(session: Session, text: string): Promise<Diagnostic[]> {
	session.open(URI, text);
	const diagnostics = await session.pull(URI);
	session.tell('textDocument/didClose', { textDocument: { uri: URI } });
	return diagnostics;
}

describe('diagnostics', () => {
	it('are those of the core, for every example of every rule', async () => {
		const session = await startSession(bundle());
		const texts = RULES.flatMap(({ meta }) => meta.examples.map(example => example.text));
		expect(texts.length).toBeGreaterThan(0);
		for (const text of texts) {
			if (!looksLikeJobFile(parseJson(new SourceText(text).text).root)) continue;
			expect(shown(await pullOnce(session, text)), text).toEqual(expected(text));
		}
	});

	it('link to the page of their rule and carry a fingerprint', async () => {
		const session = await startSession(bundle());
		const [diagnostic] = await pullOnce(session, UNDECLARED);
		expect(diagnostic).toMatchObject({
			code: 'secret-undeclared',
			source: 'metronome-jobs',
			severity: 1,
			range: { start: { line: 5, character: 40 }, end: { line: 5, character: 44 } },
			data: { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
		});
		expect(diagnostic?.codeDescription?.href).toMatch(/docs\/rules\/secret-undeclared\.md$/);
	});

	it('are only pulled by a client that announces it, and then never sent', async () => {
		const session = await startSession(bundle());
		expect(session.result?.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
		session.open(URI, UNDECLARED);
		await session.pull(URI);
		expect(session.heard).toEqual([]);
	});

	it('are answered with "unchanged" while they are the same', async () => {
		const session = await startSession(bundle());
		session.open(URI, UNDECLARED);
		const textDocument = { uri: URI };
		const first = await session.ask<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument });
		const previousResultId = first.resultId;
		const again = { textDocument, previousResultId };
		expect(await session.ask('textDocument/diagnostic', again)).toEqual({
			kind: 'unchanged',
			resultId: previousResultId,
		});
		session.change(URI, 2, [
			{ range: { start: { line: 5, character: 41 }, end: { line: 5, character: 43 } }, text: 'other' },
		]);
		expect(await session.ask('textDocument/diagnostic', again)).toMatchObject({ kind: 'full' });
	});

	it('are sent to a client that cannot pull: on opening, after an edit, and taken back on closing', async () => {
		const session = await startSession(bundle(), { capabilities: OLD_CLIENT });
		expect(session.result?.capabilities.diagnosticProvider).toBeUndefined();
		session.open(URI, UNDECLARED);
		const opened = await session.pushed(({ uri }) => uri === URI);
		expect(opened.diagnostics.map(({ code }) => code)).toEqual(['secret-undeclared']);
		expect(opened.version).toBeUndefined();
		session.change(URI, 2, [
			{
				range: { start: { line: 5, character: 48 }, end: { line: 5, character: 48 } },
				text: ',\n    "secrets": { "db": { "source": "etl/db" } }',
			},
		]);
		expect((await session.pushed(() => true)).diagnostics).toEqual([]);
		session.change(URI, 3, [{ text: UNDECLARED }]);
		expect((await session.pushed(() => true)).diagnostics).toHaveLength(1);
		session.tell('textDocument/didClose', { textDocument: { uri: URI } });
		expect((await session.pushed(() => true)).diagnostics).toEqual([]);
	});

	it('name the version they are for, to a client that announces it', async () => {
		const textDocument = { publishDiagnostics: { versionSupport: true } };
		const session = await startSession(bundle(), { capabilities: { textDocument } });
		session.open(URI, UNDECLARED, 7);
		expect((await session.pushed(() => true)).version).toBe(7);
	});

	it('fade what can go and point to related places only where the client shows them', async () => {
		const unused = UNDECLARED.replace('"env"', '"secrets": { "old": { "source": "etl/old" } }, "env"');
		const session = await startSession(bundle());
		const both = await pullOnce(session, unused);
		expect(both.find(({ code }) => code === 'secret-unused')?.tags).toEqual([1]);
		const plain = await startSession(bundle(), { capabilities: { textDocument: { diagnostic: {} } } });
		for (const diagnostic of await pullOnce(plain, unused)) {
			expect(diagnostic.tags).toBeUndefined();
			expect(diagnostic.relatedInformation).toBeUndefined();
		}
	});

	it('stay away from documents that hold no job', async () => {
		const session = await startSession(bundle());
		expect(await pullOnce(session, '{ "name": "app", "scripts": { "run": "node ." } }')).toEqual([]);
		expect(await pullOnce(session, '{ "name": "app", "scripts": { "run": "node ." }')).toEqual([]);
		expect(await pullOnce(session, '')).toEqual([]);
	});

	it('come while a job is being typed, and stay when its run is deleted', async () => {
		const session = await startSession(bundle());
		session.open(URI, '{ "id": "etl.load", "run": {');
		expect((await session.pull(URI)).map(({ code }) => code)).toContain('syntax');
		session.change(URI, 2, [{ text: '{ "id": "etl.load" }' }]);
		expect((await session.pull(URI)).map(({ code }) => code)).toContain('property-missing');
	});

	it('see what another open document of the folder says', async () => {
		const session = await startSession(bundle(), { folders: ['file:///jobs'] });
		const twin = 'file:///jobs/twin.json';
		session.open(twin, UNDECLARED);
		session.open(URI, UNDECLARED);
		session.open('git:/jobs/load.json?HEAD', UNDECLARED);
		const found = (await session.pull(twin)).filter(({ code }) => code === 'duplicate-job-id');
		const related = found.flatMap(({ relatedInformation }) => relatedInformation ?? []);
		expect(related.map(({ location }) => location.uri)).toEqual([URI]);
	});

	it('are sent again for an open document when another one changes what they say', async () => {
		const session = await startSession(bundle(), { capabilities: OLD_CLIENT, folders: ['file:///jobs'] });
		const twin = 'file:///jobs/twin.json';
		session.open(twin, UNDECLARED);
		await session.pushed(({ uri }) => uri === twin);
		session.open(URI, UNDECLARED);
		const { diagnostics } = await session.pushed(({ uri }) => uri === twin);
		expect(diagnostics.map(({ code }) => code)).toContain('duplicate-job-id');
	});

	it('have positions in the encoding the client prefers', async () => {
		const text = UNDECLARED.replace('"DB_PASSWORD"', '"🔑ü"');
		const columns: Record<string, number> = {};
		for (const encoding of ['utf-8', 'utf-16', 'utf-32']) {
			const capabilities = { ...NEW_CLIENT, general: { positionEncodings: [encoding, 'utf-16'] } };
			const session = await startSession(bundle(), { capabilities });
			expect(session.result?.capabilities.positionEncoding).toBe(encoding);
			const [diagnostic] = await pullOnce(session, text);
			columns[encoding] = diagnostic?.range.start.character ?? -1;
		}
		expect(columns).toEqual({ 'utf-8': 35, 'utf-16': 32, 'utf-32': 31 });
	});
});
