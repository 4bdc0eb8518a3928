import { describe, expect, it } from 'vitest';
import type { SelectionRange } from 'vscode-languageserver-protocol';
import { SourceText } from '../../core/text.ts';
import { format } from '../../server/features/formatting.ts';
import { linkedEditing } from '../../server/features/linked-editing.ts';
import { documentLinks } from '../../server/features/links.ts';
import { semanticTokens } from '../../server/features/semantic-tokens.ts';
import { foldingRanges, selectionRange } from '../../server/features/structure.ts';
import { analysisOf } from './analysis.ts';
import { afterEdits, withCursor } from './cursor-text.ts';

function formatted(text: string, options = { tabSize: 4, insertSpaces: true }): string {
	const { context, document } = analysisOf(text);
	return afterEdits(text, format(context, document.positions, options));
}

describe('formatting', () => {
	it.each([
		[
			'indents with what the file has',
			'{\n\t"id":"a",\n"run":{\n"cmd" : "x"}}',
			'{\n\t"id": "a",\n\t"run": {\n\t\t"cmd": "x"\n\t}\n}',
		],
		[
			'leaves on one line what is there on one line',
			'{\n  "run": {"cmd":"x"}, "id": "a"\n}\n',
			'{\n  "run": {"cmd":"x"},\n  "id": "a"\n}\n',
		],
		[
			'opens a file that is all on one line',
			'{"id":"a","run":{"env":{"A":{"secret":"s"}}}}',
			'{\n    "id": "a",\n    "run": {\n        "env": {\n            "A": {"secret":"s"}\n        }\n    }\n}',
		],
		['keeps the line ends', '{\r\n  "id": "a",\r\n"run": {}\r\n}', '{\r\n  "id": "a",\r\n  "run": {}\r\n}'],
		[
			'touches no value, key or escape',
			'{\n "\\u0069d":"\\u00e9\\/",\n "run": { "mem": 1.50e1 }\n}',
			'{\n "\\u0069d": "\\u00e9\\/",\n "run": { "mem": 1.50e1 }\n}',
		],
		['leaves a broken file alone', '{\n"id": "a",,\n}', '{\n"id": "a",,\n}'],
		['leaves a file with comments alone', '{\n// why\n"run": {}\n}', '{\n// why\n"run": {}\n}'],
	])('%s', (_what, text, after) => {
		expect(formatted(text)).toBe(after);
		expect(formatted(after)).toBe(after);
	});

	it('of a range changes its lines only', () => {
		const text = '{\n"id": "a",\n"run": {\n"cmd": "x"\n}\n}';
		const { context, document } = analysisOf(text);
		const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
		const edits = format(context, document.positions, { tabSize: 2, insertSpaces: true }, range);
		expect(afterEdits(text, edits)).toBe('{\n  "id": "a",\n"run": {\n"cmd": "x"\n}\n}');
	});
});

describe('linked editing', () => {
	it('joins an alias with its uses', () => {
		const { text, position } = withCursor(
			'{ "id": "a", "run": { "env": { "A": { "secret": "d|b" } }, "secrets": { "db": { "source": "x" } } } }',
		);
		const { context, document } = analysisOf(text);
		const offset = document.positions.offsetAt(position);
		const ranges = linkedEditing(context, document.positions, offset)?.ranges ?? [];
		expect(
			afterEdits(
				text,
				ranges.map(range => ({ range, newText: 'new' })),
			),
		).toBe(text.replaceAll('"db"', '"new"'));
		expect(linkedEditing(context, document.positions, 9)).toBeNull();
	});
});

describe('links', () => {
	it('lead to artifacts on the web, and to none with a password in it', () => {
		const uris = ['https://example.com/a.tgz', 'hdfs://a/b', 'https://user:pw@example.com/a'];
		const text = JSON.stringify({ id: 'a', run: { artifacts: uris.map(uri => ({ uri })), secrets: {} } });
		const { context, document } = analysisOf(text);
		const targets = documentLinks(context, document.positions).map(({ target }) => target);
		expect(targets).toEqual(['https://example.com/a.tgz', expect.stringContaining('secrets-not-delivered')]);
	});
});

describe('semantic tokens', () => {
	it('show references and the parts of a cron expression', () => {
		const text =
			'{ "id": "a", "run": { "env": { "A": { "secret": "db" } } }, "schedules": [{ "cron": "*/5 0 * * MON" }] }';
		const { context, document } = analysisOf(text);
		const { data } = semanticTokens(context, document.positions);
		const shown: string[] = [];
		for (let at = 0, character = 0; at < data.length; at += 5) {
			character += data[at + 1] ?? 0;
			shown.push(`${text.slice(character, character + (data[at + 2] ?? 0))} ${data[at + 3]}`);
		}
		expect(shown).toEqual(['a 1', 'db 0', '* 5', '/ 5', '5 3', '0 3', '* 5', '* 5', 'MON 4']);
	});
});

describe('folds and selections', () => {
	it('fold what has more than one line', () => {
		const { context } = analysisOf('{\n"run": {\n"env": { "A": "x" }\n}\n}');
		expect(foldingRanges(context, undefined)).toEqual([
			{ startLine: 0, endLine: 3 },
			{ startLine: 1, endLine: 2 },
		]);
		expect(foldingRanges(context, 1)).toHaveLength(1);
	});

	it('grow from the word to the file', () => {
		const { text, position } = withCursor('{ "id": "a", "run": { "cmd": "x|y" } }');
		const { context, document } = analysisOf(text);
		const source = new SourceText(text);
		const texts: string[] = [];
		let range: SelectionRange | undefined = selectionRange(context, document.positions, position);
		for (; range !== undefined; range = range.parent) {
			texts.push(text.slice(source.offsetAt(range.range.start), source.offsetAt(range.range.end)));
		}
		expect(texts.slice(0, 4)).toEqual(['xy', '"xy"', '"cmd": "xy"', ' "cmd": "xy" ']);
		expect(texts.at(-1)).toBe(text);
	});
});
