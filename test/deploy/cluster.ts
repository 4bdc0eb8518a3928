import type { StoredJob } from '../../core/stored.ts';
import { NEWEST_VERSION, type Version } from '../../core/version.ts';
import type { Api, ApiWrite, Clock } from '../../deploy/api.ts';
import { type ApplyOptions, applyPlan } from '../../deploy/apply.ts';
import type { ApplyResult } from '../../deploy/apply-result.ts';
import { type LiveState, readLive } from '../../deploy/live.ts';
import { makePlan } from '../../deploy/plan.ts';
import type { PlanOptions } from '../../deploy/plan-options.ts';
import type { PlanResult } from '../../deploy/planned.ts';
import { Metronome, type MetronomeOptions } from '../../emulator/metronome.ts';
import { inProcess } from './in-process.ts';
import { desired, NOW, OPTIONS } from './planning.ts';

/** Waits for nothing; its time goes on by what was waited for. */
export function quickClock(): Clock & { readonly waits: number[] } {
	const waits: number[] = [];
	let now = NOW;
	const wait = async (ms: number): Promise<void> => {
		waits.push(ms);
		now += ms;
	};
	return { now: () => now, wait, waits };
}

export function quick(more: ApplyOptions = {}): ApplyOptions {
	return { clock: quickClock(), random: () => 0, ...more };
}

/** An emulator, an {@link Api} to it, and what was written through that. */
export function cluster(options: Partial<MetronomeOptions> = {}, sent: Record<string, string> = {}) {
	const metronome = new Metronome({ version: NEWEST_VERSION, now: () => NOW, ...options });
	const writes: string[] = [];
	const plain = inProcess(metronome, sent);
	const api: Api = {
		...plain,
		write: request => {
			writes.push(`${request.method} ${request.path}`);
			return plain.write(request);
		},
	};
	return { metronome, api, writes, stored: (id: string) => [...metronome.jobs()].find(one => one.id === id) };
}

export function at(version: Version): Partial<MetronomeOptions> {
	return { version };
}

export async function liveOf(api: Api, ids: readonly string[] = []): Promise<LiveState> {
	const result = await readLive(api, ids);
	if (result.kind === 'failed') throw new Error(result.message);
	return result.live;
}

export async function liveJobs(api: Api): Promise<StoredJob[]> {
	const { jobs } = await liveOf(api);
	return [...jobs.values()].flatMap(found => (found.state === 'present' ? [found.job] : []));
}

export async function planFor(
	api: Api,
	jobs: readonly StoredJob[],
	options: Partial<PlanOptions> = {},
): Promise<PlanResult> {
	const live = await liveOf(
		api,
		jobs.map(({ id }) => id),
	);
	return makePlan(
		jobs.map(one => desired(one)),
		live,
		{ ...OPTIONS, ...options },
	);
}

/** Plans and applies. */
export async function deploy(
	api: Api,
	jobs: readonly StoredJob[],
	options: Partial<PlanOptions> = {},
	apply: ApplyOptions = {},
): Promise<ApplyResult> {
	return applyPlan(api, await planFor(api, jobs, options), quick(apply));
}

/** `outcome operation job` of each. */
export function outcomes({ jobs }: ApplyResult): string[] {
	return jobs.map(({ outcome, operation, job }) => `${outcome} ${operation} ${job}`);
}

export function reasonOf({ jobs }: ApplyResult, id: string): string {
	return jobs.find(({ job }) => job === id)?.reason ?? '';
}

/** An {@link Api} that does something just before it writes. */
export function beforeWrites(api: Api, act: (request: ApiWrite) => unknown): Api {
	return {
		...api,
		write: async request => {
			await act(request);
			return api.write(request);
		},
	};
}

/** An {@link Api} that does something just after it wrote. */
export function afterWrites(api: Api, act: (request: ApiWrite) => unknown): Api {
	return {
		...api,
		write: async request => {
			const reply = await api.write(request);
			await act(request);
			return reply;
		},
	};
}
