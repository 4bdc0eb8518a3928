import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../core/json-parser.ts';
import { SourceText } from '../core/text.ts';
import { decode, type Encoding, encode } from './decode.ts';

/** Bodies that a real Metronome was sent, from the recordings; `{"id":…,"run":{…}}`. */
const RECORDED = {
	'v1-01775':
		'ewAiAGkAZAAiADoAIgBwAGUAYQByAGwALgBqAC0AMQBkAGIAIgAsACIAcgB1AG4AIgA6AHsAIgBjAHAAdQBzACIAOgAwAC4AMQAsACIAbQBlAG0AIgA6ADYANAAsACIAZABpAHMAawAiADoAMAAsACIAYwBtAGQAIgA6ACIAdAByAHUAZQAiAH0AfQA=',
	'v1-01776':
		'AHsAIgBpAGQAIgA6ACIAcQB1AGEAcgB0AHoALgBqAC0AMQBkAGMAIgAsACIAcgB1AG4AIgA6AHsAIgBjAHAAdQBzACIAOgAwAC4AMQAsACIAbQBlAG0AIgA6ADYANAAsACIAZABpAHMAawAiADoAMAAsACIAYwBtAGQAIgA6ACIAdAByAHUAZQAiAH0AfQ==',
	'v1-01777':
		'/v8AewAiAGkAZAAiADoAIgByAGEAdgBlAG4ALgBqAC0AMQBkAGQAIgAsACIAcgB1AG4AIgA6AHsAIgBjAHAAdQBzACIAOgAwAC4AMQAsACIAbQBlAG0AIgA6ADYANAAsACIAZABpAHMAawAiADoAMAAsACIAYwBtAGQAIgA6ACIAdAByAHUAZQAiAH0AfQ==',
	'v1-01778':
		'ewAAACIAAABpAAAAZAAAACIAAAA6AAAAIgAAAHMAAABsAAAAYQAAAHQAAABlAAAALgAAAGoAAAAtAAAAMQAAAGQAAABlAAAAIgAAACwAAAAiAAAAcgAAAHUAAABuAAAAIgAAADoAAAB7AAAAIgAAAGMAAABwAAAAdQAAAHMAAAAiAAAAOgAAADAAAAAuAAAAMQAAACwAAAAiAAAAbQAAAGUAAABtAAAAIgAAADoAAAA2AAAANAAAACwAAAAiAAAAZAAAAGkAAABzAAAAawAAACIAAAA6AAAAMAAAACwAAAAiAAAAYwAAAG0AAABkAAAAIgAAADoAAAAiAAAAdAAAAHIAAAB1AAAAZQAAACIAAAB9AAAAfQAAAA==',
	'v1-01779':
		'AAAAewAAACIAAABpAAAAZAAAACIAAAA6AAAAIgAAAHQAAAB1AAAAbgAAAGQAAAByAAAAYQAAAC4AAABqAAAALQAAADEAAABkAAAAZgAAACIAAAAsAAAAIgAAAHIAAAB1AAAAbgAAACIAAAA6AAAAewAAACIAAABjAAAAcAAAAHUAAABzAAAAIgAAADoAAAAwAAAALgAAADEAAAAsAAAAIgAAAG0AAABlAAAAbQAAACIAAAA6AAAANgAAADQAAAAsAAAAIgAAAGQAAABpAAAAcwAAAGsAAAAiAAAAOgAAADAAAAAsAAAAIgAAAGMAAABtAAAAZAAAACIAAAA6AAAAIgAAAHQAAAByAAAAdQAAAGUAAAAiAAAAfQAAAH0=',
	'v1-01780': 'eyJpZCI6ImFtYmVyLmotMWRnIiwicnVuIjp7ImNwdXMiOjAuMSwibWVtIjo2NCwiZGlzayI6MCwiY21kIjoi4oIifX0=',
	'v1-01781': 'eyJpZCI6ImJhc2lsLmotMWRoIiwicnVuIjp7ImNwdXMiOjAuMSwibWVtIjo2NCwiZGlzayI6MCwiY21kIjoigCJ9fQ==',
} as const;

const decodeRecorded = (id: keyof typeof RECORDED) => decode(Buffer.from(RECORDED[id], 'base64'))!;

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];

describe('decode', () => {
	it.each([
		['v1-01775', 'utf-16le', false],
		['v1-01776', 'utf-16be', false],
		['v1-01777', 'utf-16be', true],
		['v1-01778', 'utf-32le', false],
		['v1-01779', 'utf-32be', false],
	] as const)('reads %s, which Metronome takes, as %s', (id, encoding, bom) => {
		const decoded = decodeRecorded(id);
		const source = new SourceText(decoded.text);
		expect(decoded).toMatchObject({ encoding, problem: undefined });
		expect(source.bom).toBe(bom);
		expect(parseJson(source.text)).toMatchObject({ problems: [], root: { kind: 'object' } });
	});

	it.each([
		['v1-01780', 0xe2],
		['v1-01781', 0x80],
	] as const)('finds where %s, which Metronome refuses, is no UTF-8', (id, byte) => {
		const { text, problem } = decodeRecorded(id);
		expect(text.indexOf('\uFFFD')).toBe(problem?.offset);
		expect(problem?.message).toContain(`0x${byte.toString(16).toUpperCase()}`);
	});

	it('counts UTF-16 units behind the byte order mark', () => {
		const bytes = Buffer.concat([Buffer.from('\uFEFF{"ä😀":"'), Buffer.from([0xff]), Buffer.from('"}')]);
		const { text, problem } = decode(bytes)!;
		expect(new SourceText(text).text.indexOf('\uFFFD')).toBe(problem?.offset);
	});

	it.each([
		['an overlong form', [0xc1, 0x81], 'A'],
		['half a surrogate pair', [0xed, 0xa0, 0xbd], '\uD83D'],
	])('takes %s, as the server does', (_, bytes, character) => {
		const decoded = decode(Buffer.from([0x22, ...bytes, 0x22]));
		expect(decoded).toMatchObject({ text: `"${character}"`, problem: undefined });
	});

	it('takes bytes with zeros that are no UTF-8 as binary', () => {
		expect(decode(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00]))).toBeUndefined();
	});

	it('finds a UTF-32 number that is no character, and a cut one', () => {
		expect(decode(Buffer.from([0, 0, 0, 0x22, 0, 0x11, 0, 0]))).toMatchObject({ problem: { offset: 1 } });
		expect(decode(Buffer.from([0, 0, 0, 0x22, 0, 0]))).toMatchObject({
			text: '"\uFFFD',
			problem: { offset: 1 },
		});
	});

	it.each(ENCODINGS)('gives back what was written in %s', encoding => {
		const json = fc
			.json({ noUnicodeString: false })
			.filter(text => text.length > 1 && text.charCodeAt(0) < 128);
		fc.assert(
			fc.property(json, fc.boolean(), (text, bom) => {
				const marked = bom ? `\uFEFF${text}` : text;
				expect(decode(encode(marked, encoding))).toEqual({ text: marked, encoding, problem: undefined });
			}),
		);
	});

	it('decodes UTF-8 as everybody does, and never throws on any bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
				const decoded = decode(Buffer.from(bytes));
				if (decoded === undefined || decoded.encoding !== 'utf-8' || decoded.problem !== undefined) return;
				const strict = new TextDecoder('utf-8', { ignoreBOM: true });
				const text = strict.decode(bytes);
				if (!text.includes('\uFFFD')) expect(decoded.text).toBe(text);
			}),
		);
	});
});
