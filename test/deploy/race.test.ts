import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import type { Api, Clock } from '../../deploy/api.ts';
import { applyPlan } from '../../deploy/apply.ts';
import type { JobResult } from '../../deploy/apply-result.ts';
import { canonicalText } from '../../deploy/canonical.ts';
import { cluster, deploy, planFor } from './cluster.ts';
import { job, owned } from './planning.ts';

/** Time that passes only when everybody waits. */
class SimulatedTime implements Clock {
	private at = 0;
	private readonly events: { readonly at: number; readonly wake: () => void }[] = [];

	readonly now = (): number => this.at;

	readonly wait = (ms: number): Promise<void> =>
		new Promise(wake => {
			this.events.push({ at: this.at + ms, wake });
		});

	/** Goes on until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let ended = false;
		const end = () => {
			ended = true;
		};
		work.then(end, end);
		for (;;) {
			await new Promise(resolve => setImmediate(resolve));
			if (ended) return work;
			this.events.sort((a, b) => a.at - b.at);
			const next = this.events.shift();
			if (next === undefined) throw new Error('everybody waits for nothing');
			this.at = next.at;
			next.wake();
		}
	}
}

/** Requests and answers take their time on the way. */
function far(api: Api, time: Clock, latency: () => number): Api {
	const slow = async <T>(ask: () => Promise<T>): Promise<T> => {
		await time.wait(latency());
		const reply = await ask();
		await time.wait(latency());
		return reply;
	};
	return {
		...api,
		getJob: id => slow(() => api.getJob(id)),
		write: request => slow(() => api.write(request)),
	};
}

const SCHEDULE = [{ id: 'nightly', cron: '0 2 * * *' }];
const changes = fc.constantFrom(
	job('a', {}, { mem: 96 }),
	job('a', {}, { mem: 128 }),
	job('a', { schedules: SCHEDULE }),
	job('a', { schedules: SCHEDULE }, { taskKillGracePeriodSeconds: 3 }),
	'gone' as const,
);
/** ms; now and then a request takes longer than anybody waits to look again. */
const latencies = fc.array(
	fc.oneof(
		{ weight: 12, arbitrary: fc.integer({ min: 0, max: 300 }) },
		{ weight: 1, arbitrary: fc.integer({ min: 0, max: 4000 }) },
	),
	{ minLength: 30, maxLength: 30 },
);

it('of two deploys that race for a job, none loses its change without a word, in 1,000 trials', async () => {
	const seen = { applied: 0, conflict: 0, lost: 0, slow: 0 };
	await fc.assert(
		fc.asyncProperty(changes, changes, latencies, latencies, async (one, other, here, there) => {
			fc.pre(one !== other);
			const { api, stored } = cluster();
			await deploy(api, [job('a'), job('b')]);
			const time = new SimulatedTime();
			const start = async (wanted: StoredJob | 'gone', delays: readonly number[]) => {
				const jobs = wanted === 'gone' ? [job('b')] : [wanted, job('b')];
				const planned = await planFor(api, jobs, { prune: true });
				let count = 0;
				const slow = far(api, time, () => delays[count++ % delays.length] ?? 0);
				const wants = wanted === 'gone' ? undefined : canonicalText(owned(wanted));
				return { wants, run: () => applyPlan(slow, planned, { clock: time, random: () => 0.5 }) };
			};
			const racers = [await start(one, here), await start(other, there)];
			const results = await time.run(Promise.all(racers.map(racer => racer.run())));
			const live = stored('a');
			const final = live === undefined ? undefined : canonicalText(live);
			const ends = results.flatMap(({ jobs }) => jobs);
			const spoken = ends.some(({ reason }) => reason?.includes('without either of them seeing it') === true);
			for (const [index, end] of ends.entries()) {
				count(seen, end);
				if (end.outcome === 'applied' && !spoken) expect(final).toBe(racers[index]?.wants);
			}
		}),
		{ numRuns: 1000 },
	);
	// The trials are worth something only where all of this happened.
	expect(Object.values(seen).every(times => times > 0)).toBe(true);
}, 30_000);

function count(
	seen: Record<'applied' | 'conflict' | 'lost' | 'slow', number>,
	{ outcome, reason }: JobResult,
): void {
	if (outcome === 'applied') seen[reason === null ? 'applied' : 'slow']++;
	else if (outcome === 'conflict') seen.conflict++;
	else if (outcome === 'lost-update') seen.lost++;
	else throw new Error(`${outcome}: ${reason}`);
}
