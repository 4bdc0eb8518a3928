import { printableLines } from './printable.ts';

/** Attributes in the order they are written; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its children, which are XML already. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
	const written = Object.entries(attributes)
		.map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(String(value))}"`))
		.join('');
	if (children.length === 0) return `<${name}${written}/>`;
	return `<${name}${written}>${children.join('')}</${name}>`;
}

export function xmlDocument(root: string): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/**
 * Text for an element or an attribute. What XML 1.0 cannot say, not even as a reference (most controls, halves of
 * surrogate pairs, U+FFFE and U+FFFF), and what would hide the text from a reader, is written out as `\x1b`.
 */
export function escaped(text: string): string {
	return printableLines(text).replace(/[&<>"\n\ufffe\uffff]/g, character => REFERENCES[character] ?? '');
}

const REFERENCES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\n': '&#10;',
	'\ufffe': '\\ufffe',
	'\uffff': '\\uffff',
};
