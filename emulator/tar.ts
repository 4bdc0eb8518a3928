import { ArtifactFault, type Extraction } from './extraction.ts';

const BLOCK = 512;
/** Longer names and attributes than this are no honest ones. */
const LONGEST_TEXT = 1 << 20;

interface Header {
	readonly path: string;
	readonly mode: number;
	readonly size: number;
	readonly type: string;
	readonly link: string;
}

/** What an entry before says of the next one: names that are too long for a header, and a size of many digits. */
interface Said {
	path?: string;
	link?: string;
	size?: number;
}

/**
 * Extracts a tar archive (ustar, pax, GNU) that comes as bytes. Throws an {@link ArtifactFault} for what is none or
 * leads out. Source of the format: POSIX.1-2017 pax; GNU tar manual, "Basic Tar Format".
 */
export async function extractTar(source: AsyncIterable<Uint8Array>, target: Extraction): Promise<void> {
	const bytes = new ByteReader(source);
	let said: Said = {};
	for (;;) {
		const block = await bytes.take(BLOCK, true);
		if (block === undefined || block.every(byte => byte === 0)) break;
		const header = readHeader(block, said);
		if ('xLK'.includes(header.type)) {
			if (header.size > LONGEST_TEXT) throw new ArtifactFault('it has an entry with an endless name');
			const text = (await bytes.take(header.size)) ?? Buffer.alloc(0);
			said = { ...said, ...saidBy(header.type, text) };
		} else {
			said = {};
			const size = hasContent(header.type) ? header.size : 0;
			await extractEntry(header, bytes.chunks(size), target);
			if (!hasContent(header.type)) await bytes.skip(header.size);
		}
		await bytes.skip((BLOCK - (header.size % BLOCK)) % BLOCK);
	}
	// Whoever writes into the stream has to be able to end.
	await bytes.drain();
}

function hasContent(type: string): boolean {
	return type === '0' || type === '7';
}

async function extractEntry(
	{ type, path, mode, link }: Header,
	content: AsyncIterable<Uint8Array>,
	target: Extraction,
): Promise<void> {
	switch (type) {
		case '0':
		case '7':
			await target.file(path, mode, content);
			break;
		case '1':
			await target.hardLink(path, link);
			break;
		case '2':
			target.symbolicLink(path, link);
			break;
		case '5':
			target.directory(path, mode);
			break;
		case '3':
		case '4':
		case '6':
			throw new ArtifactFault('it has a device or a pipe');
		case 'S':
			throw new ArtifactFault('it has a sparse file, which is not supported here');
		default:
		// Attributes of the archive or of another program: nothing to extract.
	}
}

function readHeader(block: Buffer, said: Said): Header {
	const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0);
	if (sum !== numberIn(block, 148, 8)) throw new ArtifactFault('it is no tar archive, or is damaged');
	// GNU's own magic has blanks here, and other things in the place of the prefix.
	const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
	const prefix = isPosix ? textIn(block, 345, 155) : '';
	const name = textIn(block, 0, 100);
	const path = said.path ?? (prefix === '' ? name : `${prefix}/${name}`);
	const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
	return {
		path,
		mode: numberIn(block, 100, 8),
		size: said.size ?? numberIn(block, 124, 12),
		// Before POSIX a folder was a file whose name ends in a slash.
		type: type === '0' && path.endsWith('/') ? '5' : type,
		link: said.link ?? textIn(block, 157, 100),
	};
}

function textIn(block: Buffer, start: number, length: number): string {
	const field = block.subarray(start, start + length);
	const end = field.indexOf(0);
	return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Octal digits, or (first bit set) a big-endian number. */
function numberIn(block: Buffer, start: number, length: number): number {
	const field = block.subarray(start, start + length);
	const first = field[0] ?? 0;
	if ((first & 0x80) !== 0) return field.subarray(1).reduce((all, byte) => all * 256 + byte, first & 0x7f);
	const digits = field.toString('latin1').replaceAll('\0', ' ').trim();
	if (!/^[0-7]*$/.test(digits)) throw new ArtifactFault('it is no tar archive, or is damaged');
	return Number.parseInt(digits || '0', 8);
}

function saidBy(type: string, text: Buffer): Said {
	if (type === 'x') return saidByPax(text);
	const name = text.toString('utf8').replace(/\0+$/, '');
	return type === 'L' ? { path: name } : { link: name };
}

/** Records of `<length> <key>=<value>\n`, the length counting itself. */
function saidByPax(text: Buffer): Said {
	const said: Said = {};
	for (let at = 0; at < text.length; ) {
		const blank = text.indexOf(0x20, at);
		const length = Number(text.toString('latin1', at, blank));
		if (blank < 0 || !Number.isInteger(length) || length < 1) {
			throw new ArtifactFault('it is no tar archive, or is damaged');
		}
		const [, key, value = ''] =
			/^([^=]*)=([\s\S]*)\n$/.exec(text.toString('utf8', blank + 1, at + length)) ?? [];
		if (key === 'path') said.path = value;
		else if (key === 'linkpath') said.link = value;
		else if (key === 'size') said.size = Number(value);
		at += length;
	}
	return said;
}

/** Takes a stream of bytes in pieces of the size that is wanted. */
class ByteReader {
	private readonly source: AsyncIterator<Uint8Array>;
	private left: Buffer = Buffer.alloc(0);

	constructor(source: AsyncIterable<Uint8Array>) {
		this.source = source[Symbol.asyncIterator]();
	}

	/** `mayEnd`: undefined where nothing at all is left; otherwise throws where there is less. */
	async take(size: number, mayEnd = false): Promise<Buffer | undefined> {
		const parts: Uint8Array[] = [];
		let got = 0;
		for await (const chunk of this.chunks(size, mayEnd)) {
			parts.push(chunk);
			got += chunk.length;
		}
		return got === 0 && size > 0 ? undefined : Buffer.concat(parts);
	}

	/** The next bytes, chunk by chunk. */
	async *chunks(size: number, mayEnd = false): AsyncIterable<Uint8Array> {
		for (let wanted = size; wanted > 0; ) {
			if (this.left.length === 0) {
				const next = await this.source.next();
				if (next.done === true) {
					if (mayEnd && wanted === size) return;
					throw new ArtifactFault('it ends in the middle of an entry');
				}
				this.left = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
			}
			const chunk = this.left.subarray(0, wanted);
			this.left = this.left.subarray(chunk.length);
			wanted -= chunk.length;
			yield chunk;
		}
	}

	async skip(size: number): Promise<void> {
		for await (const _ of this.chunks(size));
	}

	async drain(): Promise<void> {
		while ((await this.source.next()).done !== true);
	}
}
