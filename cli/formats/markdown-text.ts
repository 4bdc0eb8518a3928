import { printable } from './printable.ts';

/**
 * Foreign text as words of GitHub's or GitLab's markdown: on one line, without any formatting, and without what either
 * turns into more than text: HTML, links, images, mentions, references to issues. Safe inside a table.
 */
export function prose(text: string): string {
	return printable(text.replaceAll(/\s+/g, ' ').trim())
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll(/[\\`*_[\]#|~$]/g, '\\$&')
		.replaceAll(REFERENCE, `$&${ZERO_WIDTH}`);
}

/** Foreign text in a code span, with more backticks around it than inside. Not for tables. */
export function code(text: string): string {
	const line = printable(text.replaceAll(/\s+/g, ' '));
	const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(run => run.length));
	const fence = '`'.repeat(longest + 1);
	const blank = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
	return `${fence}${blank}${line}${blank}${fence}`;
}

/** The same inside a table, where a bar ends the cell and no backslash in front of it helps if another one is there. */
export function codeInTable(text: string): string {
	return text.includes('|') ? `<code>${prose(text)}</code>` : code(text);
}

/** Keeps apart what stands around it and is not seen. */
const ZERO_WIDTH = '\u200b';

/**
 * Where letters begin that become a link by themselves, after the escaping above: mentions, addresses, `GH-12`, and
 * GitLab's references to issues, labels, merge requests, snippets, epics, milestones; `:emoji:` too.
 */
const REFERENCE =
	/@|:\/(?=\/)|www(?=\.)|GH(?=-\d)|\\#(?=\d)|\\~(?=\w)|!(?=\d)|\\\$(?=\d)|&amp;(?=\d)|%(?=["\w])|:(?=[\w+-]+:)/gi;
