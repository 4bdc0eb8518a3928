import { type Upcoming, upcomingOf, upcomingRuns } from '../../core/next.ts';
import { utcOffset } from '../../core/timezone.ts';
import { visitJobFiles } from '../../files/visit.ts';
import { Exit, type Io, UsageError } from '../io.ts';
import { requestOf, tellTroubles, troubleCode } from './check.ts';

export interface NextCommand {
	readonly cron?: string;
	readonly timezone: string;
	readonly from?: number;
	readonly count: number;
	readonly json?: boolean;
	readonly config?: string;
}

/** More runs than anyone reads, and few enough that no schedule keeps the terminal waiting. */
const MOST_RUNS = 1000;

/** `next`: when schedules run, as the server computes it. */
export function next(paths: readonly string[], options: NextCommand, io: Io): number {
	if (options.count < 1 || options.count > MOST_RUNS) {
		throw new UsageError(`--count is ${options.count}; it must be from 1 to ${MOST_RUNS}.`);
	}
	const from = options.from ?? io.now();
	if (options.cron !== undefined) {
		if (paths.length > 0) throw new UsageError('Give files or --cron, not both.');
		return expression(options.cron, options, from, io);
	}
	const found: Upcoming[] = [];
	const { config } = options;
	const request = requestOf(paths, { now: from, ...(config === undefined ? {} : { config }) }, io);
	const result = visitJobFiles(request, context => found.push(...upcomingRuns(context, from, options.count)));
	tellTroubles(result, io);
	if (options.json === true) io.out.write(asJson(found));
	else if (found.length === 0) io.out.write('No job has a schedule.\n');
	else io.out.write(found.map(asText).join('\n'));
	return troubleCode(result) ?? (found.every(upcoming => upcoming.ok) ? Exit.fine : Exit.findings);
}

function expression(cron: string, options: NextCommand, from: number, io: Io): number {
	const upcoming = upcomingOf(cron, options.timezone, from, options.count);
	if (!upcoming.ok) throw new UsageError(upcoming.error);
	io.out.write(options.json === true ? asJson([upcoming]) : asText(upcoming));
	return Exit.fine;
}

function asJson(found: readonly Upcoming[]): string {
	const runs = found.map(upcoming => ({
		job: upcoming.job,
		schedule: upcoming.schedule,
		cron: upcoming.cron,
		timezone: upcoming.timezone,
		enabled: upcoming.enabled,
		...(upcoming.ok
			? { normal: upcoming.normal, words: upcoming.words, next: upcoming.next, exhausted: upcoming.exhausted }
			: { normal: null, next: [], error: upcoming.error }),
	}));
	return `${JSON.stringify({ version: 1, runs }, null, 2)}\n`;
}

function asText(upcoming: Upcoming): string {
	const name = upcoming.job === null ? '' : `${upcoming.job} · ${upcoming.schedule ?? '(no id)'}\n`;
	const off = upcoming.enabled ? '' : ', disabled: Metronome starts none of these';
	if (!upcoming.ok) return `${name}  ${upcoming.cron}  ${upcoming.timezone}\n  ${upcoming.error}\n`;
	const lines = upcoming.next.map(instant => `    ${localTime(instant, upcoming.timezone)}   ${instant}`);
	if (upcoming.exhausted) lines.push('    and never again: showing this job then fails at the server');
	return `${name}  ${upcoming.normal}  ${upcoming.timezone}: ${upcoming.words}${off}\n${lines.join('\n')}\n`;
}

/** `Tue 2026-11-24 06:30 +01:00`: the time on the schedule's own clock. */
function localTime(instant: string, timezone: string): string {
	const at = Date.parse(instant);
	const local = new Date(at + utcOffset(timezone, at));
	const day = DAYS[local.getUTCDay()] ?? '';
	const minutes = Math.round((local.getTime() - at) / 60_000);
	const sign = minutes < 0 ? '-' : '+';
	const hours = String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0');
	const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
	return `${day} ${local.toISOString().slice(0, 16).replace('T', ' ')} ${sign}${hours}:${rest}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
