import type { Meaning } from '../definition/type.ts';
import { isJobId } from '../job-id.ts';
import { listed, quoted } from '../quote.ts';
import { RULES } from '../rules/registry.ts';
import { closest } from '../spelling.ts';
import { DCOS_RELEASES, metronomeOfDcos, NEWEST_VERSION } from '../version.ts';

/** What is wrong with a string in the settings beyond its form; undefined: nothing. */
export function meaningProblem(value: string, meaning: Meaning): string | undefined {
	switch (meaning) {
		case 'rule-code':
			return ruleCodeProblem(value);
		case 'date':
			return endOfDay(value) === undefined ? `${quoted(value)} is no day of the calendar.` : undefined;
		case 'dcos-release':
			return dcosProblem(value);
		case 'glob':
			return globProblem(value);
		case 'job-id':
			return isJobId(value, NEWEST_VERSION) ? undefined : `${quoted(value)} is no id that a job can have.`;
		default:
			return undefined;
	}
}

const CODES: readonly string[] = RULES.map(rule => rule.meta.code);

export function isRuleCode(code: string): boolean {
	return CODES.includes(code);
}

/** Why a code names no rule, with the one that may have been meant; undefined for a rule's code. */
export function ruleCodeProblem(code: string): string | undefined {
	if (isRuleCode(code)) return undefined;
	const near = closest(code, CODES);
	return `There is no rule ${quoted(code)}.${near === undefined ? '' : ` Did you mean '${near}'?`}`;
}

function dcosProblem(release: string): string | undefined {
	if (metronomeOfDcos(release) !== undefined) return undefined;
	const lines = new Set(DCOS_RELEASES.map(row => row.dcos.split('.').slice(0, 2).join('.')));
	return `DC/OS ${quoted(release)} is not known here. Known are ${listed([...lines])}; or name the Metronome version with 'metronome'.`;
}

/** Longer ones are refused by the matcher. */
const LONGEST_GLOB = 4096;

function globProblem(glob: string): string | undefined {
	if (glob.startsWith('!'))
		return `${quoted(glob)}: a pattern cannot be turned round with '!'. Name what does match.`;
	if (glob.startsWith('/') || /^[A-Za-z]:[\\/]/.test(glob)) {
		return `${quoted(glob)} must be relative to the folder of this file.`;
	}
	if (glob.includes('\\')) return `${quoted(glob)}: folders are separated by '/', on every system.`;
	return glob.length > LONGEST_GLOB ? `A pattern has at most ${LONGEST_GLOB} characters.` : undefined;
}

const DAY = 86_400_000;

/** The first instant (ms since 1970) after a day `YYYY-MM-DD` (UTC); undefined for a day that does not exist. */
export function endOfDay(day: string): number | undefined {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
	if (match === null) return undefined;
	const start = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
	return new Date(start).toISOString().startsWith(day) ? start + DAY : undefined;
}
