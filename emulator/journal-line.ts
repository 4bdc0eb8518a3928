import { crc32 } from 'node:zlib';

/**
 * One line of a journal is one commit: its checksum in hex, a blank, and JSON without line breaks. Only the last
 * line can be torn: no commit begins before the one before it is on the disk.
 */
export function journalLine(json: string): string {
	return `${checksum(json)} ${json}\n`;
}

/** What a journal holds, as far as it can be trusted. */
export interface JournalContent {
	/** The JSON text of each sound line. */
	readonly lines: readonly string[];
	/** How many bytes of the file they take. */
	readonly soundBytes: number;
	/** Bytes of a last line that was never completed: nobody was told that it is stored. */
	readonly tornBytes: number;
	/** The number, from 1, of a line that is broken although others follow it. */
	readonly brokenLine: number | undefined;
}

const LINE_FEED = 0x0a;

/** Takes a journal apart. */
export function readJournal(bytes: Buffer): JournalContent {
	const lines: string[] = [];
	let start = 0;
	while (start < bytes.length) {
		const end = bytes.indexOf(LINE_FEED, start);
		const json = end < 0 ? undefined : soundJson(bytes.toString('utf8', start, end));
		if (json === undefined) {
			const isLast = end < 0 || end === bytes.length - 1;
			const tornBytes = isLast ? bytes.length - start : 0;
			return { lines, soundBytes: start, tornBytes, brokenLine: isLast ? undefined : lines.length + 1 };
		}
		lines.push(json);
		start = end + 1;
	}
	return { lines, soundBytes: start, tornBytes: 0, brokenLine: undefined };
}

/** The JSON of a line whose checksum is right. */
function soundJson(line: string): string | undefined {
	const json = line.slice(CHECKSUM_LENGTH + 1);
	return line.startsWith(`${checksum(json)} `) ? json : undefined;
}

const CHECKSUM_LENGTH = 8;

function checksum(json: string): string {
	return crc32(json).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
