import { describe, expect, it, vi } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import type { Api, ApiWrite, Reply } from '../../deploy/api.ts';
import { applyPlan } from '../../deploy/apply.ts';
import { type ApplyResult, exitOf, isDone, type JobResult } from '../../deploy/apply-result.ts';
import { canonicalText, isSameJob } from '../../deploy/canonical.ts';
import type { PlanResult } from '../../deploy/planned.ts';
import { requestsFor } from '../../deploy/requests.ts';
import { chances } from './chances.ts';
import { cluster, deploy, liveJobs, planFor, quick } from './cluster.ts';
import { job, owned } from './planning.ts';

/** Row 13 of the goals: a big graph that changes everywhere, written through a cluster that makes trouble. */

// About a second each; a machine that is busy may need more than the usual limit.
vi.setConfig({ testTimeout: 60_000 });

const JOBS = 500;
const OPTIONS = { prune: true, maxDeletes: JOBS };

/** Jobs whose dependencies form a random graph without circles; the order of both sides of a change has nothing in common. */
function jobsOf(ids: readonly string[], chance: () => number, mem: (id: string) => number): StoredJob[] {
	const order = ids.map(id => [chance(), id] as const).toSorted(([a], [b]) => a - b);
	return order.map(([, id], index) => {
		const count = index === 0 || chance() < 0.3 ? 0 : 1 + Math.floor(chance() * 3);
		const needed = Array.from({ length: count }, () => order[Math.floor(chance() * index)]?.[1] ?? '');
		// The server takes no schedule of a job with dependencies.
		const hour = Math.floor(chance() * 24);
		const schedules = count === 0 && chance() < 0.4 ? [{ id: 'daily', cron: `0 ${hour} * * *` }] : [];
		const dependencies = [...new Set(needed)].map(other => ({ id: other }));
		return job(id, { dependencies, schedules }, { mem: mem(id) });
	});
}

/** A set of jobs, and the one that it becomes: a third is new, a third goes, and most of the others change. */
function change(seed: number): {
	readonly before: readonly StoredJob[];
	readonly after: readonly StoredJob[];
} {
	const chance = chances(seed);
	const third = Math.floor(JOBS / 3);
	const ids = Array.from({ length: JOBS + third }, (_, index) => `job-${String(index).padStart(3, '0')}`);
	const before = jobsOf(ids.slice(0, JOBS), chance, () => 64);
	const wanted = jobsOf(ids.slice(third), chance, () => (chance() < 0.5 ? 64 : 96));
	const unchanged = new Map(before.filter(() => chance() < 0.2).map(one => [one.id, one]));
	const kept = new Set(ids.slice(third));
	const after = wanted.map(one => {
		const old = unchanged.get(one.id);
		return old?.dependencies.every(id => kept.has(id)) === true ? old : one;
	});
	return { before, after: withoutCircles(after) };
}

/** Jobs that stay as they were may close a circle with those that change: then what closes it goes. */
function withoutCircles(jobs: readonly StoredJob[]): readonly StoredJob[] {
	const needs = new Map<string, readonly string[]>();
	const reaches = (from: string, to: string): boolean => {
		const seen = new Set<string>();
		const open = [from];
		for (let id = open.pop(); id !== undefined; id = open.pop()) {
			if (id === to) return true;
			if (!seen.has(id)) open.push(...(needs.get(id) ?? []));
			seen.add(id);
		}
		return false;
	};
	return jobs.map(one => {
		const dependencies = one.dependencies.filter(id => !reaches(id, one.id));
		needs.set(one.id, dependencies);
		return { ...one, dependencies };
	});
}

type Fault = 'none' | 'forbidden' | 'unavailable' | 'lost-request' | 'lost-answer';

/** What strikes the n-th write to a job. `goneAfter`: so many writes later nobody answers any more. */
interface Trouble {
	readonly fault: (id: string, attempt: number) => Fault;
	readonly goneAfter: number;
}

const NOBODY: Reply = {
	kind: 'none',
	message: 'The connection failed (ECONNRESET).',
	mayHaveArrived: true,
};
const answer = (status: number): Reply => ({ kind: 'answer', status, json: false, body: '<html>' });

