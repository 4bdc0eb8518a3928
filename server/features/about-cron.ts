import { type Cron, describeCron, dstEffects, neverFires, nextRuns } from '../../core/cron.ts';
import { instantText } from '../../core/schedule.ts';
import { utcOffset } from '../../core/timezone.ts';
import type { Markup } from './markup.ts';

/** How many coming runs are shown. */
const RUNS = 5;

/** How far ahead clock changes are looked at: both of a year, in ms. */
const DST_HORIZON = 366 * 24 * 3_600_000;

/** More clock changes than this say nothing new. */
const MAX_EFFECTS = 2;

/** An expression in words, its next runs on the clocks of its zone, and what clock changes do to it. `now`: ms since 1970. */
export function aboutCron(cron: Cron, timezone: string, now: number, markup: Markup): readonly string[] {
	const { runs, exhausted } = nextRuns(cron, timezone, now, RUNS);
	const words = describeCron(cron);
	const paragraphs = [`${markup.bold(`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`)} (${timezone})`];
	if (runs.length > 0) {
		const shown = runs.map(
			run => `${localText(run, timezone)}${timezone === 'UTC' ? '' : ` (${instantText(run)})`}`,
		);
		paragraphs.push(`Next runs: ${shown.map(text => markup.code(text)).join(', ')}`);
	}
	if (exhausted) {
		paragraphs.push(
			neverFires(cron, timezone, now)
				? 'Metronome finds no further run, and then cannot show the job any more'
				: 'Metronome finds no further run for now',
		);
	}
	for (const { kind, local } of dstEffects(cron, timezone, now, now + DST_HORIZON).slice(0, MAX_EFFECTS)) {
		paragraphs.push(
			kind === 'skipped'
				? `Clock change: there is no run at ${local}, as the clocks jump over it`
				: `Clock change: it runs twice at ${local}, as the clocks go back`,
		);
	}
	for (const { message } of cron.oddities) paragraphs.push(markup.prose(message));
	if (cron.normal !== cron.text) paragraphs.push(`Metronome stores it as ${markup.code(cron.normal)}`);
	return paragraphs;
}

/** `2026-03-29 02:30`: an instant on the clocks of a zone. */
export function localText(at: number, timezone: string): string {
	return instantText(at + utcOffset(timezone, at))
		.replace('T', ' ')
		.replace(/(?::00)?Z$/, '');
}
