import type { CheckResult } from '../../files/result.ts';
import { checkstyle } from './checkstyle.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { human } from './human.ts';
import { json, ndjson } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { rdjson } from './rdjson.ts';
import { sarif } from './sarif.ts';

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

/** By the names of `-f`. */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
	['human', human],
	['json', json],
	['ndjson', ndjson],
	['sarif', sarif],
	['junit', junit],
	['github', github],
	['gitlab', gitlab],
	['checkstyle', checkstyle],
	['rdjson', rdjson],
	['markdown', markdown],
]);

export const FORMAT_NAMES: readonly string[] = [...FORMATS.keys()];

/** The format of a name; throws for a name that is not one of {@link FORMAT_NAMES}. */
export function formatNamed(name: string): Format {
	const format = FORMATS.get(name);
	if (format === undefined) throw new Error(`there is no format '${name}'`);
	return format;
}
