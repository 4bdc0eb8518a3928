import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree, textIn } from '../test/temporary-tree.ts';
import { PLAIN, writeTextFile } from './write.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

describe('writeTextFile', () => {
	it('makes a file, and leaves nothing beside it', () => {
		const folder = temporaryTree({});
		writeTextFile(join(folder, 'a.json'), '{}\n', PLAIN);
		expect(readdirSync(folder)).toEqual(['a.json']);
		expect(textIn(folder, 'a.json')).toBe('{}\n');
	});

	it.skipIf(isWindows)('keeps the mode of the file', () => {
		const folder = temporaryTree({ 'a.json': 'old' });
		chmodSync(join(folder, 'a.json'), 0o640);
		writeTextFile(join(folder, 'a.json'), 'new', PLAIN);
		expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o640);
	});

	it('keeps encoding and byte order mark', () => {
		const folder = temporaryTree({});
		writeTextFile(join(folder, 'a.json'), '{}', { encoding: 'utf-16be', bom: true });
		expect([...readFileSync(join(folder, 'a.json'))]).toEqual([0xfe, 0xff, 0, 0x7b, 0, 0x7d]);
	});

	it.skipIf(isWindows)('writes what a link leads to, and keeps the link', () => {
		const folder = temporaryTree({ 'real/a.json': 'old' });
		symlinkSync('real/a.json', join(folder, 'link.json'));
		writeTextFile(join(folder, 'link.json'), 'new', PLAIN);
		expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
		expect(textIn(folder, 'real/a.json')).toBe('new');
	});

	it.skipIf(isWindows || isRoot)('leaves a read-only file alone', () => {
		const folder = temporaryTree({ 'a.json': 'old' });
		chmodSync(join(folder, 'a.json'), 0o444);
		expect(() => writeTextFile(join(folder, 'a.json'), 'new', PLAIN)).toThrow();
		expect(textIn(folder, 'a.json')).toBe('old');
	});

	it('leaves nothing behind where it fails', () => {
		const folder = temporaryTree({ 'a.json/b': '' });
		expect(() => writeTextFile(join(folder, 'a.json'), 'new', PLAIN)).toThrow();
		expect(readdirSync(folder)).toEqual(['a.json']);
	});
});
