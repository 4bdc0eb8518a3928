import { COLORS, changeLines, type PlanTextOptions, painted, plain, SIGNS } from './change-text.ts';
import type { Operation, Plan } from './planned.ts';
import type { Refusal } from './refusal.ts';

/** From so many jobs with the very same changes on, the changes are told once for all. */
const ALIKE_FROM = 3;

/** A plan for people: what is done to which job, attribute by attribute; then the counts. Ends with a line end. */
export function planText(plan: Plan, refusals: readonly Refusal[], options: PlanTextOptions): string {
	const lines = [`Plan for ${plan.cluster.address} (Metronome ${plan.cluster.metronome})`, ''];
	for (const group of alike(plan.operations)) lines.push(...groupLines(group, options), '');
	const kept = plan.unchanged.filter(({ ignored }) => ignored.length > 0);
	for (const { job, ignored } of kept) lines.push(`  ${job}: left as it is at ${ignored.join(', ')}`);
	if (plan.orphans.length > 0)
		lines.push(`In no file, and staying (--prune deletes what is not marked): ${plan.orphans.join(', ')}`);
	lines.push(...plan.notices.map(notice => `Note: ${notice}`));
	for (const { message } of refusals) lines.push(painted(`Refused: ${message}`, COLORS.delete, options));
	lines.push(countsText(plan, refusals));
	return `${lines.map(plain).join('\n')}\n`;
}

/** Jobs whose changes read the same stand together, in the place of the first. */
function alike(operations: readonly Operation[]): readonly (readonly Operation[])[] {
	const groups = new Map<string, Operation[]>();
	for (const operation of operations) {
		const { kind, changes, timetables, ignored, activeRuns, secrets } = operation;
		const key = JSON.stringify({ kind, changes, timetables, ignored, activeRuns, secrets });
		const same = groups.get(key);
		if (same === undefined || kind !== 'update')
			groups.set(same === undefined ? key : `${key} ${operation.job}`, [operation]);
		else same.push(operation);
	}
	return [...groups.values()].flatMap(group =>
		group.length < ALIKE_FROM ? group.map(operation => [operation]) : [group],
	);
}

function groupLines(group: readonly Operation[], options: PlanTextOptions): readonly string[] {
	const [first] = group;
	if (first === undefined) return [];
	const ids = group.map(({ job }) => job).join(', ');
	const head = group.length === 1 ? ids : `${group.length} jobs alike: ${ids}`;
	const file = group.length === 1 && first.file !== null ? `  (${first.file})` : '';
	const lines = [painted(`${SIGNS[first.kind]} ${head}`, COLORS[first.kind], options) + file];
	if (first.kind === 'delete') lines.push(...runsLine(first));
	else lines.push(...detailLines(first, options));
	return lines;
}

function runsLine({ activeRuns }: Operation): readonly string[] {
	if (activeRuns === 0) return [];
	return [
		`    ${activeRuns} active, and a job with active runs is not deleted: they are never stopped unasked`,
	];
}

function detailLines(operation: Operation, options: PlanTextOptions): readonly string[] {
	const { changes, timetables, secrets, ignored, activeRuns, kind } = operation;
	const lines = [...changeLines({ changes, timetables }, options)];
	for (const { alias, source, state } of secrets) {
		if (state === 'not-asked') continue;
		lines.push(`    secret ${alias} (${source}): ${state === 'cannot-tell' ? 'cannot tell' : state}`);
	}
	if (ignored.length > 0) lines.push(`    left as it is: ${ignored.join(', ')}`);
	if (kind === 'update' && activeRuns > 0) lines.push(`    ${activeRuns} active, going on as started`);
	return lines;
}

function countsText(plan: Plan, refusals: readonly Refusal[]): string {
	const count = (kind: Operation['kind']): number =>
		plan.operations.filter(operation => operation.kind === kind).length;
	const counts = `${count('create')} to create, ${count('update')} to change, ${count('delete')} to delete, ${plan.unchanged.length} unchanged.`;
	if (refusals.length > 0) return `${counts} Nothing will be written: ${refusals.length} refused.`;
	return plan.operations.length === 0 ? `No changes. ${counts}` : counts;
}
