import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, nodeAt, stringIn } from './json.ts';
import { MAX_DEPTH, parseJson } from './json-parser.ts';

function problems(text: string): string[] {
	return parseJson(text).problems.map(({ kind, start, end }) => `${kind} «${text.slice(start, end)}»`);
}

/** What a tree holds, as plain values. */
function plain(node: JsonNode | undefined): unknown {
	switch (node?.kind) {
		case 'object':
			return Object.fromEntries(node.members.map(({ key, value }) => [key.value, plain(value)]));
		case 'array':
			return node.items.map(plain);
		case 'number':
			return Number(node.raw);
		case 'string':
		case 'boolean':
			return node.value;
		default:
			return null;
	}
}

describe('a text that is JSON', () => {
	it('has no problems, and the tree holds what it says', () => {
		fc.assert(
			fc.property(fc.json(), text => {
				const document = parseJson(text);
				expect(document.problems).toEqual([]);
				if (!text.includes('__proto__'))
					expect(JSON.stringify(plain(document.root))).toBe(JSON.stringify(JSON.parse(text)));
			}),
		);
	});
});

describe('a text with a sign changed', () => {
	it('has problems exactly where a strict parser refuses it, and never throws', () => {
		const signs = fc.constantFrom(...'{}[],:"\\\'/#-+.e01 \n\ttn_“\u00a0\ufeff');
		fc.assert(
			fc.property(fc.json(), signs, fc.nat(), fc.boolean(), (json, sign, place, replaces) => {
				const at = place % (json.length + 1);
				const text = json.slice(0, at) + sign + json.slice(replaces ? at + 1 : at);
				const { problems: found, rest } = parseJson(text);
				// JSON knows no limit to a number, the server does.
				const isUnlimited = found.every(({ kind }) => kind !== 'number-too-long');
				if (rest === undefined && isUnlimited) expect(found.length === 0).toBe(parses(text));
				for (const { start, end } of found) {
					expect(start).toBeLessThanOrEqual(end);
					expect(end).toBeLessThanOrEqual(text.length);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

function parses(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

describe('each mistake is one problem', () => {
	it.each([
		[`{"a": 'b c', "d": 1}`, [`bad-word «'b c'»`]],
		['{"a": “b”}', ['bad-word «“b”»']],
		['{"a": True, "b": None}', ['bad-word «True»', 'bad-word «None»']],
		['{a: 1}', ['bad-key «a»']],
		["{'a': 1}", ["bad-key «'a'»"]],
		['{"a": 064}', ['bad-number «064»']],
		['{"a": 0x40}', ['bad-number «0x40»']],
		['{"a": 64m, "b": 1}', ['bad-number «64m»']],
		['{"a": .5}', ['bad-word «.5»']],
		['{"a": hello big world}', ['bad-word «hello big world»']],
		['{"a": {{b}} }', ['placeholder «{{b}}»']],
		['{"a": <B c>, "d": 1}', ['placeholder «<B c>»']],
		['{"a":\u00a01}', ['odd-blank «\u00a0»']],
		['{"a": 1} # b', ['comment «# b»']],
		['{"a": 1, }', ['trailing-comma «,»']],
		['{"a": 1 "b": 2}', ['missing-comma « »']],
		['{"a": 1; "b": 2}', ['unexpected «;»']],
		['{"a" 1}', ['missing-colon « »']],
		['{"a": 1}}', ['behind «}»']],
		['{"a": "b\\dc"}', ['bad-escape «"b\\dc"»']],
		['{"a": "b\tc"}', ['control-character «"b\tc"»']],
		['{"a": [1', ['unclosed «[»']],
		['{"a": 1 /* b', ['comment «/* b»', 'unclosed «{»']],
		['', ['empty «»']],
		[`{"a": 1${'0'.repeat(310)}}`, [`number-too-long «1${'0'.repeat(310)}»`]],
		['{"a": 1e6179}', ['number-too-long «1e6179»']],
	])('%s', (text, expected) => {
		expect(problems(text)).toEqual(expected);
	});

	it('takes numbers up to the scale of the server, whatever their spelling', () => {
		expect(problems('[1e6178, 1e-6178, 0.1e-6177]')).toEqual([]);
		expect(problems('[0.01e-6177]')).toHaveLength(1);
	});

	it('quotes nothing that stands in place of a value, for it may be a secret', () => {
		const { problems: found } = parseJson(`{"PASSWORD": 'hunter2', "PIN": 04711, "KEY": topsecret}`);
		expect(found).toHaveLength(3);
		expect(found.map(({ message }) => message).join()).not.toMatch(/hunter2|4711|topsecret/);
	});
});

describe('the tree of a broken text', () => {
	it('goes on behind mistakes', () => {
		const { root } = parseJson(`{ id: 'shop.sync', "run": { "cpus": .1 "mem": 64, } }`);
		expect(stringIn(nodeAt(root, '/id'))).toBe('shop.sync');
		expect(nodeAt(root, '/run/mem')?.kind).toBe('number');
	});

	it('stops at containers deeper than the server survives', () => {
		const document = parseJson('['.repeat(MAX_DEPTH + 10));
		expect(document.problems.map(({ kind }) => kind)).toEqual(['too-deep']);
	});
});

describe('variables of the target', () => {
	const variables = new Map([
		['env', 'prod'],
		['host', undefined],
	]);

	it('are put into values, while every place stays that of the text', () => {
		const text = '{ "id": "etl.{{env}}", "cmd": "x" }';
		const { root } = parseJson(text, variables);
		const id = nodeAt(root, '/id');
		expect(id).toMatchObject({ value: 'etl.prod', rendered: true });
		expect(id).not.toHaveProperty('opaque');
		expect(text.slice(id?.start, id?.end)).toBe('"etl.{{env}}"');
		expect(nodeAt(root, '/cmd')).not.toHaveProperty('rendered');
	});

	it('whose value is not known make a string opaque', () => {
		expect(nodeAt(parseJson('["a-{{host}}"]', variables).root, '/0')).toMatchObject({ opaque: true });
	});

	it('are not put into keys, and other names are what they say', () => {
		const { root } = parseJson('{ "{{env}}": "{{other}}" }', variables);
		expect(nodeAt(root, '/{{env}}')).toMatchObject({ value: '{{other}}' });
	});
});
