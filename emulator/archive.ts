import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ArtifactFault, Extraction, type ExtractionLimits } from './extraction.ts';
import { extractTar } from './tar.ts';
import { extractZip } from './zip.ts';

type Packing = 'none' | 'gzip' | 'bzip2' | 'xz';

interface Kind {
	readonly ending: string;
	readonly archive: 'tar' | 'zip' | 'file';
	readonly packing: Packing;
}

/** By the end of the name, nothing else. Source: Mesos src/launcher/fetcher.cpp, `extract`. */
const KINDS: readonly Kind[] = [
	{ ending: '.tar', archive: 'tar', packing: 'none' },
	{ ending: '.tgz', archive: 'tar', packing: 'gzip' },
	{ ending: '.tar.gz', archive: 'tar', packing: 'gzip' },
	{ ending: '.tbz2', archive: 'tar', packing: 'bzip2' },
	{ ending: '.tar.bz2', archive: 'tar', packing: 'bzip2' },
	{ ending: '.txz', archive: 'tar', packing: 'xz' },
	{ ending: '.tar.xz', archive: 'tar', packing: 'xz' },
	{ ending: '.zip', archive: 'zip', packing: 'none' },
	{ ending: '.gz', archive: 'file', packing: 'gzip' },
];

/**
 * Extracts a file into a folder where its name is that of an archive, and leaves it where it is. False: it is none.
 * Rejects with an {@link ArtifactFault}. bzip2 and xz need the programs of that name.
 */
export async function extractArchive(
	file: string,
	name: string,
	into: { readonly folder: string; readonly path: string; readonly limits?: ExtractionLimits },
	signal: AbortSignal,
): Promise<boolean> {
	const kind = KINDS.find(({ ending }) => name.endsWith(ending));
	if (kind === undefined) return false;
	const target = new Extraction(into.folder, into.limits);
	if (kind.archive === 'zip') await extractZip(file, target, signal);
	else {
		const consume = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
			if (kind.archive === 'tar') await extractTar(source, target);
			else await target.file(name.slice(0, -kind.ending.length), 0o644, source);
		};
		await unpacked(file, kind.packing, consume, into.path, signal);
	}
	return true;
}

type Consume = (source: AsyncIterable<Uint8Array>) => Promise<void>;

async function unpacked(
	file: string,
	packing: Packing,
	consume: Consume,
	path: string,
	signal: AbortSignal,
): Promise<void> {
	if (packing === 'bzip2' || packing === 'xz') {
		await throughProgram(packing, file, consume, path, signal);
		return;
	}
	// A pipeline may tell of the streams that it ended instead of why.
	let fault: unknown;
	const remembering: Consume = async source => {
		try {
			await consume(source);
		} catch (error) {
			fault = error;
			throw error;
		}
	};
	try {
		const read = createReadStream(file);
		if (packing === 'none') await pipeline(read, remembering, { signal });
		else await pipeline(read, createGunzip(), remembering, { signal });
	} catch (error) {
		if (fault instanceof ArtifactFault) throw fault;
		throw isOfZlib(error) ? new ArtifactFault('it is no gzip file, or is damaged') : error;
	}
}

function isOfZlib(error: unknown): boolean {
	return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Runs `bzip2 -dc` or `xz -dc` with the file as its input. */
async function throughProgram(
	program: 'bzip2' | 'xz',
	file: string,
	consume: Consume,
	path: string,
	signal: AbortSignal,
): Promise<void> {
	const input = await open(file, 'r');
	try {
		const child = spawn(program, ['-dc'], {
			env: { PATH: path },
			stdio: [input.fd, 'pipe', 'ignore'],
			signal,
		});
		const exit = new Promise<number | string>(resolve => {
			child.once('error', error => resolve('code' in error ? String(error.code) : error.name));
			child.once('close', code => resolve(code ?? 'signal'));
		});
		let failure: unknown;
		try {
			await consume(child.stdout ?? Readable.from([]));
		} catch (error) {
			failure = error;
			child.kill('SIGKILL');
		}
		const end = await exit;
		signal.throwIfAborted();
		if (end === 'ENOENT') throw new ArtifactFault(`it needs the program ${program}, which is not installed`);
		if (failure !== undefined && (failure instanceof ArtifactFault || end === 0)) throw failure;
		if (end !== 0) throw new ArtifactFault(`it is no ${program} file, or is damaged`);
	} finally {
		await input.close();
	}
}
