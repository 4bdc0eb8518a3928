import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Location } from 'vscode-languageserver-protocol';
import { checkFiles } from '../../files/check.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { afterWorkspaceEdit } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, type SessionOptions, startSession } from './session.ts';

const bundle = bundledServer();

const JOB = { id: 'etl', run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', env: { STAGE: 'dev' } } };

function project(
	patches: readonly object[],
	jobs: Record<string, unknown> = { 'jobs/etl.json': JOB },
): string {
	const config = { jobs: 'jobs/*.json', targets: { prod: { patches }, plain: {} } };
	return temporaryTree({ 'metronome-jobs.json': config, ...jobs });
}

const uriOf = (folder: string, name: string): string => pathToFileURL(join(folder, name)).href;

async function start(folder: string, target = 'prod', options: SessionOptions = {}): Promise<Session> {
	return startSession(bundle(), {
		folders: [pathToFileURL(folder).href],
		initializationOptions: { metronomeJobs: { target } },
		...options,
	});
}

/** Opens a file as it is on the disk, and gives its diagnostics. */
async function opened(session: Session, folder: string, name = 'jobs/etl.json'): Promise<Diagnostic[]> {
	session.open(uriOf(folder, name), readFileSync(join(folder, name), 'utf8'));
	return session.pull(uriOf(folder, name));
}

function textAt({ uri, range }: Location): string {
	const line = readFileSync(fileURLToPath(uri), 'utf8').split('\n')[range.start.line] ?? '';
	return line.slice(range.start.character, range.end.character);
}

describe('the patches of the target that the client has chosen', () => {
	const tooSmall = { files: 'jobs/**', patch: { run: { mem: 8 } } };

	it('are judged, and what they make wrong is shown where they change the job, with the patch beside it', async () => {
		const folder = project([tooSmall]);
		const session = await start(folder);
		const [found, ...more] = await opened(session, folder);
		expect(more).toEqual([]);
		expect(found?.code).toBe('value-too-small');
		expect(found && textAt({ uri: uriOf(folder, 'jobs/etl.json'), range: found.range })).toBe('"mem"');
		const [patch] = found?.relatedInformation ?? [];
		expect(patch?.message).toBe('It comes from this patch');
		expect(patch?.location.uri).toBe(uriOf(folder, 'metronome-jobs.json'));
		expect(patch && textAt(patch.location)).toBe('8');
		expect(await opened(await start(folder, 'plain'), folder)).toEqual([]);
	});

	it('are found at fault as on the command line', async () => {
		const patches = [tooSmall, { files: 'jobs/**', patch: { run: { env: { A: 5 }, nonsense: true } } }];
		const folder = project(patches);
		const request = { cwd: folder, paths: [], target: 'prod', now: Date.now(), reading: 'file' } as const;
		const cli = checkFiles(request).findings.map(({ code, message }) => [code, message]);
		const here = await opened(await start(folder), folder);
		expect(cli.length).toBeGreaterThan(1);
		expect(here.map(({ code, message }) => [code, message]).toSorted()).toEqual(cli.toSorted());
	});

	it('are named in the message to a client that shows no related places', async () => {
		const folder = project([tooSmall]);
		const session = await start(folder, 'prod', { capabilities: OLD_CLIENT });
		session.open(uriOf(folder, 'jobs/etl.json'), JSON.stringify(JOB));
		const { diagnostics } = await session.pushed(sent => sent.diagnostics.length > 0);
		expect(diagnostics[0]?.message).toMatch(/ It comes from this patch: metronome-jobs\.json\.$/);
	});

	it('take a finding of the file away', async () => {
		const small = { ...JOB, run: { ...JOB.run, mem: 8 } };
		const folder = project([{ files: 'jobs/**', patch: { run: { mem: 64 } } }], { 'jobs/etl.json': small });
		expect(await opened(await start(folder), folder)).toEqual([]);
		expect(await opened(await start(folder, 'plain'), folder)).toHaveLength(1);
	});

	it('leave what stands in the file to be fixed there', async () => {
		const mine = { ...JOB, run: { ...JOB.run, env: { A: 5 } } };
		const folder = project([{ files: 'jobs/**', patch: { run: { mem: 8 } } }], { 'jobs/etl.json': mine });
		const session = await start(folder, 'prod', {
			capabilities: {
				...NEW_CLIENT,
				textDocument: {
					...NEW_CLIENT.textDocument,
					codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
				},
			},
		});
		const uri = uriOf(folder, 'jobs/etl.json');
		const diagnostics = await opened(session, folder);
		const text = readFileSync(fileURLToPath(uri), 'utf8');
		const fixes = async (code: string): Promise<CodeAction[]> => {
			const range = diagnostics.find(diagnostic => diagnostic.code === code)?.range;
			const context = { diagnostics, only: ['quickfix'] };
			const actions = await session.ask<CodeAction[]>('textDocument/codeAction', {
				textDocument: { uri },
				range,
				context,
			});
			return actions.filter(({ isPreferred }) => isPreferred !== undefined);
		};
		expect(await fixes('value-too-small')).toEqual([]);
		const other = diagnostics.find(({ code }) => code !== 'value-too-small')?.code;
		const [fix] = await fixes(String(other));
		expect(JSON.parse(afterWorkspaceEdit(text, uri, fix?.edit ?? {}))).toEqual({
			...JOB,
			run: { ...JOB.run, env: { A: '5' } },
		});
	});

	it('count for what files say of each other, open or not', async () => {
		const folder = project([{ files: 'jobs/etl.json', patch: { dependencies: [{ id: 'frist' }] } }], {
			'jobs/etl.json': { ...JOB, dependencies: [{ id: 'first' }] },
			'jobs/first.json': { ...JOB, id: 'first' },
		});
		const session = await start(folder);
		expect(await opened(session, folder, 'jobs/first.json')).toEqual([]);
		const report = await session.ask<{ items: { uri: string; items: Diagnostic[] }[] }>(
			'workspace/diagnostic',
			{ previousResultIds: [] },
		);
		const closed = report.items.find(({ uri }) => uri === uriOf(folder, 'jobs/etl.json'))?.items ?? [];
		const open = await opened(session, folder);
		for (const [found] of [closed, open]) {
			expect(found?.code).toBe('dependency-unknown');
			expect(found?.relatedInformation?.map(({ message }) => message)).toContain('It comes from this patch');
		}
	});
});

describe('a config that extends another one', () => {
	it('is changed where it names what is moved, and so is the other one', async () => {
		const folder = temporaryTree({});
		const put = (name: string, content: object): string => {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), JSON.stringify(content));
			return uriOf(folder, name);
		};
		const base = put('shared/base.json', {
			exclude: ['drafts/a.json'],
			secrets: { inventory: '../names.json' },
		});
		const config = put('team/metronome-jobs.json', { extends: '../shared/base.json', jobs: ['jobs/a.json'] });
		put('names.json', []);
		put('team/jobs/a.json', JOB);
		const capabilities = { ...NEW_CLIENT, workspace: { fileOperations: { willRename: true } } };
		const session = await startSession(bundle(), { capabilities, folders: [uriOf(folder, '')] });
		const move = async (from: string, to: string): Promise<Record<string, unknown>> => {
			session.open(uriOf(folder, 'team/jobs/a.json'), JSON.stringify(JOB));
			await session.pull(uriOf(folder, 'team/jobs/a.json'));
			const files = [{ oldUri: uriOf(folder, from), newUri: uriOf(folder, to) }];
			const edit = await session.ask<{ changes: Record<string, unknown> } | null>(
				'workspace/willRenameFiles',
				{
					files,
				},
			);
			return Object.fromEntries(
				Object.keys(edit?.changes ?? {}).map(uri => [
					uri,
					JSON.parse(afterWorkspaceEdit(readFileSync(fileURLToPath(uri), 'utf8'), uri, edit as never)),
				]),
			);
		};
		expect(await move('team/jobs/a.json', 'team/jobs/b.json')).toEqual({
			[config]: { extends: '../shared/base.json', jobs: ['jobs/b.json'] },
		});
		expect(await move('shared', 'common')).toEqual({
			[config]: { extends: '../common/base.json', jobs: ['jobs/a.json'] },
		});
		expect(await move('names.json', 'secrets/names.json')).toEqual({
			[base]: { exclude: ['drafts/a.json'], secrets: { inventory: '../secrets/names.json' } },
		});
		expect(await move('shared/drafts/a.json', 'shared/drafts/b.json')).toEqual({
			[base]: { exclude: ['drafts/b.json'], secrets: { inventory: '../names.json' } },
		});
	});
});
