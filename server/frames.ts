import type { Readable, Writable } from 'node:stream';
import type { Outgoing, Transport } from './json-rpc.ts';

/** Messages on a stream of bytes, each behind a header that names its length, as the protocol lays down. */
export function streamTransport(input: Readable, output: Writable): Transport {
	return {
		send: message => {
			output.write(framed(message));
		},
		listen: (onMessage, onClose) => {
			const frames = new Frames();
			input.on('data', (chunk: Buffer) => {
				for (const body of frames.take(chunk)) {
					const message = parsed(body);
					if (message !== undefined) onMessage(message);
				}
			});
			input.on('end', onClose);
			input.on('close', onClose);
			input.on('error', onClose);
			// Whoever does not read any more is gone.
			output.on('error', onClose);
		},
	};
}

function framed(message: Outgoing): string {
	const body = JSON.stringify(message);
	return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Undefined for what is no JSON. */
function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

const HEADER_END = '\r\n\r\n';

/** Cuts a stream of bytes into the bodies of messages. A header that names no length is passed over. */
export class Frames {
	private chunks: Buffer[] = [];
	private length = 0;
	/** Of the body that is due; undefined: a header is. */
	private due: number | undefined;

	/** Takes the next bytes and gives the bodies that are whole with them. */
	take(chunk: Buffer): string[] {
		this.chunks.push(chunk);
		this.length += chunk.length;
		const bodies: string[] = [];
		for (;;) {
			if (this.due === undefined) {
				const bytes = this.joined();
				const end = bytes.indexOf(HEADER_END);
				if (end < 0) return bodies;
				this.due = lengthIn(bytes.toString('latin1', 0, end));
				this.drop(end + HEADER_END.length);
			}
			if (this.due === undefined) continue;
			// A large body comes in many chunks: they are only joined when it is whole.
			if (this.length < this.due) return bodies;
			bodies.push(this.joined().toString('utf8', 0, this.due));
			this.drop(this.due);
			this.due = undefined;
		}
	}

	private joined(): Buffer {
		const bytes = this.chunks.length === 1 ? this.chunks[0] : undefined;
		if (bytes !== undefined) return bytes;
		const all = Buffer.concat(this.chunks, this.length);
		this.chunks = [all];
		return all;
	}

	private drop(count: number): void {
		const rest = this.joined().subarray(count);
		this.chunks = rest.length === 0 ? [] : [rest];
		this.length = rest.length;
	}
}

function lengthIn(header: string): number | undefined {
	const digits = /content-length: *(\d{1,10})\b/i.exec(header)?.[1];
	return digits === undefined ? undefined : Number(digits);
}
