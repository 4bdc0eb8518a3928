import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDotenv } from './dotenv.ts';
import { envStore } from './env.ts';
import { type FileStoreSettings, fileStore } from './file.ts';
import { checkedTarget } from './state.ts';
import { variableName } from './variable-name.ts';

const CANARY = 'canary-0b61';
const folder = mkdtempSync(join(tmpdir(), 'stores-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function storeOf(text: string, settings: Partial<FileStoreSettings> = {}) {
	const path = join(folder, 'secrets');
	writeFileSync(path, text);
	return fileStore({ path, shown: 'secrets.json', format: 'json', dialect: 'dcos', ...settings });
}

describe('a JSON file of secrets', () => {
	it('takes sources as keys, nested or whole, with or without a slash in front', async () => {
		const store = storeOf(`{"etl": {"db": "${CANARY}"}, "/etl/key": "k", "root": "", "__proto__": "p"}`);
		const states = await store.check([
			'/etl/db',
			'etl/key',
			'root',
			'__proto__',
			'etl',
			'constructor',
			'toString',
		]);
		expect([...states].filter(([, { state }]) => state === 'exists').map(([source]) => source)).toEqual([
			'/etl/db',
			'etl/key',
			'root',
			'__proto__',
		]);
		expect(await store.read('etl/db')).toEqual({ state: 'found', value: CANARY });
		expect(await store.read('root')).toEqual({ state: 'found', value: '' });
		expect(await store.read('etl')).toEqual({ state: 'missing' });
		expect(await store.list('etl')).toEqual({ state: 'known', names: ['etl/db', 'etl/key'] });
	});

	it('takes the innermost key as the field, in the dialect vault', async () => {
		const store = storeOf('{"team": {"db": {"password": "a"}}, "team/key@value": "b"}', { dialect: 'vault' });
		expect(await store.list('')).toEqual({ state: 'known', names: ['team/db@password', 'team/key@value'] });
		expect(await store.read('/team/db@password')).toEqual({ state: 'found', value: 'a' });
	});

	it('says what is wrong with it and shows nothing of it', async () => {
		const answers = [
			await storeOf(`{"a": "${CANARY}`).read('a'),
			await storeOf(`["${CANARY}"]`).read('a'),
			await storeOf(`{"a": ["${CANARY}"]}`).read('a'),
			await storeOf(`x ${CANARY}`, { format: 'dotenv' }).read('a'),
		];
		for (const answer of answers) expect(answer).toMatchObject({ state: 'cannot-tell', doubt: 'odd-answer' });
		expect(JSON.stringify(answers)).not.toContain(CANARY);
	});

	it('that is not there, or is no file, tells nothing', async () => {
		expect(await storeOf('', { path: join(folder, 'none') }).read('a')).toMatchObject({ doubt: 'no-store' });
		expect(await storeOf('', { path: folder }).read('a')).toMatchObject({ doubt: 'no-store' });
	});

	it.skipIf(process.platform === 'win32')('that is a pipe is not waited for', async () => {
		const pipe = join(folder, 'pipe');
		execFileSync('mkfifo', [pipe]);
		expect(await storeOf('', { path: pipe }).read('a')).toMatchObject({ doubt: 'no-store' });
	});
});

describe('a dotenv file', () => {
	it('is read with quotes, comments and exports', () => {
		const text =
			'\ufeff# note\r\nA=1\nexport B = two words # note\nC="x\\n\\"y\\" # $A"\nD=\'a\nb\\n\' # note\n\nE=\nF=a#b\nA=2';
		const parsed = parseDotenv(text);
		expect(parsed.ok && Object.fromEntries(parsed.values)).toEqual({
			A: '2',
			B: 'two words',
			C: 'x\n"y" # $A',
			D: 'a\nb\\n',
			E: '',
			F: 'a#b',
		});
	});

	it.each([
		['A=1\nnonsense\n', 2],
		['A=1\r\n\r\nB="open\n', 3],
		['=x', 1],
	])('of %j is refused at line %i', (text, line) => {
		expect(parseDotenv(text)).toEqual({ ok: false, line });
	});

	it('serves a source by its own name or by its variable', async () => {
		const store = storeOf('etl/db-password=a\nETL_KEY=b\n', { format: 'dotenv' });
		expect(await store.read('/etl/db-password')).toEqual({ state: 'found', value: 'a' });
		expect(await store.read('etl/key')).toEqual({ state: 'found', value: 'b' });
		expect((await store.check(['etl/none'])).get('etl/none')).toEqual({ state: 'missing' });
	});
});

describe('the environment as a store', () => {
	it.each([
		['/etl/db-password', '', 'ETL_DB_PASSWORD'],
		['etl/db@password', 'SECRET_', 'SECRET_ETL_DB_PASSWORD'],
		['1/x', '', '_1_X'],
		['//', '', undefined],
	])('looks for %s with the prefix %j under %s', (source, prefix, name) => {
		expect(variableName(source, prefix)).toBe(name);
	});

	it('has what is set, even if it is empty', async () => {
		const store = envStore({ env: { A_B: CANARY, EMPTY: '' } });
		const states = await store.check(['a/b', 'empty', 'other', '-']);
		expect([...states.values()].map(({ state }) => state)).toEqual([
			'exists',
			'exists',
			'missing',
			'cannot-tell',
		]);
		expect(await store.read('a/b')).toEqual({ state: 'found', value: CANARY });
	});

	it('gives the core the states it found, and none for what was not asked', async () => {
		const store = envStore({ env: { A: '1' } });
		const { sourceState, storeName } = checkedTarget(store, await store.check(['a', 'b']), 'any');
		expect(storeName).toBe('the environment');
		expect(['a', 'b', 'c'].map(source => sourceState?.(source).state)).toEqual([
			'exists',
			'missing',
			'cannot-tell',
		]);
	});
});
