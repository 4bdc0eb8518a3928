export type ParsedDotenv =
	| { readonly ok: true; readonly values: ReadonlyMap<string, string> }
	/** 1-based; the line itself is not told, it may hold a value. */
	| { readonly ok: false; readonly line: number };

const ASSIGNMENT = /^\s*(?:export\s+)?([^\s=#'"]+)\s*=[^\S\r\n]*/;

/**
 * Reads a dotenv file: `NAME=value` lines, `export ` allowed, `#` comments (behind an unquoted value only after a space),
 * values in single quotes as they are, in double quotes with `\n`, `\r`, `\t`, `\"` and `\\`; a quoted value may go over
 * lines. Nothing is expanded: `$X` is text, as a secret may hold it. The last of two equal names counts.
 */
export function parseDotenv(text: string): ParsedDotenv {
	const values = new Map<string, string>();
	let rest = text.replace(/^\ufeff/, '');
	const whole = rest.length;
	while (rest !== '') {
		const blank = /^[^\S\r\n]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/.exec(rest);
		if (blank !== null) {
			rest = rest.slice(Math.max(blank[0].length, 1));
			continue;
		}
		const start = ASSIGNMENT.exec(rest);
		const body = start === null ? undefined : readValue(rest.slice(start[0].length));
		if (start?.[1] === undefined || body === undefined) {
			return { ok: false, line: lineAt(text, whole - rest.length) };
		}
		values.set(start[1], body.value);
		rest = rest.slice(start[0].length + body.length);
	}
	return { ok: true, values };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
	['n', '\n'],
	['r', '\r'],
	['t', '\t'],
	['"', '"'],
	['\\', '\\'],
]);

/** The value at the start of `text` and how many UTF-16 units its line takes; undefined where a quote stays open. */
function readValue(text: string): { readonly value: string; readonly length: number } | undefined {
	const quotes = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")[^\S\r\n]*(?:#[^\r\n]*)?(?=[\r\n]|$)/.exec(text);
	if (quotes !== null) {
		const [all, single, double = ''] = quotes;
		const unescaped = double.replaceAll(/\\([\s\S])/g, (pair, char) => ESCAPES.get(char) ?? pair);
		return { value: single ?? unescaped, length: all.length };
	}
	if (/^['"]/.test(text)) return undefined;
	const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
	return { value: line.replace(/(?:^|\s)#.*$/, '').trim(), length: line.length };
}

function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split(/\r\n|\n|\r/).length;
}
