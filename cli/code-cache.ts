import {
	closeSync,
	fstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { Exit } from './io.ts';

/** A program and what tells it from every other. */
export interface Program {
	/** Absolute path of a CommonJS file, in ASCII. It must not import: what was compiled by another process cannot. */
	readonly file: string;
	/** Of its content. */
	readonly hash: string;
	/** The part of the program that runs: each compiles other functions. */
	readonly part: string;
}

/**
 * Runs a program with the code that V8 has made of it the last time, so that only what is new has to be compiled; keeps
 * that code at the end of a run that had none. It is the user's own file, and used only where nobody else could have
 * written it. Whatever goes wrong with it, the program runs without.
 *
 * Node ≥ 22.1 has `module.enableCompileCache`, which keeps no function that is compiled when it is first called; Node 20
 * has none. Both are switched off by the same variable (https://nodejs.org/api/module.html#module-compile-cache).
 */
export function runWithCodeCache(program: Program): void {
	const { file } = program;
	const cache = placeOf(program, process.env);
	const cachedData = cache === undefined ? undefined : kept(cache);
	const script = new Script(wrapped(readFileSync(file, 'latin1')), {
		filename: file,
		...(cachedData !== undefined && { cachedData }),
	});
	if (cache !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
		process.once('exit', code => {
			// Not of a call that was none: its first word may be anything, and would be the name of a file.
			if (code !== Exit.usage) keep(cache, script.createCachedData(), program.hash);
		});
	}
	const module = { exports: {} };
	script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
}

/** As Node wraps a CommonJS module, on the first line as well, so that places in it stay. */
function wrapped(source: string): string {
	return `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
}

/** Node 22.0 and 22.1 have no `crc32`. */
const CAN_BE_CHECKED = typeof crc32 === 'function';

/** Undefined: nothing is kept. */
function placeOf({ hash, part }: Program, env: NodeJS.ProcessEnv): string | undefined {
	if (env['NODE_DISABLE_COMPILE_CACHE'] === '1' || !CAN_BE_CHECKED) return undefined;
	const folder = cacheFolder(env);
	// A flag such as --max-old-space-size makes V8 refuse it; what is written then serves those who use the flag.
	return folder && join(folder, `${hash}-${process.version}-${process.arch}-${part}.code`);
}

/** Where programs keep what they can make again: the XDG Base Directory, and its like on macOS and Windows. */
function cacheFolder(env: NodeJS.ProcessEnv): string | undefined {
	const given = env['XDG_CACHE_HOME'];
	if (given && isAbsolute(given)) return join(given, 'metronome-jobs');
	const local = process.platform === 'win32' ? env['LOCALAPPDATA'] : undefined;
	const home = env['HOME'] || homeOfUser();
	if (local) return join(local, 'metronome-jobs', 'cache');
	if (!home) return undefined;
	return join(
		home,
		...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']),
		'metronome-jobs',
	);
}

function homeOfUser(): string | undefined {
	try {
		return homedir();
	} catch {
		return undefined;
	}
}

const CHECKSUM_BYTES = 4;

/** Undefined: there is none. V8 itself runs damaged code, and what it then does may be anything. */
function kept(path: string): Buffer | undefined {
	const bytes = ownFile(path);
	if (bytes === undefined || bytes.length < CHECKSUM_BYTES) return undefined;
	const code = bytes.subarray(0, -CHECKSUM_BYTES);
	return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
}

const WRITABLE_BY_OTHERS = 0o022;

/** Undefined: it is not there, or somebody else may have written it. */
function ownFile(path: string): Buffer | undefined {
	try {
		const file = openSync(path, 'r');
		try {
			const { uid, mode } = fstatSync(file);
			const isOwn =
				process.getuid === undefined || (uid === process.getuid() && !(mode & WRITABLE_BY_OTHERS));
			return isOwn ? readFileSync(file) : undefined;
		} finally {
			closeSync(file);
		}
	} catch {
		return undefined;
	}
}

/** As a whole or not at all; what an earlier build of the program left is removed. */
function keep(path: string, code: Buffer, hash: string): void {
	const folder = dirname(path);
	const temporary = join(folder, `${crypto.randomUUID()}.tmp`);
	const checksum = Buffer.alloc(CHECKSUM_BYTES);
	checksum.writeUInt32LE(crc32(code));
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		writeFileSync(temporary, Buffer.concat([code, checksum]), { mode: 0o600, flag: 'wx', flush: true });
		renameSync(temporary, path);
		for (const name of readdirSync(folder)) {
			if (name.endsWith('.code') && !name.startsWith(hash)) rmSync(join(folder, name), { force: true });
		}
	} catch {
		// A home that cannot be written to is no reason to say anything: the next run is as fast as this one.
		remove(temporary);
	}
}

function remove(path: string): void {
	try {
		rmSync(path, { force: true });
	} catch {
		// It is below something that is no folder, or on a disk that has become read-only.
	}
}
