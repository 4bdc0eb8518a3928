import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { LARGEST_FILE, readTextFile } from './read.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

const failureIn = (path: string) => {
	const read = readTextFile(path);
	return read.ok ? undefined : read.failure;
};

describe('readTextFile', () => {
	it('reads a text without its byte order mark, and remembers it', () => {
		const folder = temporaryTree({ 'a.json': '\uFEFF{}', 'b.json': '' });
		expect(readTextFile(join(folder, 'a.json'))).toMatchObject({
			ok: true,
			file: { source: { text: '{}', bom: true }, encoding: 'utf-8', problem: undefined },
		});
		expect(readTextFile(join(folder, 'b.json'))).toMatchObject({ ok: true, file: { source: { text: '' } } });
	});

	it('reads files of every size whole', () => {
		const sizes = [65_535, 65_536, 65_537, 200_000];
		const folder = temporaryTree(Object.fromEntries(sizes.map(size => [`${size}`, 'x'.repeat(size)])));
		for (const size of sizes) {
			const read = readTextFile(join(folder, `${size}`));
			expect(read.ok && read.file.source.text.length).toBe(size);
		}
	});

	it('says what kept it from reading', () => {
		const folder = temporaryTree({ 'x.json/y': '', 'binary.json': Buffer.from([0x89, 0x50, 0, 0]) });
		symlinkSync('loop.json', join(folder, 'loop.json'));
		symlinkSync('nowhere', join(folder, 'dangling.json'));
		expect(failureIn(join(folder, 'x.json'))).toEqual({ reason: 'kind', message: 'is a directory' });
		expect(failureIn(join(folder, 'none.json'))).toEqual({ reason: 'missing', message: 'does not exist' });
		expect(failureIn(join(folder, 'dangling.json'))?.reason).toBe('missing');
		expect(failureIn(join(folder, 'binary.json', 'z'))?.reason).toBe('missing');
		expect(failureIn(join(folder, 'loop.json'))?.message).toContain('leads back to itself');
		expect(failureIn(join(folder, 'binary.json'))?.reason).toBe('binary');
		expect(failureIn(join(folder, 'a\0b'))?.reason).toBe('missing');
		expect(failureIn(join(folder, 'n'.repeat(300)))?.reason).toBe('missing');
	});

	it.skipIf(isWindows)('never opens a pipe, which would wait for ever', () => {
		const folder = temporaryTree({});
		const pipe = join(folder, 'pipe.json');
		execFileSync('mkfifo', [pipe]);
		expect(failureIn(pipe)?.message).toContain('is a pipe');
		expect(failureIn('/dev/null')?.message).toBe('is a device');
	});

	it.skipIf(isWindows || isRoot)('says that permission is denied', () => {
		const folder = temporaryTree({ 'a.json': '{}' });
		chmodSync(join(folder, 'a.json'), 0);
		expect(failureIn(join(folder, 'a.json'))?.message).toContain('permission is denied');
	});

	it('does not read what nobody wrote by hand', () => {
		const folder = temporaryTree({ 'a.json': '' });
		truncateSync(join(folder, 'a.json'), LARGEST_FILE + 1);
		expect(failureIn(join(folder, 'a.json'))).toEqual({
			reason: 'io',
			message: 'is 65 MiB large; files above 64 MiB are not read',
		});
	});
});
