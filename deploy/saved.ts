import { valueIn } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import { type StoredJob, storedJob } from '../core/stored.ts';
import { type JsonValue, jsonText } from '../core/stored-json.ts';
import { jobTree } from './canonical.ts';
import type { PlanReader } from './plan-file.ts';
import type { Digest } from './plan-options.ts';
import type { PlanResult } from './planned.ts';
import { isRecord, parsedValue, sealOf, shownValue } from './seal.ts';

/** What a cluster had before a deploy, as far as the deploy was to change it. */
export interface SavedState {
	readonly tool: string;
	readonly address: string;
	readonly owner: string;
	/** ms since 1970. */
	readonly savedAt: number;
	readonly jobs: readonly SavedJob[];
}

export interface SavedJob {
	readonly id: string;
	/** With its schedules. Undefined: there was none. */
	readonly before: StoredJob | undefined;
	/** Keyed digest of what the deploy makes of it; null for a job that it deletes. */
	readonly after: string | null;
}

export type SavedFile =
	| { readonly kind: 'saved'; readonly saved: SavedState }
	| { readonly kind: 'refused'; readonly message: string };

/**
 * The text of a file that says what a plan is going to change, schedules included, with a keyed seal over all of it.
 *
 * **It holds whole job definitions, and these may hold secrets in plain text**: write it with mode 0600 where nobody
 * else looks, never print it, never make it an artifact. `now`: ms since 1970.
 */
export function savedStateText({ plan, writes }: PlanResult, now: number, digest: Digest): string {
	const jobs = plan.operations.map(({ job, desired }) => {
		const write = writes.get(job);
		const before = write === undefined || write.kind === 'create' ? null : write.live;
		return { id: job, before: before === null ? null : plainValue(jobTree(before)), after: desired };
	});
	const saved = {
		version: 1,
		kind: 'saved-state',
		tool: plan.tool,
		address: plan.cluster.address,
		owner: plan.owner,
		savedAt: now,
		jobs,
	};
	return `${JSON.stringify({ ...saved, seal: sealOf('saved state', saved, digest) }, null, '\t')}\n`;
}

/** Not the text itself: keys of users must not become properties with a meaning, which JSON.parse sees to. */
function plainValue(tree: JsonValue): unknown {
	return JSON.parse(jsonText(tree));
}

/**
 * Reads a saved state. Refused: what is none, one of another cluster or owner, and one that was edited or sealed with
 * another key. The version of the tool does not matter: a way back must not be lost with an update.
 */
export function readSavedState(
	text: string,
	{ address, digest }: Pick<PlanReader, 'address' | 'digest'>,
): SavedFile {
	const value = parsedValue(text);
	if (!isRecord(value) || value['kind'] !== 'saved-state' || !('seal' in value))
		return refused("This is no saved state: 'metronome-jobs deploy' writes one before it changes anything.");
	const { seal, ...saved } = value;
	if (saved['version'] !== 1)
		return refused(
			`This saved state has the form ${shownValue(saved['version'])}, and this tool reads form 1.`,
		);
	const { tool, owner, savedAt, jobs } = saved;
	const of = saved['address'];
	const isSound =
		seal === sealOf('saved state', saved, digest) &&
		typeof tool === 'string' &&
		typeof owner === 'string' &&
		typeof savedAt === 'number' &&
		typeof of === 'string' &&
		Array.isArray(jobs);
	if (!isSound) return refused('This saved state was edited after it was made, or made with another key.');
	if (address !== undefined && of !== address)
		return refused(`This saved state is of ${of}, and the target is ${address}.`);
	return {
		kind: 'saved',
		saved: { tool, owner, savedAt, address: of, jobs: savedJobs(text, jobs) },
	};
}

/** Definitions are read from the text, in which keys of users mean nothing. */
function savedJobs(text: string, values: readonly unknown[]): readonly SavedJob[] {
	const list = valueIn(parseJson(text).root, 'jobs');
	const nodes = list?.kind === 'array' ? list.items : [];
	return values.flatMap((value, index): readonly SavedJob[] => {
		if (!isRecord(value) || typeof value['id'] !== 'string') return [];
		const before = valueIn(nodes[index], 'before');
		const { id, after } = value;
		return [
			{
				id,
				before: before?.kind === 'object' ? storedJob(before) : undefined,
				after: typeof after === 'string' ? after : null,
			},
		];
	});
}

function refused(message: string): SavedFile {
	return { kind: 'refused', message };
}
