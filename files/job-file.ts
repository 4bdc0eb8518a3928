import { looksLikeJobFile } from '../core/job-file.ts';
import { parseJson } from '../core/json-parser.ts';
import { SourceText } from '../core/text.ts';
import { decode } from './decode.ts';
import type { Candidate } from './discover.ts';
import { type ReadFailure, readBytes, type TextFile } from './read.ts';

/** A file to judge. */
export interface JobFile extends Candidate {
	/** As findings name it: relative to the working directory, with `/`. */
	readonly shown: string;
	/** Text that was handed in, instead of what the disk has. */
	readonly text?: string;
}

export type LoadedJobFile =
	| { readonly kind: 'text'; readonly file: TextFile }
	/** Found by searching a folder, and not a job file. */
	| { readonly kind: 'other' }
	| { readonly kind: 'failed'; readonly failure: ReadFailure };

/** Reads a job file. Of one that was found in a folder it only says `text` while it may still be one. */
export function loadJobFile(file: JobFile): LoadedJobFile {
	if (file.text !== undefined) {
		return {
			kind: 'text',
			file: { source: new SourceText(file.text), encoding: 'utf-8', problem: undefined },
		};
	}
	const found = file.by === 'found';
	const read = readBytes(file.path, file.by !== 'named');
	if (!read.ok)
		return found && read.failure.reason !== 'io'
			? { kind: 'other' }
			: { kind: 'failed', failure: read.failure };
	if (found && !mayHoldJobs(read.bytes)) return { kind: 'other' };
	const decoded = decode(read.bytes);
	if (decoded === undefined) return found ? { kind: 'other' } : BINARY;
	const source = new SourceText(decoded.text);
	if (found && source.text.length > LARGE && !looksLikeJobFile(parseJson(source.text).root))
		return { kind: 'other' };
	return { kind: 'text', file: { source, encoding: decoded.encoding, problem: decoded.problem } };
}

const BINARY: LoadedJobFile = {
	kind: 'failed',
	failure: { reason: 'binary', message: 'is not text: a job file is JSON' },
};

/** Above this many UTF-16 units a look at the tree pays before every rule runs over it. */
const LARGE = 64 * 1024;

const TELLING = [Buffer.from('"run"'), Buffer.from('"cron"')];
const ESCAPE = Buffer.from('\\u00');

/** Whether it is worth parsing. What is not in UTF-8 has zeros, and what is written in escapes may be anything. */
function mayHoldJobs(bytes: Buffer): boolean {
	if (TELLING.some(key => bytes.includes(key))) return true;
	return bytes.subarray(0, 4).includes(0) || isMarkedUtf16(bytes) || bytes.includes(ESCAPE);
}

function isMarkedUtf16(bytes: Buffer): boolean {
	const [first, second] = bytes;
	return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
}
