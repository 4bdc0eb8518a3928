import type { CodeLens, Command, Range } from 'vscode-languageserver-protocol';
import { nextRun } from '../../core/cron.ts';
import type { Job } from '../../core/job.ts';
import type { ObjectNode } from '../../core/json.ts';
import { scheduleView } from '../../core/schedule.ts';
import type { Analysis } from '../analysis.ts';
import type { Client } from '../capabilities.ts';
import { localText } from './about-cron.ts';

/** Commands that only an extension of ours has; a client names those it knows in `experimental.commands`. */
const SHOW_REFERENCES = 'metronome-jobs.showReferences';
const RUN_IN_EMULATOR = 'metronome-jobs.runInEmulator';

/** Lines above secrets, schedules and jobs, and whether one of them tells how long it is until something. */
export interface Lenses {
	readonly lenses: CodeLens[];
	readonly grow: boolean;
}

/** `now`: ms since 1970. */
export function codeLenses(analysis: Analysis, now: number, client: Client): Lenses {
	if (!analysis.isJobFile) return { lenses: [], grow: false };
	const commands = announcedCommands(client);
	const lenses: CodeLens[] = [];
	let grow = false;
	for (const unit of analysis.context.units) {
		if (unit.kind === 'job') {
			if (commands.has(RUN_IN_EMULATOR)) lenses.push(...emulatorLens(unit.job, analysis));
			lenses.push(...useLenses(unit.job, analysis, commands.has(SHOW_REFERENCES)));
		}
		const schedules = unit.kind === 'job' ? unit.job.schedules : unit.job === undefined ? [unit.node] : [];
		for (const node of schedules) {
			const lens = node.kind === 'object' ? scheduleLens(node, analysis, now) : undefined;
			if (lens !== undefined) lenses.push(lens);
			grow ||= lens !== undefined;
		}
	}
	return { lenses, grow };
}

/** Clients may say anything. */
function announcedCommands({ announced }: Client): ReadonlySet<unknown> {
	const experimental: unknown = announced.experimental;
	if (typeof experimental !== 'object' || experimental === null || !('commands' in experimental))
		return new Set();
	const { commands } = experimental;
	return new Set(Array.isArray(commands) ? commands : []);
}

function emulatorLens(job: Job, { document }: Analysis): CodeLens[] {
	if (job.id === undefined || job.idNode === undefined) return [];
	const range = document.positions.range(job.idNode);
	return [
		{
			range,
			command: { title: 'Run in the emulator', command: RUN_IN_EMULATOR, arguments: [document.uri, job.id] },
		},
	];
}

/** `3 uses` above each declared secret. */
function useLenses({ secrets }: Job, { document }: Analysis, leads: boolean): CodeLens[] {
	const uses = new Map<string, Range[]>();
	for (const { alias, node } of secrets.references) {
		const range = document.positions.range(node);
		const known = uses.get(alias);
		if (known === undefined) uses.set(alias, [range]);
		else known.push(range);
	}
	return secrets.declarations.map(({ alias, member }) => {
		const range = document.positions.range(member.key);
		const places = uses.get(alias) ?? [];
		const title =
			places.length === 0 ? 'not used' : `${places.length} ${places.length === 1 ? 'use' : 'uses'}`;
		const locations = places.map(place => ({ uri: document.uri, range: place }));
		const command: Command =
			leads && places.length > 0
				? { title, command: SHOW_REFERENCES, arguments: [document.uri, range.start, locations] }
				: { title, command: '' };
		return { range, command };
	});
}

function scheduleLens(node: ObjectNode, { document }: Analysis, now: number): CodeLens | undefined {
	const schedule = scheduleView(node);
	if (schedule === undefined) return undefined;
	const range = document.positions.range(schedule.cronNode);
	if (!schedule.enabled) return { range, command: { title: 'disabled: no runs', command: '' } };
	const next = nextRun(schedule.cron, schedule.timezone, now);
	const title =
		next === null
			? 'no further run'
			: `next run in ${waitText(next - now)} (${localText(next, schedule.timezone)} ${schedule.timezone})`;
	return { range, command: { title, command: '' } };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A wait (ms) as people say it: `5 min`, `2 h`, `3 days`. */
function waitText(ms: number): string {
	if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min`;
	return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`;
}