/** An {@link Api} with trouble on its way; it tells `done` of each request that the cluster did. */
function troubled(api: Api, trouble: Trouble, done: (request: ApiWrite, id: string) => void) {
	const attempts = new Map<string, number>();
	let writes = 0;
	let intoNowhere = 0;
	const isGone = () => writes > trouble.goneAfter;
	const ifThere = async (ask: () => Promise<Reply>): Promise<Reply> => (isGone() ? NOBODY : ask());
	const write = async (request: ApiWrite): Promise<Reply> => {
		writes++;
		if (isGone()) {
			intoNowhere++;
			return NOBODY;
		}
		const id = jobIn(request);
		const attempt = (attempts.get(id) ?? 0) + 1;
		attempts.set(id, attempt);
		const fault = trouble.fault(id, attempt);
		if (fault === 'forbidden') return answer(403);
		if (fault === 'unavailable') return answer(503);
		if (fault === 'lost-request') return NOBODY;
		const reply = await api.write(request);
		if (reply.kind === 'answer' && reply.status < 300) done(request, id);
		return fault === 'lost-answer' ? NOBODY : reply;
	};
	const behind: Api = {
		...api,
		write,
		info: () => ifThere(api.info),
		listJobs: () => ifThere(api.listJobs),
		getJob: id => ifThere(() => api.getJob(id)),
		getSchedules: id => ifThere(() => api.getSchedules(id)),
	};
	return { api: behind, intoNowhere: () => intoNowhere };
}

function jobIn({ path, body }: ApiWrite): string {
	return /job-\d+/.exec(`${path} ${body ?? ''}`)?.[0] ?? '';
}

/** Watches each write as it is done: what its job needs, or what needed it, must be so by then. */
function witness(planned: PlanResult, stored: ReadonlyMap<string, StoredJob>) {
	const disorder: string[] = [];
	const written: string[] = [];
	const live = new Map(stored);
	const isAsPlanned = (id: string): boolean => {
		const write = planned.writes.get(id);
		return write === undefined || write.kind === 'delete' || isSameJob(live.get(id), write.desired);
	};
	const see = ({ method, path }: ApiWrite, id: string): void => {
		const write = planned.writes.get(id);
		written.push(`${method} ${path}`);
		if (write === undefined) disorder.push(`${id} is not in the plan`);
		else if (write.kind === 'delete') {
			for (const other of live.values())
				if (other.dependencies.includes(id)) disorder.push(`${id} goes before ${other.id} lets go of it`);
			for (const [other, { kind }] of planned.writes)
				if (kind === 'create' && !isAsPlanned(other)) disorder.push(`${id} goes before ${other} is made`);
			live.delete(id);
		} else {
			for (const needed of needsOf(id, planned))
				if (!isAsPlanned(needed)) disorder.push(`${id} is written before ${needed}`);
			live.set(id, write.desired);
		}
	};
	return { see, disorder, written };
}

/** Every job that one depends on in the end, at any distance. */
function needsOf(start: string, { graph }: PlanResult): ReadonlySet<string> {
	const needed = new Set<string>();
	const open = [...(graph.get(start) ?? [])];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (!needed.has(id)) open.push(...(graph.get(id) ?? []));
		needed.add(id);
	}
	return needed;
}

/** What is wrong with what a deploy says of the jobs that it did not do. */
function untruths({ jobs }: ApplyResult, planned: PlanResult, isHalted: boolean): string[] {
	const results = new Map(jobs.map(result => [result.job, result]));
	const isMissing = (id: string): boolean => {
		const result = results.get(id);
		return result !== undefined && !isDone(result);
	};
	const wrong: string[] = [];
	for (const { job: id, operation, outcome, reason } of jobs) {
		const needed = [...needsOf(id, planned)].filter(isMissing);
		if (operation !== 'delete' && isDone({ outcome }) && needed.length > 0)
			wrong.push(`${id} was done without ${needed[0]}`);
		if (operation !== 'delete' && !isHalted && (outcome === 'skipped') !== needed.length > 0)
			wrong.push(`${id} is ${outcome}, and ${needed.length} that it needs are missing`);
		if (outcome !== 'skipped') continue;
		const named = /(?:depends on|not deleted:) (job-\d+)/.exec(reason ?? '')?.[1] ?? '';
		const cause = results.get(named);
		if (cause === undefined || isDone(cause)) wrong.push(`${id}: '${reason}' blames ${named}`);
	}
	return wrong;
}

const outcomesOf = ({ jobs }: ApplyResult) => {
	const counts: Partial<Record<JobResult['outcome'], number>> = {};
	for (const { outcome } of jobs) counts[outcome] = (counts[outcome] ?? 0) + 1;
	return counts;
};

const textsOf = (jobs: readonly StoredJob[]) => new Map(jobs.map(one => [one.id, canonicalText(one)]));

