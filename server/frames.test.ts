import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frames } from './frames.ts';

function framed(body: string): string {
	return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe('frames', () => {
	it('come out whole however the bytes are cut', () => {
		const bodies = fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', '🔑', '\r', '\n', '{') }), {
			maxLength: 5,
		});
		fc.assert(
			fc.property(bodies, fc.array(fc.nat({ max: 30 })), (sent, sizes) => {
				const bytes = Buffer.from(sent.map(framed).join(''));
				const frames = new Frames();
				const received: string[] = [];
				let at = 0;
				for (const size of [...sizes, bytes.length]) {
					received.push(...frames.take(bytes.subarray(at, at + size)));
					at += size;
				}
				expect(received).toEqual(sent);
			}),
		);
	});

	it('may have other headers, in any case', () => {
		const header = 'content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n';
		expect(new Frames().take(Buffer.from(`${header}{}`))).toEqual(['{}']);
	});

	it('come again after a header that names no length', () => {
		const text = `Content-Length: many\r\n\r\nno header at all\r\n\r\n${framed('[]')}`;
		expect(new Frames().take(Buffer.from(text))).toEqual(['[]']);
	});
});
