import { checkstyle } from './checkstyle.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { human } from './human.ts';
import { json, ndjson } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { rdjson } from './rdjson.ts';
import { sarif } from './sarif.ts';

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
