import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile } from './check.ts';
import { EXAMPLE_NOW } from './example.ts';
import type { JsonNode } from './json.ts';
import { parseJson } from './json-parser.ts';
import { RULES } from './rules/registry.ts';
import { DEFAULT_TARGET } from './target.ts';
import { SourceText } from './text.ts';

/** How a text is written anew: blanks, and the order of members and of the jobs in a list. */
interface Style {
	readonly blank: string;
	readonly order: number;
}

function print(node: JsonNode, style: Style, isRoot = true): string {
	const { blank } = style;
	if (node.kind === 'array') {
		const items = node.items.map(item => print(item, style, false));
		return `[${blank}${(isRoot ? shuffled(items, style.order) : items).join(`,${blank}`)}${blank}]`;
	}
	if (node.kind === 'object') {
		const members = node.members.map(
			({ key, value }) =>
				`${JSON.stringify(key.value)}${blank}:${value === undefined ? 'null' : print(value, style, false)}`,
		);
		return `{${blank}${shuffled(members, style.order).join(`${blank},`)}${blank}}`;
	}
	if (node.kind === 'string') return JSON.stringify(node.value);
	return node.kind === 'number' ? node.raw : node.kind === 'null' ? 'null' : String(node.value);
}

function shuffled<T>(items: readonly T[], order: number): T[] {
	const left = [...items];
	const result: T[] = [];
	for (let seed = order; left.length > 0; seed = Math.imul(seed, 48271) >>> 1)
		result.push(...left.splice(seed % left.length, 1));
	return result;
}

function hasRepeats(node: JsonNode): boolean {
	if (node.kind === 'array') return node.items.some(hasRepeats);
	if (node.kind !== 'object') return false;
	const keys = new Set(node.members.map(member => member.key.value));
	return (
		keys.size < node.members.length ||
		node.members.some(({ value }) => value !== undefined && hasRepeats(value))
	);
}

/** The size of the text and the value a repeated key has are what these are about. */
const ABOUT_THE_TEXT = ['body-too-large', 'duplicate-key'];

function fingerprintsOf(file: string, text: string): string[] {
	const options = { target: DEFAULT_TARGET, now: EXAMPLE_NOW, reading: 'file' } as const;
	const { findings } = checkFile(file, new SourceText(text), options);
	return findings
		.filter(({ code }) => !ABOUT_THE_TEXT.includes(code))
		.map(({ code, fingerprint }) => `${code} ${fingerprint}`)
		.toSorted();
}

describe('fingerprints', () => {
	const texts = RULES.flatMap(rule => rule.meta.examples.map(example => example.text));
	const roots = texts.flatMap(text => {
		const { root, problems, rest } = parseJson(text);
		return root !== undefined && problems.length === 0 && rest === undefined && !hasRepeats(root)
			? [root]
			: [];
	});

	it('survive other blanks, another order of members and of jobs', () => {
		const style = fc.record({
			blank: fc.constantFrom('', ' ', '\n\t', '\r\n  '),
			order: fc.integer({ min: 1, max: 1e9 }),
		});
		fc.assert(
			fc.property(fc.constantFrom(...roots), style, (root, chosen) => {
				const before = fingerprintsOf('job.json', print(root, { blank: ' ', order: 0 }));
				expect(fingerprintsOf('job.json', print(root, chosen))).toEqual(before);
			}),
			{ numRuns: 300 },
		);
	});

	it('survive a move of the job to another file, place or wrapper', () => {
		const job = '{"id":"a","run":{"cpus":1,"mem":32,"disk":0,"cmd":"x","env":{"A":{"secret":"s"}}}}';
		const before = fingerprintsOf('a.json', job);
		expect(before).toHaveLength(1);
		expect(fingerprintsOf('b/c.json', job)).toEqual(before);
		const fine = '{"id":"b","run":{"cpus":1,"mem":32,"disk":0,"cmd":"x"}}';
		expect(fingerprintsOf('a.json', `[${fine},${job}]`)).toEqual(before);
		expect(fingerprintsOf('a.json', `{"job":${job}}`)).toEqual(before);
	});

	it('are all different in one file', () => {
		const env = '{"A":{"secret":"s"},"B":{"secret":"t"},"1":{"secret":"u"},"2":{"secret":"v"}}';
		const found = fingerprintsOf(
			'a.json',
			`{"id":"a","run":{"cpus":1,"mem":32,"disk":0,"cmd":"x","env":${env}}}`,
		);
		expect(found.length).toBeGreaterThanOrEqual(4);
		expect(new Set(found).size).toBe(found.length);
	});
});
