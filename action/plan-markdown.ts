import { code, prose } from '../cli/formats/markdown-text.ts';
import { printableLines } from '../cli/formats/printable.ts';
import { count } from '../cli/formats/wording.ts';
import { planText } from '../deploy/plan-text.ts';
import type { Operation, Plan, PlanResult } from '../deploy/planned.ts';

const SIGNS = { create: 'to create', update: 'to change', delete: 'to delete' } as const;
/** Columns; a line of a comment holds about as many. */
const WIDTH = 140;
const MAX_LISTED = 20;

/** `1 to create, 2 to change`; `nothing to change` where there is nothing. */
export function countsOf({ operations }: Pick<Plan, 'operations'>): string {
	const counts = (['create', 'update', 'delete'] as const).flatMap(kind => {
		const n = operations.filter(operation => operation.kind === kind).length;
		return n === 0 ? [] : [`${n} ${SIGNS[kind]}`];
	});
	return counts.length === 0 ? 'nothing to change' : counts.join(', ');
}

export interface PlanReport {
	readonly markdown: string;
	/** Everything of the plan is in it. */
	readonly whole: boolean;
}

/**
 * A plan as a comment or a summary: the counts, what goes, what is refused, then all of it. Where the budget has no room
 * for that, it has whole jobs, those that are deleted or changed before new ones, and says which are left out and where
 * all of it is (`more`). `budget`: UTF-16 units, or bytes where `bytes` is set. Nothing from a job or a file can become
 * markup.
 */
export function planMarkdown(
	target: string,
	{ plan, refusals }: Pick<PlanResult, 'plan' | 'refusals'>,
	{ budget, bytes, more }: { readonly budget: number; readonly bytes?: boolean; readonly more: string },
): PlanReport {
	const sign = refusals.length > 0 ? '❌ ' : '';
	const head = [
		`### ${sign}Plan for ${code(target)}: ${countsOf(plan)}`,
		'',
		`${code(plan.cluster.address)}, Metronome ${prose(plan.cluster.metronome)}; ${count(plan.unchanged.length, 'job')} unchanged.`,
		...refusals.slice(0, MAX_LISTED).map(({ message }) => `\n❌ ${prose(message.slice(0, 1000))}`),
		...(refusals.length > MAX_LISTED ? [`\n…and ${refusals.length - MAX_LISTED} more refused.`] : []),
		...deletesOf(plan.operations),
	];
	if (plan.operations.length === 0 && plan.notices.length === 0 && plan.orphans.length === 0) {
		return { markdown: `${head.join('\n')}\n`, whole: true };
	}
	const text = planText(plan, [], STYLE);
	const size = (some: string): number => (bytes === true ? Buffer.byteLength(some) : some.length);
	const room = budget - size(head.join('\n')) - size(more) - FENCE_ROOM;
	const body = fenced(text, room, size);
	if (!body.whole) {
		return { markdown: `${head.join('\n')}\n\n${partOf(plan, room, size, more)}`, whole: false };
	}
	const isLong = text.split('\n').length > FOLDED_FROM;
	const shown = isLong ? folded('All changes', body.text) : body.text;
	return { markdown: `${head.join('\n')}\n\n${shown}`, whole: true };
}

const STYLE = { color: false, width: WIDTH, unicode: true };
/** For the fences, the folds and the line on what was left out. */
const FENCE_ROOM = 800;
const FOLDED_FROM = 40;
/** Of the room, for the names of jobs that are left out. */
const NAMES_SHARE = 0.3;
/** What can be lost comes first. */
const GRAVITY = { delete: 0, update: 1, create: 2 } as const;

/** As many whole jobs as there is room for, and the names of the others. */
function partOf(plan: Plan, room: number, size: (some: string) => number, more: string): string {
	const operations = plan.operations.toSorted((a, b) => GRAVITY[a.kind] - GRAVITY[b.kind]);
	// The counts at its end are those of the whole plan, and stand above.
	const textOf = (n: number): string =>
		planText({ ...plan, operations: operations.slice(0, n) }, [], STYLE).replace(/[^\n]*\n$/, '');
	const roomOfJobs = room * (1 - NAMES_SHARE);
	const n = mostThatFit(operations.length, some => fenced(textOf(some), roomOfJobs, size).whole);
	const jobs = fenced(textOf(Math.max(n, 1)), roomOfJobs, size);
	const out = operations.slice(n);
	const names = fenced(
		out.map(({ kind, job }) => `${NAME_SIGNS[kind]} ${job}`).join('\n'),
		room * NAMES_SHARE,
		size,
	);
	const unnamed = names.whole ? '' : `\n…and ${count(names.left, 'more job')}.\n`;
	const told = n === 0 ? `${count(jobs.left, 'line')} of the first job, and ` : '';
	return [
		`⚠️ **Not all of it is here:** ${told}${count(out.length, 'job')} of ${operations.length} left out (${countsOf({ operations: out })}). ${more}\n\n`,
		folded(`The changes of ${count(n, 'job')}`, jobs.text),
		folded(`The names of those left out`, `${names.text}${unnamed}`),
	].join('');
}

const NAME_SIGNS = { create: '+', update: '!', delete: '-' } as const;

function folded(title: string, text: string): string {
	return `<details><summary>${title}</summary>\n\n${text}\n</details>\n`;
}

/** The largest number up to `most` for which `fits` is true; it is for every smaller one. */
function mostThatFit(most: number, fits: (n: number) => boolean): number {
	let low = 0;
	let high = most;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (fits(middle)) low = middle;
		else high = middle - 1;
	}
	return low;
}

/** What is deleted is told before all else, and outside of what is folded. */
function deletesOf(operations: readonly Operation[]): string[] {
	const gone = operations.filter(({ kind }) => kind === 'delete').map(({ job }) => code(job));
	if (gone.length === 0) return [];
	const rest = gone.length > MAX_LISTED ? ` and ${gone.length - MAX_LISTED} more` : '';
	return [`\n⚠️ **Deletes** ${gone.slice(0, MAX_LISTED).join(', ')}${rest}.`];
}

/** Foreign text as a block of code that it cannot leave, in whole lines. `room` is in what `size` measures. */
export function fenced(
	text: string,
	room: number,
	size: (some: string) => number = some => some.length,
): { readonly text: string; readonly whole: boolean; readonly left: number } {
	const all = printableLines(text.trimEnd()).split('\n');
	const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(run => run.length));
	const fence = '`'.repeat(Math.min(longest, MAX_TICKS) + 1);
	const lines: string[] = [];
	let left = room - 2 * fence.length;
	for (const line of all) {
		const safe = line.replaceAll(TOO_MANY_TICKS, '`…');
		left -= size(safe) + 1;
		if (left < 0) break;
		lines.push(safe);
	}
	const missing = all.length - lines.length;
	return { text: `${fence}diff\n${lines.join('\n')}\n${fence}\n`, whole: missing === 0, left: missing };
}

/** A fence costs room too. */
const MAX_TICKS = 30;
const TOO_MANY_TICKS = /`{31,}/g;
