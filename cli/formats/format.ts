import type { CheckResult } from '../../files/result.ts';

/** Everything a format wants to know of the world; none of them asks a terminal, a clock or a file. */
export interface FormatOptions {
	/** ANSI colours and hyperlinks; only the human format has any. */
	readonly color: boolean;
	/** Columns of the terminal. */
	readonly width: number;
	/** Signs beyond ASCII may be drawn around the text. Text from files is shown as it is either way. */
	readonly unicode: boolean;
	/** Human: at most this many findings of one rule in one file, then "and 12 more". */
	readonly maxPerRule: number;
	/** Version of this program. */
	readonly toolVersion: string;
	/** Human: everything, suppressed findings with their reasons included. */
	readonly verbose?: boolean;
	/** Markdown: at most this many bytes of UTF-8; the least severe findings are left out first. */
	readonly budget?: number;
}

/** Writes a whole result down. The text ends with a line end; detected secrets are masked in it. */
export type Format = (result: CheckResult, options: FormatOptions) => string;
