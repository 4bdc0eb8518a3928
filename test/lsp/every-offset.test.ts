import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver-protocol';
import { parseJson } from '../../core/json-parser.ts';
import { SourceText } from '../../core/text.ts';
import type { Analysis } from '../../server/analysis.ts';
import { codeActions } from '../../server/features/code-actions.ts';
import { codeLenses } from '../../server/features/code-lens.ts';
import { complete } from '../../server/features/completion.ts';
import { hover } from '../../server/features/hover.ts';
import { inlayHints } from '../../server/features/inlay-hints.ts';
import { analysisOf, clientWith, withStore } from './analysis.ts';
import { afterItem } from './cursor-text.ts';

const WHOLE = `{
  "id": "etl.load",
  "labels": { "team": "etl" },
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0,
    "cmd": "./load",
    "env": { "A": "x", "DB_PASSWORD": { "secret": "db" }, "EMPTY": {} },
    "secrets": { "db": { "source": "etl/db" } },
    "ucr": { "image": { "id": "alpine", "kind": "docker" } },
    "volumes": [{ "containerPath": "tls/key", "secret": "db" }],
    "restart": { "policy": "NEVER" }
  },
  "schedules": [
    { "id": "nightly", "cron": "0 2 * * *", "timezone": "Europe/Berlin", "enabled": true }
  ]
}
`;

/** One sign is missing, at every place where there is one. */
function withoutOneSign(text: string): string[] {
	return [...text.matchAll(/["{}[\],:]/g)].map(({ index }) => text.slice(0, index) + text.slice(index + 1));
}

const ONE_LINE = JSON.stringify(JSON.parse(WHOLE));

const DOCUMENTS: readonly (readonly [string, string])[] = [
	['a whole job', WHOLE],
	['a job on one line', ONE_LINE],
	['a wrapper', `{ "job": ${ONE_LINE}, "schedule": { "id": "a", "cron": "0 0 * * *" } }`],
	['a list of jobs', `[${ONE_LINE}, {}, ${ONE_LINE}]`],
	['a schedule', '{ "id": "a", "cron": "*/5 * * * *", "timezone": "UTC" }'],
	['nothing', ''],
	['an empty object', '{\n}\n'],
	['a number', '12'],
	['Windows line ends', WHOLE.replaceAll('\n', '\r\n')],
	['a key that is not in the Basic Multilingual Plane', WHOLE.replace('"A": "x"', '"🔑": "x🔑"')],
];

/** Positions of the text between which there are few others. */
function offsets(text: string, step: number): number[] {
	return Array.from({ length: Math.ceil(text.length / step) + 1 }, (_, index) =>
		Math.min(index * step, text.length),
	);
}

const CLIENTS = { old: clientWith({}), new: clientWith() };
const PROJECT = withStore(['etl/db', 'etl/load/key', 'ops/token']);

function problems(text: string): number {
	return parseJson(text).problems.length;
}

/** What a snippet leaves when its holes are left as they are. */
function plain(item: CompletionItem, text: string): string {
	if (item.insertTextFormat !== 2) return text;
	return text
		.replaceAll(/\$\{\d+\|((?:\\.|[^,|])*)[^}]*\|\}/g, '$1')
		.replaceAll(/\$\{\d+:((?:\\.|[^}])*)\}/g, '$1')
		.replaceAll(/\$\d+/g, '')
		.replaceAll(/\\([\\$},|])/g, '$1');
}

function everyItem(
	text: string,
	step: number,
	check: (after: string, item: CompletionItem, at: number) => void,
): number {
	let count = 0;
	for (const client of Object.values(CLIENTS)) {
		const analysis = analysisOf(text, PROJECT);
		for (const offset of offsets(text, step)) {
			const position = new SourceText(text).positionAt(offset);
			expect(() => hover(analysis, position, client)).not.toThrow();
			const list: CompletionList | null = complete(analysis, position, client);
			for (const item of list?.items.slice(0, 12) ?? []) {
				count++;
				check(
					afterItem(text, list ?? { isIncomplete: false, items: [] }, item, 'replace', plain),
					item,
					offset,
				);
			}
		}
	}
	return count;
}

/** Asks for everything at an offset. */
function askAll(analysis: Analysis, offset: number): void {
	const at = analysis.document.positions.positionAt(offset);
	const range = { start: at, end: at };
	const judged = {
		analysis,
		findings: analysis.judging.findings(),
		together: [],
		elsewhere: { locate: () => undefined },
	};
	const hints = { cron: true, defaults: true };
	for (const client of Object.values(CLIENTS)) {
		hover(analysis, at, client);
		complete(analysis, at, client);
		codeActions(judged, range, { diagnostics: [] }, client);
		codeLenses(analysis, 0, client);
	}
	inlayHints(analysis, { start: { line: 0, character: 0 }, end: at }, hints);
}

describe('on any text', () => {
	it('nothing fails, wherever it is cut and whatever is put in', () => {
		const scrap = fc.constantFrom(
			'"',
			'{',
			'}',
			'[',
			']',
			',',
			':',
			'\n',
			'\\',
			'\u0000',
			'"secret": ',
			'tru',
			'🔑',
			'"cron": "',
			'-',
		);
		const edit = fc.tuple(fc.nat(ONE_LINE.length), fc.nat(30), scrap);
		fc.assert(
			fc.property(
				fc.constantFrom(WHOLE, ONE_LINE),
				fc.array(edit, { minLength: 1, maxLength: 4 }),
				(whole, edits) => {
					let text = whole;
					for (const [start, length, newText] of edits) {
						text = text.slice(0, start) + newText + text.slice(start + length);
					}
					const analysis = analysisOf(text, PROJECT);
					for (const [start] of edits) askAll(analysis, Math.min(start + 1, text.length));
				},
			),
			{ numRuns: 150 },
		);
	});
});

describe('at every offset', () => {
	it.each(DOCUMENTS)('of %s an accepted item leaves the text no more broken', (_name, text) => {
		const before = problems(text);
		everyItem(text, 1, (after, item, at) => {
			const shown = `${item.label} at ${at}:\n${after}`;
			expect(problems(after), shown).toBeLessThanOrEqual(before);
		});
	});

	it.each([
		['over several lines', WHOLE],
		['on one line', ONE_LINE],
	])('of a job %s that lacks one sign an accepted item leaves the text no more broken', (_name, text) => {
		let count = 0;
		for (const broken of withoutOneSign(text)) {
			const before = problems(broken);
			count += everyItem(broken, 13, (after, item, at) => {
				expect(problems(after), `${item.label} at ${at} of\n${broken}\n→\n${after}`).toBeLessThanOrEqual(
					before,
				);
			});
		}
		expect(count).toBeGreaterThan(1000);
	});
});
