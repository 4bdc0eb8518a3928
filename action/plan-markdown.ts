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
 * A plan as a comment or a summary: the counts, what goes, what is refused, then all of it as far as the budget has room,
 * in whole lines. `budget`: UTF-16 units, or bytes where `bytes` is set. Nothing from a job or a file can become markup.
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
	const text = planText(plan, [], { color: false, width: WIDTH, unicode: true });
	const size = (some: string): number => (bytes === true ? Buffer.byteLength(some) : some.length);
	const room = budget - size(head.join('\n')) - size(more) - FENCE_ROOM;
	const body = fenced(text, room, size);
	const rest = body.whole ? '' : `\n…and ${count(body.left, 'more line')}. ${more}\n`;
	const isLong = text.split('\n').length > FOLDED_FROM;
	const [open, close] = isLong ? ['<details><summary>All changes</summary>\n\n', '\n</details>\n'] : ['', ''];
	return { markdown: `${head.join('\n')}\n\n${open}${body.text}${close}${rest}`, whole: body.whole };
}

/** For the fence, the fold and the line on what was left out. */
const FENCE_ROOM = 400;
const FOLDED_FROM = 40;

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
