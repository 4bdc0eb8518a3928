import { instantText } from '../core/schedule.ts';
import { utcOffset } from '../core/timezone.ts';
import type { Change, JobDiff, TimetableChange } from './diff.ts';

export interface PlanTextOptions {
	/** ANSI colours. */
	readonly color: boolean;
	/** Columns of the terminal; longer values are cut. */
	readonly width: number;
	/** Signs beyond ASCII may be drawn around the text. */
	readonly unicode: boolean;
}

export const SIGNS = { create: '+', update: '~', delete: '-' } as const;
export const COLORS = { create: 32, update: 33, delete: 31 } as const;

const NARROWEST = 40;

/** What differs in a job, one attribute a line, then what a new timetable means; all below the line of the job. */
export function changeLines({ changes, timetables }: JobDiff, options: PlanTextOptions): readonly string[] {
	return [
		...changes.map(change => `    ${changeText(change, options)}`),
		...timetables.flatMap(timetableLines),
	];
}

function changeText({ pointer, before, after }: Change, options: PlanTextOptions): string {
	const room = Math.max(NARROWEST, Math.floor((options.width - pointer.length) / 2));
	const ellipsis = options.unicode ? '…' : '...';
	const cut = (text: string): string => (text.length > room ? `${text.slice(0, room)}${ellipsis}` : text);
	if (before === null) return `+ ${pointer}: ${cut(after ?? '')}`;
	if (after === null) return `- ${pointer}: ${cut(before)}`;
	if (before === after) return `~ ${pointer}: ${cut(after)} (differs in what is hidden)`;
	return `~ ${pointer}: ${cut(before)} ${arrow(options)} ${cut(after)}`;
}

function arrow({ unicode }: PlanTextOptions): string {
	return unicode ? '→' : '->';
}

function timetableLines({ schedule, before, after }: TimetableChange): readonly string[] {
	const sides = [
		['before', before],
		['after', after],
	] as const;
	return sides.flatMap(([word, side]) =>
		side === undefined ? [] : [`    next runs of ${schedule} ${word}: ${runsText(side)}`],
	);
}

function runsText({ timezone, runs }: NonNullable<TimetableChange['before']>): string {
	return runs.length === 0 ? 'none' : `${runs.map(run => localText(run, timezone)).join(', ')} ${timezone}`;
}

/** `2026-03-29 01:30` on the clocks of the zone. */
function localText(at: number, timezone: string): string {
	return instantText(at + utcOffset(timezone, at))
		.slice(0, 16)
		.replace('T', ' ');
}

/** Control characters from a job must not steer the terminal; our own colours stay. */
export function plain(line: string): string {
	return line.replaceAll(
		UNPRINTABLE,
		sign => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
	);
}

/** All but ESC in front of a colour. */
const UNPRINTABLE =
	/(?!\x1b\[\d{1,2}m)[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export function painted(text: string, code: number, { color }: Pick<PlanTextOptions, 'color'>): string {
	return color ? `\x1b[${code}m${plain(text)}\x1b[39m` : text;
}
