/** What a command may touch of the outside, so that tests can run one in-process. */
export interface Io {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly out: Output;
	readonly err: Output;
	/** Reads all of the standard input. */
	readonly stdin: () => string;
	/** Puts a question to whoever sits at the terminal; undefined where nobody does. */
	readonly ask?: (question: string) => Promise<string>;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

export interface Output {
	readonly write: (text: string) => void;
	readonly isTerminal: boolean;
	/** Characters in a line. */
	readonly width: number;
}

/** Exit codes, the same for every command (docs: README, "Exit codes"). */
export const Exit = { fine: 0, findings: 1, usage: 2, io: 3, conflict: 4, partial: 5, changes: 10 } as const;

/** A mistake in how the command was called; the message says the way out. */
export class UsageError extends Error {}

const DEFAULT_WIDTH = 100;

/** Narrower than this a word does not fit any more. */
const LEAST_WIDTH = 40;

/** Colour only on a terminal that wants it: NO_COLOR and TERM=dumb switch it off, FORCE_COLOR on (no-color.org). */
export function wantsColor(output: Output, env: Io['env']): boolean {
	if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
	if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
	return output.isTerminal && env['TERM'] !== 'dumb';
}

/** Whether the terminal shows more than ASCII. */
export function wantsUnicode(env: Io['env']): boolean {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return locale === '' || /utf-?8/i.test(locale);
}

/** The columns to write for; none are known of a pipe, and 0 of some terminals. */
export function widthOf(columns: number | undefined): number {
	return columns === undefined || columns === 0 ? DEFAULT_WIDTH : Math.max(columns, LEAST_WIDTH);
}
