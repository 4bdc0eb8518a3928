import { LARGEST_BODY } from '../definition/body.ts';
import type { Unit } from '../job-file.ts';
import { countingMembers, type JsonNode } from '../json.ts';
import type { FileContext, Rule } from '../rule.ts';
import { utf8Length } from '../utf8.ts';

export const bodyTooLarge: Rule = {
	meta: {
		code: 'body-too-large',
		consequence: 'refused',
		summary: 'A job of more than 102,400 bytes',
		why: 'Metronome answers a request body above 102,400 bytes with 413 "Request Entity Too Large" before it looks at it. What counts is what is sent: blanks and line ends of a request as it stands, or the job without them, as deploying sends it from a job file.',
		remedy:
			'Move long scripts and data out of the definition: into the image, or into an artifact that is fetched.',
		fix: 'none',
		sources: ['recordings v1-03032, v1-03033, v1-01765', 'facts: server-behaviour, "Body limit"'],
		examples: [
			{
				title: 'A script of 100 KiB inside the command',
				text: `{
  "id": "legacy.import",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "${'echo importing; '.repeat(6400)}" }
}
`,
			},
			{
				title: 'The script is fetched',
				silent: true,
				text: `{
  "id": "legacy.import",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./import.sh",
    "artifacts": [{ "uri": "https://files.example.com/import.sh", "executable": true }]
  }
}
`,
			},
		],
	},
	on: 'file',
	check: (context, report) => {
		for (const { size, node } of bodies(context)) {
			if (size <= LARGEST_BODY) continue;
			const bytes = size.toLocaleString('en-US');
			report({
				at: { start: node.start, end: node.start + 1, node },
				message: `This is a body of ${bytes} bytes, more than the 102,400 that Metronome reads: it answers 413. Move scripts and data out of it.`,
			});
		}
	},
};

function bodies({ reading, units, source, document }: FileContext) {
	if (reading === 'file')
		return units.filter(mayBeLarge).map(({ node }) => ({ node, size: compactSize(node) }));
	const { root } = document;
	const size = utf8Length(source.text) + (source.bom ? BYTES_OF_BOM : 0);
	return root === undefined ? [] : [{ node: root, size }];
}

const BYTES_OF_BOM = 3;

/** No character of UTF-16 takes more than three bytes a unit, and no escape is longer compact than as written. */
function mayBeLarge({ node }: Unit): boolean {
	return (node.end - node.start) * 3 > LARGEST_BODY;
}

/** Bytes of a value as JSON without blanks, repeated keys left out. */
function compactSize(root: JsonNode): number {
	let size = 0;
	const open: JsonNode[] = [root];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		switch (node.kind) {
			case 'object': {
				// The braces; a colon for each member, and a comma but for the first.
				size += 2;
				let count = 0;
				for (const { key, value } of countingMembers(node)) {
					if (value === undefined) continue;
					size += stringSize(key.value) + (count++ === 0 ? 1 : 2);
					open.push(value);
				}
				break;
			}
			case 'array':
				size += 2 + Math.max(0, node.items.length - 1);
				open.push(...node.items);
				break;
			case 'string':
				size += stringSize(node.value);
				break;
			case 'number':
				size += node.raw.length;
				break;
			default:
				size += node.end - node.start;
		}
	}
	return size;
}

function stringSize(text: string): number {
	return PLAIN.test(text) ? text.length + 2 : 2 + utf8Length(text) + lengthAddedByEscapes(text);
}

/** What `JSON.stringify` writes beyond the characters themselves, and for half a surrogate pair beyond its three bytes. */
function lengthAddedByEscapes(text: string): number {
	let added = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE || code === BACKSLASH) added += 1;
		else if (code < SPACE) added += SHORT_ESCAPES.includes(code) ? 1 : 5;
		else if (code >= FIRST_SURROGATE && code <= LAST_SURROGATE) {
			const isPair = code < FIRST_LOW_SURROGATE && isLowSurrogate(text.charCodeAt(at + 1));
			if (isPair) at++;
			else added += 3;
		}
	}
	return added;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Backspace, tab, line feed, form feed and carriage return; other controls take six bytes. */
const SHORT_ESCAPES: readonly number[] = [0x08, 0x09, 0x0a, 0x0c, 0x0d];
const FIRST_SURROGATE = 0xd800;
const FIRST_LOW_SURROGATE = 0xdc00;
const LAST_SURROGATE = 0xdfff;

function isLowSurrogate(code: number): boolean {
	return code >= FIRST_LOW_SURROGATE && code <= LAST_SURROGATE;
}

/** ASCII that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
