import type { MarkupContent } from 'vscode-languageserver-protocol';

/** Text for people, written once and shown by clients with and without Markdown. */
export interface Markup {
	/** A name or value as it stands in a file. */
	code(text: string): string;
	link(text: string, uri: string): string;
	bold(text: string): string;
	/** Prose in Markdown, such as the definition's descriptions. */
	prose(markdown: string): string;
	content(paragraphs: readonly string[]): MarkupContent;
}

export const MARKDOWN: Markup = {
	code: text => {
		const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
		const fence = '`'.repeat(longest + 1);
		const pad = text.startsWith('`') || text.endsWith('`') || text === '' ? ' ' : '';
		return fence + pad + text.replaceAll(/[\r\n]+/g, ' ') + pad + fence;
	},
	link: (text, uri) => `[${text}](${uri.replaceAll('(', '%28').replaceAll(')', '%29')})`,
	bold: text => `**${text}**`,
	prose: markdown => markdown,
	content: paragraphs => ({ kind: 'markdown', value: paragraphs.join('\n\n') }),
};

export const PLAIN_TEXT: Markup = {
	code: text => `'${text}'`,
	link: text => text,
	bold: text => text,
	prose: markdown => markdown.replaceAll(/`|\*\*/g, ''),
	content: paragraphs => ({ kind: 'plaintext', value: paragraphs.join('\n') }),
};
