import type { Config } from './config/config-file.ts';
import { parseSettings } from './config/document.ts';
import { type ConfigProblem, problemAt, type ReportProblem } from './config/problem.ts';
import { readConfig } from './config/read.ts';
import { checkRelations } from './config/relations.ts';
import { checkShape } from './config/shape.ts';
import { CONFIG } from './definition/config.ts';

export interface ParsedConfig {
	readonly config: Config;
	/** In source order. Not empty: the settings are not what their author thinks, and nothing should be deployed by them. */
	readonly problems: readonly ConfigProblem[];
}

/** Reads a settings file; comments and trailing commas are fine. Never throws on any text. */
export function parseConfig(text: string): ParsedConfig {
	const document = parseSettings(text);
	const problems: ConfigProblem[] = document.problems.map(({ start, end, message }) => ({
		start,
		end,
		pointer: '',
		message: `${message}.`,
	}));
	const report: ReportProblem = (at, message) => problems.push(problemAt(at, message));
	const { root, rest } = document;
	if (rest !== undefined)
		problems.push({ ...rest, pointer: '', message: 'Nothing may follow the settings.' });
	if (root !== undefined) {
		checkShape(root, CONFIG, report);
		checkRelations(root, report);
	}
	problems.sort((a, b) => a.start - b.start || a.end - b.end);
	return { config: readConfig(root, text), problems };
}
