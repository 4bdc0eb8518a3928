import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNamed } from '../../cli/formats/registry.ts';
import { applyEdits } from '../../core/edit.ts';
import type { Edit, Finding } from '../../core/finding.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

const text = fc.string({
	unit: fc.constantFrom('a', 'é', '請', '🌙', '\n', '\r\n', '"', ' '),
	maxLength: 40,
});

interface Position {
	readonly line: number;
	readonly column: number;
}

/** The byte a position of a format stands for, in the file as it is on disk. */
function byteAt(file: Buffer, { line, column }: Position): number {
	let start = 0;
	for (let n = 1; n < line; n++) start = file.indexOf('\n', start) + 1;
	return start + column - 1;
}

function withEdits(edits: readonly Edit[]): Finding {
	const fix = { title: 'Fix', safe: true, edits };
	const [finding] = sampleResult().findings;
	if (finding === undefined) throw new Error('the sample has findings');
	return { ...finding, file: 'a.json', span: { start: 0, end: 0 }, fix: () => fix };
}

describe('positions lead to the same place in every format', () => {
	it('a suggestion of rdjson, applied to the bytes of the file, gives what the fix gives', () => {
		fc.assert(
			fc.property(
				text,
				fc.boolean(),
				fc.array(fc.nat(40), { minLength: 2, maxLength: 6 }),
				(inner, bom, cuts) => {
					const source = `"${inner}`;
					const at = cuts.map(cut => boundary(source, Math.min(cut, source.length))).sort((a, b) => a - b);
					const edits: Edit[] = [];
					for (let n = 0; n + 1 < at.length; n += 2) {
						edits.push({ start: at[n] ?? 0, end: at[n + 1] ?? 0, newText: `<${n}é>` });
					}
					const onDisk = Buffer.from(bom ? `\ufeff${source}` : source);
					const result = resultOf({ 'a.json': bom ? `\ufeff${source}` : source }, [withEdits(edits)]);
					const { suggestions } = JSON.parse(formatNamed('rdjson')(result, OPTIONS)).diagnostics[0];
					const [{ range, text: newText }] = suggestions;
					const applied = Buffer.concat([
						onDisk.subarray(0, byteAt(onDisk, range.start)),
						Buffer.from(newText),
						onDisk.subarray(byteAt(onDisk, range.end)),
					]).toString();
					expect(applied.replace('\ufeff', '')).toBe(applyEdits(source, edits));
				},
			),
		);
	});

	it('json counts from 0, sarif, github and checkstyle from 1, all in UTF-16 characters', () => {
		const source = '{\r\n\t"🌙": 1 }';
		const start = source.indexOf('1');
		const finding = { ...withEdits([]), span: { start, end: start + 1 }, fix: null };
		const of = (name: string) => formatNamed(name)(resultOf({ 'a.json': source }, [finding]), OPTIONS);
		expect(JSON.parse(of('json')).findings[0].range).toEqual({
			start: { line: 1, character: 7 },
			end: { line: 1, character: 8 },
		});
		expect(JSON.parse(of('sarif')).runs[0].results[0].locations[0].physicalLocation.region).toMatchObject({
			startLine: 2,
			startColumn: 8,
			endLine: 2,
			endColumn: 9,
		});
		expect(of('github')).toContain('line=2,endLine=2,col=8,endColumn=9');
		expect(of('checkstyle')).toContain('line="2" column="8"');
		expect(of('human')).toContain('a.json:2:8');
		expect(JSON.parse(of('rdjson')).diagnostics[0].location.range.start).toEqual({ line: 2, column: 10 });
	});
});

/** Not inside a surrogate pair or between CR and LF. */
function boundary(source: string, at: number): number {
	const code = source.charCodeAt(at);
	const inside = (code >= 0xdc00 && code <= 0xdfff) || (source[at] === '\n' && source[at - 1] === '\r');
	return inside ? at - 1 : at;
}