async function started(seed: number) {
	const { before, after } = change(seed);
	const { api } = cluster();
	await deploy(api, before);
	const planned = await planFor(api, after, OPTIONS);
	const stored = new Map((await liveJobs(api)).map(one => [one.id, one]));
	return { api, after, planned, seen: witness(planned, stored) };
}

/** Deploys until all is done: exactly what was missing is written, and then nothing. */
async function finishes(
	api: Api,
	after: readonly StoredJob[],
	first: PlanResult,
	written: readonly string[],
): Promise<void> {
	const rest = await planFor(api, after, OPTIONS);
	const missing = [...first.writes].flatMap(([id, write]) =>
		requestsFor(write, first.version).map(({ method, path }) => ({ id, line: `${method} ${path}` })),
	);
	const left = new Set(rest.plan.operations.map(operation => operation.job));
	const again: string[] = [];
	const counted: Api = {
		...api,
		write: request => {
			again.push(`${request.method} ${request.path}`);
			return api.write(request);
		},
	};
	const result = await applyPlan(counted, rest, quick());
	expect(exitOf(result)).toBe(0);
	expect(again.toSorted()).toEqual(
		missing
			.filter(({ id }) => left.has(id))
			.map(({ line }) => line)
			.toSorted(),
	);
	// Over both deploys each request was done once.
	expect([...written, ...again].toSorted()).toEqual(missing.map(({ line }) => line).toSorted());
	expect(textsOf(await liveJobs(api))).toEqual(textsOf(after.map(owned)));
	expect((await planFor(api, after, OPTIONS)).plan.operations).toEqual([]);
}

describe(`${JOBS} jobs whose dependencies all change`, () => {
	it.each([1])(
		'seed %i: are written in an order that holds at every moment, and in one deploy where nothing fails for good',
		async seed => {
			const { api, after, planned, seen } = await started(seed);
			const chance = chances(seed + 100);
			const passing = ['unavailable', 'lost-request', 'lost-answer'] as const;
			const fault = (_: string, attempt: number): Fault =>
				attempt > 3 || chance() > 0.3 ? 'none' : (passing[Math.floor(chance() * 3)] ?? 'none');
			const way = troubled(api, { fault, goneAfter: Number.POSITIVE_INFINITY }, seen.see);
			const result = await applyPlan(way.api, planned, quick());
			expect(seen.disorder).toEqual([]);
			expect(outcomesOf(result)).toEqual({ applied: planned.plan.operations.length });
			expect(planned.plan.operations.length).toBeGreaterThan(JOBS / 2);
			await finishes(api, after, planned, seen.written);
		},
	);

	it.each([4])(
		'seed %i: skip what needs one that fails, say so, and nothing else; the next deploy writes exactly the rest',
		async seed => {
			const { api, after, planned, seen } = await started(seed);
			const chance = chances(seed + 100);
			const doomed = new Map<string, Fault>();
			for (const id of planned.writes.keys())
				if (chance() < 0.02) doomed.set(id, chance() < 0.5 ? 'forbidden' : 'unavailable');
			const fault = (id: string): Fault => doomed.get(id) ?? 'none';
			const way = troubled(api, { fault, goneAfter: Number.POSITIVE_INFINITY }, seen.see);
			const result = await applyPlan(way.api, planned, quick());
			expect(seen.disorder).toEqual([]);
			expect(untruths(result, planned, false)).toEqual([]);
			const failed = result.jobs.filter(({ outcome }) => outcome === 'failed');
			expect(failed.length).toBeGreaterThan(0);
			expect(failed.filter(({ job: id }) => !doomed.has(id))).toEqual([]);
			expect(outcomesOf(result)['not-started']).toBeUndefined();
			expect(exitOf(result)).toBe(5);
			await finishes(api, after, planned, seen.written);
		},
	);

	it.each([7])(
		'seed %i: a cluster that goes down in the middle is left alone, and the next deploy goes on from there',
		async seed => {
			const { api, after, planned, seen } = await started(seed);
			const chance = chances(seed + 100);
			const goneAfter = 50 + Math.floor(chance() * 150);
			const fault = (): Fault => (chance() < 0.02 ? 'lost-answer' : 'none');
			const way = troubled(api, { fault, goneAfter }, seen.see);
			const result = await applyPlan(way.api, planned, quick({ atOnce: 8 }));
			expect(seen.disorder).toEqual([]);
			expect(untruths(result, planned, true)).toEqual([]);
			expect(exitOf(result)).toBe(5);
			expect(outcomesOf(result)['not-started']).toBeGreaterThan(JOBS / 4);
			expect(way.intoNowhere()).toBeLessThanOrEqual(8);
			await finishes(api, after, planned, seen.written);
		},
	);
});
