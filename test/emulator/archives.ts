import { crc32, deflateRawSync } from 'node:zlib';

export interface TarEntry {
	readonly name: string;
	/** As in the format: `0` file, `1` hard link, `2` symbolic link, `5` folder … Default: file. */
	readonly type?: string;
	readonly content?: string;
	readonly link?: string;
	readonly mode?: number;
}

/** A tar archive with entries that no honest program would write. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
	const blocks = entries.flatMap(({ name, type = '0', content = '', link = '', mode = 0o644 }) => {
		const header = Buffer.alloc(512);
		const body = Buffer.from(content);
		header.write(name, 0);
		header.write(octal(mode, 7), 100);
		header.write(octal(body.length, 11), 124);
		header.write(octal(0, 11), 136);
		header.write('        ', 148);
		header.write(type, 156);
		header.write(link, 157);
		header.write('ustar\x0000', 257);
		const sum = header.reduce((all, byte) => all + byte, 0);
		header.write(`${octal(sum, 6)}\0 `, 148);
		return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function octal(value: number, digits: number): string {
	return value.toString(8).padStart(digits, '0');
}

export interface ZipEntry {
	readonly name: string;
	readonly content?: string;
	/** With the kind of file; default: a plain file. */
	readonly mode?: number;
	readonly isEncrypted?: boolean;
	/** A wrong checksum. */
	readonly isDamaged?: boolean;
}

/** A zip archive whose entries are packed. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
	const locals: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, content = '', mode = 0o100644, isEncrypted = false, isDamaged = false } of entries) {
		const packed = deflateRawSync(content);
		const label = Buffer.from(name);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(8, 8);
		local.writeUInt16LE(label.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(isEncrypted ? 1 : 0, 8);
		entry.writeUInt16LE(8, 10);
		entry.writeUInt32LE((crc32(content) + (isDamaged ? 1 : 0)) >>> 0, 16);
		entry.writeUInt32LE(packed.length, 20);
		entry.writeUInt32LE(content.length, 24);
		entry.writeUInt16LE(label.length, 28);
		entry.writeUInt32LE((mode << 16) >>> 0, 38);
		entry.writeUInt32LE(offset, 42);
		locals.push(local, label, packed);
		directory.push(entry, label);
		offset += local.length + label.length + packed.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...locals, central, end]);
}
