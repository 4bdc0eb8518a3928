import { afterAll, describe, expect, it } from 'vitest';
import { job, type Pipeline, pipeline } from './pipeline.ts';
import { type Done, hasNode24, NODE_24 } from './runner.ts';

/** The numbers of the modes that have to do with a cluster, as a table. Calls are budgets; times only inform. */

const jobs = (n: number) =>
	Object.fromEntries(
		Array.from({ length: n }, (_, id) => [
			`jobs/${id}.json`,
			job(`team.job-${id}`, `load ${id}`, {
				schedules: [{ id: 'nightly', cron: `${id % 60} 2 * * *`, timezone: 'UTC' }],
			}),
		]),
	);

interface Scenario {
	readonly name: string;
	/** Requests to GitHub. */
	readonly calls: number;
	readonly exit: number;
	readonly run: (line: Pipeline) => Promise<Done>;
	readonly before?: (line: Pipeline) => Promise<unknown>;
}

const none = { mode: 'deploy', approval: 'none', issue: 'false' };
const planned = async (line: Pipeline) => {
	await line.pull({ mode: 'plan' });
	line.merge();
};

const SCENARIOS: readonly Scenario[] = [
	{ name: 'plan, 100 jobs', calls: 5, exit: 0, run: line => line.pull({ mode: 'plan' }) },
	{
		name: 'plan again, nothing new',
		calls: 4,
		exit: 0,
		before: planned,
		run: line => line.pull({ mode: 'plan' }),
	},
	{
		name: 'deploy as reviewed, 100 jobs',
		calls: 7,
		exit: 0,
		before: planned,
		run: line => line.main({ mode: 'deploy' }),
	},
	{
		name: 'deploy, told GitHub by itself',
		calls: 10,
		exit: 0,
		before: planned,
		run: line => line.main({ mode: 'deploy', environment: 'production' }),
	},
	{ name: 'deploy that is refused', calls: 6, exit: 4, run: line => line.main({ mode: 'deploy' }) },
	{
		name: 'no drift',
		calls: 2,
		exit: 0,
		before: line => line.main(none),
		run: line => line.main({ mode: 'drift' }, 'schedule'),
	},
	{
		name: 'drift of 100 jobs, new issue',
		calls: 3,
		exit: 10,
		run: line => line.main({ mode: 'drift' }, 'schedule'),
	},
];

const rows: string[] = [];
const row = (...cells: readonly string[]) =>
	rows.push(cells.map((cell, n) => (n === 0 ? cell.padEnd(38) : cell.padStart(10))).join('  '));

describe('numbers', () => {
	row('scenario', 'API calls', 'budget', 'ms', 'exit');

	it.each(SCENARIOS)(
		'$name: at most $calls API calls',
		async ({ name, calls, exit, run, before }) => {
			const line = await pipeline({ head: jobs(100), ...(hasNode24 ? { node: NODE_24 } : {}) });
			await before?.(line);
			const earlier = line.fake.calls.length;
			const started = performance.now();
			const done = await run(line);
			const made = line.fake.calls.length - earlier;
			row(name, String(made), String(calls), (performance.now() - started).toFixed(0), String(done.code));
			expect(done.code).toBe(exit);
			expect(made).toBeLessThanOrEqual(calls);
		},
		60_000,
	);

	afterAll(() => {
		console.log(`${hasNode24 ? 'Node 24' : process.version}\n${rows.join('\n')}`);
	});
});
