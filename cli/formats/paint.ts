import type { Severity } from '../../core/finding.ts';

/** Puts the 16 colours that every terminal has, in its owner's theme, around texts that are already printable. */
export interface Paint {
	readonly bold: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly green: (text: string) => string;
	readonly yellow: (text: string) => string;
	readonly cyan: (text: string) => string;
	readonly severity: (severity: Severity, text: string) => string;
	/** A hyperlink (OSC 8); terminals that know none show the text alone. */
	readonly link: (url: string, text: string) => string;
}

/** Paints with escape sequences, or leaves every text as it is. */
export function paint(color: boolean): Paint {
	const style = (open: number, close: number) => (text: string) =>
		color && text !== '' ? `\x1b[${open}m${text}\x1b[${close}m` : text;
	const colors = { error: style(31, 39), warning: style(33, 39), info: style(36, 39) } as const;
	return {
		bold: style(1, 22),
		dim: style(2, 22),
		green: style(32, 39),
		yellow: style(33, 39),
		cyan: style(36, 39),
		severity: (severity, text) => colors[severity](text),
		link: (url, text) => (color ? `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\` : text),
	};
}
