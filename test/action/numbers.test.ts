import { afterAll, describe, expect, it } from 'vitest';
import { LEAST, READER, WRITER } from '../github/tokens.ts';
import { pullWith } from './pull.ts';
import { hasNode24, NODE_24 } from './runner.ts';

/** The numbers of the Action, as a table. Calls are budgets; times only inform, as they are the machine's. */

const wrong = (id: string) => ({ id, run: { cmd: 'true', cpus: '0.1', mem: -1, disk: 0 } });
const files = (n: number, jobs: number) =>
	Object.fromEntries(
		Array.from({ length: n }, (_, file) => [
			`jobs/${String(file).padStart(3, '0')}.json`,
			Array.from({ length: jobs }, (_, job) => wrong(`job-${file}-${job}`)),
		]),
	);

const SCENARIOS = [
	{
		name: '100 files, commands',
		head: files(100, 1),
		owner: LEAST,
		inputs: { annotations: 'commands' },
		calls: 0,
	},
	{ name: '500 jobs, 1,000 findings, check run', head: files(50, 10), owner: WRITER, inputs: {}, calls: 20 },
	{ name: '500 jobs, 1,000 findings, fork', head: files(50, 10), owner: READER, inputs: {}, calls: 1 },
	{
		name: '100 files, only changed lines',
		head: files(100, 1),
		owner: READER,
		inputs: { 'changed-only': 'true', annotations: 'commands' },
		calls: 1,
	},
	{
		name: '100 files, check run and suggestions',
		head: files(100, 1),
		owner: WRITER,
		inputs: { suggestions: 'true' },
		calls: 8,
	},
] as const;

const rows: string[] = [];
const row = (...cells: readonly string[]) =>
	rows.push(cells.map((cell, n) => (n === 0 ? cell.padEnd(38) : cell.padStart(10))).join('  '));

describe('numbers', () => {
	row('scenario', 'API calls', 'budget', 'first ms', 'exit');

	it.each(SCENARIOS)('$name: at most $calls API calls', async ({ name, head, owner, inputs, calls }) => {
		const node = hasNode24 ? { node: NODE_24 } : {};
		const { fake, run } = await pullWith(owner, head, { inputs, ...node });
		const done = await run();
		const ms = done.firstAnnotationMs?.toFixed(0) ?? '-';
		row(name, String(fake.calls.length), String(calls), ms, String(done.code));
		expect(done.code).toBe(1);
		expect(fake.calls.length).toBeLessThanOrEqual(calls);
	});

	afterAll(() => {
		console.log(`${hasNode24 ? 'Node 24' : process.version}\n${rows.join('\n')}`);
	});
});
