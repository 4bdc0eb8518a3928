import { isAtLeast, type Version, version } from './version.ts';

/** Metronome 0.6.41 refused two dashes in a row, 0.6.70 takes them again (facts: metronome-and-dcos §4; recordings v1-01230). */
const DOUBLE_DASH_REFUSED_SINCE = version('0.6.41');
const DOUBLE_DASH_TAKEN_SINCE = version('0.6.70');

export function refusesDoubleDash(target: Version): boolean {
	return isAtLeast(target, DOUBLE_DASH_REFUSED_SINCE) && !isAtLeast(target, DOUBLE_DASH_TAKEN_SINCE);
}

/** Java's `$` also matches before one line end at the end of the text (recordings id-00054, id-00468). */
const FINAL_LINE_END = /(?:\r\n|[\n\r\u0085\u2028\u2029])$/;

/** What the schema's pattern takes as the id of a job, a dependency or a schedule inside a job. */
export function matchesIdPattern(id: string, target: Version): boolean {
	const text = id.replace(FINAL_LINE_END, '');
	if (refusesDoubleDash(target) && text.includes('--')) return false;
	return text.split('.').every(isSegment);
}

/** A job id that is really stored: the second check of a job's id forbids the line end. */
export function isJobId(id: string, target: Version): boolean {
	return !FINAL_LINE_END.test(id) && matchesIdPattern(id, target);
}

/** What `POST …/schedules` takes: two characters at least, no dots, in every version. */
export function matchesScheduleIdPattern(id: string): boolean {
	const text = id.replace(FINAL_LINE_END, '');
	return text.length > 1 && isSegment(text);
}

function isSegment(segment: string): boolean {
	return /^[a-z0-9-]+$/.test(segment) && !segment.startsWith('-') && !segment.endsWith('-');
}

/** The pattern as the server's messages quote it. Source: `jobspec.schema.json` of tags v0.6.33, v0.6.44 and HEAD. */
export function idPatternText(target: Version): string {
	if (!isAtLeast(target, DOUBLE_DASH_REFUSED_SINCE)) {
		return '^([a-z0-9]([a-z0-9-]*[a-z0-9]+)*)([.][a-z0-9]([a-z0-9-]*[a-z0-9]+)*)*$';
	}
	const dash = refusesDoubleDash(target) ? '\\-' : '\\-+';
	return `^([a-z0-9]+(${dash}[a-z0-9]+)*)(\\.([a-z0-9]+(${dash}[a-z0-9]+)*))*$`;
}

export const SCHEDULE_ID_PATTERN_TEXT = '^([a-z0-9][a-z0-9\\-]*[a-z0-9]+)$';

/** What is wrong with an id, for a message: `it begins with a dash`. Undefined for one that is fine. */
export function idFault(id: string, target: Version, isOwnRequest: boolean): string | undefined {
	if (id === '') return 'it is empty';
	if (FINAL_LINE_END.test(id)) return 'it ends in a line end';
	const at = id.search(isOwnRequest ? /[^a-z0-9-]/ : /[^a-z0-9.-]/);
	if (at >= 0) return `${characterText(id, at)} at place ${at + 1} is not allowed`;
	if (isOwnRequest && id.length < 2) return 'it has one character, and two are the least here';
	for (const segment of id.split('.')) {
		if (segment === '') return 'it has a dot at its start, at its end or next to another dot';
		if (segment.startsWith('-')) return `${shortened(segment)} begins with a dash`;
		if (segment.endsWith('-')) return `${shortened(segment)} ends in a dash`;
	}
	return refusesDoubleDash(target) && id.includes('--')
		? `it has two dashes in a row, which Metronome ${DOUBLE_DASH_REFUSED_SINCE.text} to 0.6.69 refuses`
		: undefined;
}

/** Longest piece of an id that a message quotes. */
const LONGEST_PIECE = 40;

function shortened(segment: string): string {
	return `'${segment.length > LONGEST_PIECE ? `${segment.slice(0, LONGEST_PIECE)}…` : segment}'`;
}

function characterText(id: string, at: number): string {
	const character = String.fromCodePoint(id.codePointAt(at) ?? 0);
	if (/[A-Z]/.test(character)) return `the capital letter '${character}'`;
	if (/\s/.test(character)) return 'the blank';
	return /[\p{C}\p{Z}]/u.test(character) ? 'the invisible character' : `'${character}'`;
}

/**
 * A valid id close to what was written, or undefined where nothing is left of it.
 * `/Team/My_Job.` becomes `team.my-job`.
 */
export function suggestJobId(id: string): string | undefined {
	const segments = id
		.toLowerCase()
		.replaceAll(/[\s_]+/g, '-')
		.split(/[./]+/)
		.map(segment => segment.replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/-{2,}/g, '-'))
		.map(segment => segment.replace(/^-/, '').replace(/-$/, ''))
		.filter(segment => segment !== '');
	return segments.length === 0 ? undefined : segments.join('.');
}

/**
 * The id of the job that an id in a URL means, undefined where the server answers 400 "Not a valid id". Empty segments
 * do not count (`a..b`, `.a.b` and `a.b.` are `a.b`; recordings seq-00012, seq-00088, ids of kind `url`), and two
 * dashes in a row are fine in every version. Source: Metronome Binders.scala, JobId.scala.
 */
export function jobIdInUrl(text: string): string | undefined {
	const segments = text.split('.').filter(segment => segment !== '');
	return segments.every(isSegment) ? segments.join('.') : undefined;
}
