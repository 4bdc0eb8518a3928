import { execFileSync, spawnSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArtifactLimits, Artifacts } from '../../emulator/artifacts.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { tarOf, zipOf } from './archives.ts';

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.close();
		server.closeAllConnections();
	}
});

async function serve(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

interface Wanted {
	readonly uri: string;
	readonly extract?: boolean;
	readonly executable?: boolean;
	readonly cache?: boolean;
}

function setUp(files: Readonly<Record<string, unknown>> = {}, limits?: Partial<ArtifactLimits>) {
	const folder = temporaryTree(files);
	const artifacts = new Artifacts({
		cache: join(folder, '.cache'),
		path: process.env['PATH'] ?? '',
		limits: {
			download: { bytes: 1 << 20, stallMs: 5000 },
			extraction: { bytes: 1 << 20, entries: 100 },
			totalMs: 10_000,
			...limits,
		},
	});
	let sandboxes = 0;
	/** Fetches into a new sandbox. */
	const fetchAll = async (...wanted: readonly Wanted[]) => {
		const sandbox = join(folder, `sandbox-${++sandboxes}`);
		mkdirSync(sandbox);
		const all = wanted.map(artifact => ({ extract: true, executable: false, cache: false, ...artifact }));
		await artifacts.fetch(all, sandbox, new AbortController().signal);
		return sandbox;
	};
	return { folder, artifacts, fetchAll };
}

const text = (...path: string[]) => readFileSync(join(...path), 'utf8');
const mode = (...path: string[]) => statSync(join(...path)).mode & 0o777;

describe('an artifact', () => {
	it('is copied from this machine and downloaded, under the last part of its URI', async () => {
		const { folder, fetchAll } = setUp({ 'plain.txt': 'one' });
		const host = await serve((_, response) => response.end('two'));
		const sandbox = await fetchAll(
			{ uri: `file://${folder}/plain.txt` },
			{ uri: `http://${host}/a/b.txt?v=1` },
		);
		expect(text(sandbox, 'plain.txt')).toBe('one');
		expect(text(sandbox, 'b.txt?v=1')).toBe('two');
	});

	it('that is executable can be run and is not extracted', async () => {
		const { folder, fetchAll } = setUp({ 'tool.tgz': gzipSync(tarOf([{ name: 'x' }])) });
		const sandbox = await fetchAll({ uri: `${folder}/tool.tgz`, executable: true });
		expect(mode(sandbox, 'tool.tgz')).toBe(0o755);
		expect(existsSync(join(sandbox, 'x'))).toBe(false);
	});

	it('of this machine keeps its permissions', async () => {
		const { folder, fetchAll } = setUp({ run: '#!' });
		chmodSync(join(folder, 'run'), 0o750);
		expect(mode(await fetchAll({ uri: join(folder, 'run') }), 'run')).toBe(0o750);
	});

	it('is redirected, and its password is not sent to another host', async () => {
		const { fetchAll } = setUp();
		const given: (string | undefined)[] = [];
		const other = await serve((request, response) => {
			given.push(request.headers.authorization);
			response.end('there');
		});
		const first = await serve((request, response) => {
			given.push(request.headers.authorization);
			response.writeHead(302, { location: `http://${other}/x` }).end();
		});
		expect(text(await fetchAll({ uri: `http://me:pass@${first}/a` }), 'a')).toBe('there');
		expect(given).toEqual([expect.stringMatching(/^Basic /), undefined]);
	});

	it('that comes twice is there once', async () => {
		const { folder, fetchAll } = setUp({ a: 'one' });
		const sandbox = await fetchAll({ uri: `${folder}/a` }, { uri: `file://${folder}/a` });
		expect(text(sandbox, 'a')).toBe('one');
	});

	it('for the cache is fetched once, for all who want it at a time, and again after a failure', async () => {
		const { fetchAll } = setUp();
		let asked = 0;
		const host = await serve((_, response) => {
			asked++;
			response.writeHead(asked === 1 ? 503 : 200).end(tarOf([{ name: 'in', content: 'side' }]));
		});
		const wanted = { uri: `http://${host}/a.tar`, cache: true };
		await expect(fetchAll(wanted)).rejects.toThrow('HTTP 503');
		const sandboxes = await Promise.all([fetchAll(wanted), fetchAll(wanted)]);
		expect(asked).toBe(2);
		for (const sandbox of sandboxes) {
			expect(text(sandbox, 'in')).toBe('side');
			expect(existsSync(join(sandbox, 'a.tar'))).toBe(false);
		}
	});

	it('is given user and password of its URI, and no message has them', async () => {
		const { fetchAll } = setUp();
		const given: (string | undefined)[] = [];
		const host = await serve((request, response) => {
			given.push(request.headers.authorization);
			response.writeHead(403).end();
		});
		const secret = `canary${'5d2c'.repeat(4)}`;
		const uri = `http://me:${secret}@${host}/a.txt?signature=${secret}`;
		const error: Error = await fetchAll({ uri }).catch(thrown => thrown);
		expect(given).toEqual([`Basic ${Buffer.from(`me:${secret}`).toString('base64')}`]);
		expect(error.message).toBe(`the artifact 'http://${host}/a.txt?…': the server answered with HTTP 403`);
		const closed = await serve(() => undefined);
		await new Promise(resolve => servers.pop()?.close(resolve));
		const refused: Error = await fetchAll({ uri: `http://me:${secret}@${closed}/a` }).catch(thrown => thrown);
		expect(refused.message).toBe(`the artifact 'http://${closed}/a': it cannot be fetched (ECONNREFUSED)`);
		const unsound: Error = await fetchAll({ uri: `http://me:${secret}%@x/a` }).catch(thrown => thrown);
		expect(unsound.message).toBe("the artifact 'http://x/a': its URI is not sound");
	});

	it.each([
		['hdfs://files.example/a', 'only file, http and https'],
		['a/b', 'must be a full one'],
		['http://files.example', 'does not end in the name of a file'],
		['http://files.example/a/', 'does not end in the name of a file'],
		['/nowhere/at/all', 'ENOENT'],
		['/tmp', 'it is no file'],
		["/tmp/it's", 'quotation mark'],
		['/etc/stdout', 'output of the task'],
	])('at %s fails with the reason', async (uri, reason) => {
		await expect(setUp().fetchAll({ uri })).rejects.toThrow(reason);
	});

	it('is bounded in size, in silence and in time', async () => {
		const { fetchAll } = setUp({}, { download: { bytes: 1 << 20, stallMs: 100 } });
		const host = await serve((request, response) => {
			response.write(Buffer.alloc(request.url === '/large' ? 2 << 20 : 10));
		});
		await expect(fetchAll({ uri: `http://${host}/large` })).rejects.toThrow('larger than 1 MiB');
		await expect(fetchAll({ uri: `http://${host}/silent` })).rejects.toThrow('nothing came for 0.1 s');
		const late = setUp({}, { totalMs: 100 });
		await expect(late.fetchAll({ uri: `http://${host}/silent` })).rejects.toThrow('more than 0.1 s');
	});
});

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe('an archive', () => {
	describe.each([
		['czf', 'a.tar.gz', 'gzip'],
		['czf', 'a.tgz', 'gzip'],
		['cf', 'a.tar', 'tar'],
		['cjf', 'a.tar.bz2', 'bzip2'],
		['cJf', 'a.txz', 'xz'],
		['--format=gnu -cf', 'a.tar', 'tar'],
		['--format=posix -czf', 'a.tgz', 'gzip'],
		['--format=ustar -cf', 'a.tar', 'tar'],
	])('made by tar %s as %s', (flags, name, program) => {
		it.skipIf(!isThere('tar') || !isThere(program))(
			'is extracted and stays beside what was in it',
			async () => {
				const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
				const { folder, fetchAll } = setUp({
					'in/sub/file': 'x'.repeat(70_000),
					[`in/${long}`]: 'long',
					'in/run': '#!',
				});
				chmodSync(join(folder, 'in/run'), 0o750);
				symlinkSync('sub/file', join(folder, 'in/link'));
				execFileSync('tar', [...flags.split(' '), join(folder, name), '-C', join(folder, 'in'), '.']);
				const sandbox = await fetchAll({ uri: join(folder, name) });
				expect(text(sandbox, 'sub/file')).toHaveLength(70_000);
				expect(text(sandbox, 'link')).toHaveLength(70_000);
				expect(text(sandbox, long)).toBe('long');
				expect(mode(sandbox, 'run')).toBe(0o750);
				expect(existsSync(join(sandbox, name))).toBe(true);
			},
		);
	});

	it('of zip is extracted', async () => {
		const zip = zipOf([
			{ name: 'bin/', mode: 0o040755 },
			{ name: 'bin/run', content: 'go '.repeat(1000), mode: 0o100755 },
			{ name: 'link', content: 'bin/run', mode: 0o120777 },
			{ name: 'dos\\file', content: 'x', mode: 0 },
		]);
		const { folder, fetchAll } = setUp({ 'a.zip': zip });
		const sandbox = await fetchAll({ uri: `${folder}/a.zip` });
		expect(text(sandbox, 'link')).toHaveLength(3000);
		expect(mode(sandbox, 'bin/run')).toBe(0o755);
		expect(text(sandbox, 'dos/file')).toBe('x');
	});

	it('of one file is unpacked beside itself', async () => {
		const { folder, fetchAll } = setUp({ 'a.txt.gz': gzipSync('hello') });
		expect(text(await fetchAll({ uri: `${folder}/a.txt.gz` }), 'a.txt')).toBe('hello');
	});

	it('is left alone where it shall be, or its name does not say what it is', async () => {
		const tar = tarOf([{ name: 'x' }]);
		const { folder, fetchAll } = setUp({ 'a.tar': tar, 'b.bin': tar });
		const sandbox = await fetchAll({ uri: `${folder}/a.tar`, extract: false }, { uri: `${folder}/b.bin` });
		expect(existsSync(join(sandbox, 'x'))).toBe(false);
	});

	it.each([
		['a parent', tarOf([{ name: '../out' }])],
		['a parent within', tarOf([{ name: 'a/../../out' }])],
		['the root', tarOf([{ name: '/tmp/metronome-jobs-out' }])],
		['a link to elsewhere', tarOf([{ name: 'l', type: '2', link: '/tmp' }])],
		['a link to a parent', tarOf([{ name: 'a/l', type: '2', link: '../../out' }])],
		[
			'a link that another entry goes through',
			tarOf([{ name: 'l', type: '2', link: 'd' }, { name: 'd', type: '5' }, { name: 'l/out' }]),
		],
		['a hard link to elsewhere', tarOf([{ name: 'h', type: '1', link: '../../in' }])],
		['a device', tarOf([{ name: 'dev', type: '3' }])],
		['a long name of GNU', tarOf([{ name: '@', type: 'L', content: '../out' }, { name: 'ok' }])],
		['a name of pax', tarOf([{ name: '@', type: 'x', content: '15 path=../out\n' }, { name: 'ok' }])],
		['the output of the task', tarOf([{ name: './stdout' }])],
	])('of tar with %s is refused, and nothing is outside', async (_, tar) => {
		const { folder, fetchAll } = setUp({ 'a.tar': tar, in: 'x' });
		await expect(fetchAll({ uri: `${folder}/a.tar` })).rejects.toThrow(/the artifact '.*a\.tar': it /);
		expect(existsSync(join(folder, 'out'))).toBe(false);
		expect(existsSync('/tmp/metronome-jobs-out')).toBe(false);
	});

	it.each([
		['a parent', zipOf([{ name: '../out', content: 'x' }])],
		['a parent in the way of DOS', zipOf([{ name: '..\\out', content: 'x' }])],
		['a link to elsewhere', zipOf([{ name: 'l', content: '/tmp', mode: 0o120777 }])],
		['an encrypted entry', zipOf([{ name: 'a', content: 'x', isEncrypted: true }])],
		['a wrong checksum', zipOf([{ name: 'a', content: 'x', isDamaged: true }])],
		['nothing of a zip', Buffer.from('hello')],
	])('of zip with %s is refused, and nothing is outside', async (_, zip) => {
		const { folder, fetchAll } = setUp({ 'a.zip': zip });
		await expect(fetchAll({ uri: `${folder}/a.zip` })).rejects.toThrow(/the artifact '.*a\.zip': it /);
		expect(existsSync(join(folder, 'out'))).toBe(false);
	});

	it('that grows beyond measure is refused', async () => {
		const { folder, fetchAll } = setUp({
			'bomb.gz': gzipSync(Buffer.alloc(5 << 20)),
			'bomb.zip': zipOf([{ name: 'a', content: 'x'.repeat(5 << 20) }]),
			'many.tar': tarOf(Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` }))),
		});
		await expect(fetchAll({ uri: `${folder}/bomb.gz` })).rejects.toThrow('too large when extracted');
		await expect(fetchAll({ uri: `${folder}/bomb.zip` })).rejects.toThrow('too large when extracted');
		await expect(fetchAll({ uri: `${folder}/many.tar` })).rejects.toThrow('too many entries');
	});

	it.each([
		['a.tar', 'no tar archive at all'.padEnd(600)],
		['a.tar.gz', 'no gzip'],
		['a.tar.xz', 'no xz'],
		['cut.tar', tarOf([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 900)],
		['cut.tgz', gzipSync(tarOf([{ name: 'a', content: 'x'.repeat(2000) }])).subarray(0, 60)],
	])('%s that is damaged fails with the reason', async (name, content) => {
		const { folder, fetchAll } = setUp({ [name]: content });
		await expect(fetchAll({ uri: `${folder}/${name}` })).rejects.toThrow(
			/damaged|in the middle|needs the program/,
		);
	});

	it('that needs a program which is not installed says so', async () => {
		const { folder } = setUp({ 'a.tar.xz': 'x' });
		const artifacts = new Artifacts({ cache: join(folder, '.cache'), path: '/nowhere' });
		const wanted = { uri: `${folder}/a.tar.xz`, extract: true, executable: false, cache: false };
		rmSync(join(folder, 'box'), { force: true });
		mkdirSync(join(folder, 'box'));
		writeFileSync(join(folder, 'box/other'), '');
		await expect(
			artifacts.fetch([wanted], join(folder, 'box'), new AbortController().signal),
		).rejects.toThrow('it needs the program xz, which is not installed');
	});
});
