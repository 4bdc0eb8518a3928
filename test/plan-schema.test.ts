import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import type { SourceState } from '../core/target.ts';
import { makePlan } from '../deploy/plan.ts';
import { planFileText } from '../deploy/plan-file.ts';
import type { DesiredJob, PlanOptions } from '../deploy/plan-options.ts';
import { desiredJobs } from '../targets/desired.ts';
import { desired, job, live, NOW, OPTIONS, owned } from './deploy/planning.ts';
import { temporaryTree } from './temporary-tree.ts';

const file = join(import.meta.dirname, '../schemas/plan.schema.json');
const validate = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(
	JSON.parse(readFileSync(file, 'utf8')),
);

const at = (cron: string) => ({ schedules: [{ id: 'nightly', cron, timezone: 'Europe/Berlin' }] });

function sourceState(source: string): SourceState {
	if (source === 'a/unknown') return { state: 'cannot-tell', why: 'the store does not answer' };
	return { state: source === 'a/there' ? 'exists' : 'missing' };
}

function planFile(
	jobs: readonly DesiredJob[],
	before: Parameters<typeof live>[0],
	options: Partial<PlanOptions> = {},
) {
	const { plan } = makePlan(jobs, live(before), { ...OPTIONS, ...options });
	return JSON.parse(planFileText(plan, OPTIONS.digest));
}

const secrets = {
	one: { source: 'a/there' },
	two: { source: 'a/gone' },
	three: { source: 'a/unknown' },
};
const env = { ONE: { secret: 'one' }, TWO: { secret: 'two' }, THREE: { secret: 'three' } };

/** A job of its own for each thing that a plan can say. */
function everything() {
	return planFile(
		[
			desired(job('made', at('0 1 * * *'), { env, secrets })),
			desired(job('changed', at('0 3 * * *'), { mem: 96 }), ['/run/cpus']),
			desired(job('unscheduled', {}, { env: { 'a/b~c': 'x' } })),
			desired(job('same'), ['/run/cpus']),
		],
		[
			owned(job('changed', at('0 2 * * *'), { cpus: 3 })),
			owned(job('unscheduled', at('0 2 * * *'))),
			owned(job('same', {}, { cpus: 3 })),
			owned(job('gone', at('0 2 * * *'))),
			owned(job('kept', { labels: { 'metronome-jobs.prune': 'never' } })),
		],
		{ prune: true, sourceState },
	);
}

describe('the schema of plan files', () => {
	it('takes plans that create, update and delete, with schedules, secrets and what is left alone', () => {
		const plan = everything();
		expect([validate(plan), validate.errors]).toEqual([true, null]);
		const operations: { kind: string; secrets: { state: string }[]; ignored: string[] }[] = plan.operations;
		expect(new Set(operations.map(({ kind }) => kind))).toEqual(new Set(['create', 'update', 'delete']));
		expect(operations.flatMap(one => one.secrets.map(({ state }) => state))).toEqual([
			'exists',
			'missing',
			'cannot-tell',
		]);
		expect(operations.flatMap(({ ignored }) => ignored)).toEqual(['/run/cpus']);
		expect(plan.unchanged[0].ignored).toEqual(['/run/cpus']);
		expect(plan.orphans).toEqual(['kept']);
	});

	it.each<[string, () => unknown]>([
		['for some jobs alone', () => planFile([desired(job('a'))], [], { only: new Set(['a']) })],
		['with secrets that nobody was asked for', () => planFile([desired(job('a', {}, { env, secrets }))], [])],
		['without anything to do', () => planFile([], [])],
		['of files with patches', () => planFile(patchedJobs(), [owned(job('a'))])],
	])('takes a plan %s', (_, make) => {
		expect([validate(make()), validate.errors]).toEqual([true, null]);
	});

	it('takes no key by another name, at any depth, and none that is missing', () => {
		const faults: string[] = [];
		const plan = everything();
		for (const holder of objectsIn(plan)) {
			for (const [key, value] of Object.entries(holder)) {
				delete holder[key];
				holder[`${key}s`] = value;
				if (validate(plan)) faults.push(key);
				delete holder[`${key}s`];
				const isOptional = 'schedule' in holder && (key === 'before' || key === 'after');
				if (validate(plan) !== isOptional) faults.push(`${key} missing`);
				holder[key] = value;
			}
		}
		expect(faults).toEqual([]);
		expect(validate(plan)).toBe(true);
	});
});

function patchedJobs(): readonly DesiredJob[] {
	const run = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };
	const patches = [{ files: 'jobs/*', patch: { run: { mem: 128 } } }];
	const cwd = temporaryTree({
		'metronome-jobs.json': { jobs: 'jobs/*.json', targets: { prod: { patches } } },
		'jobs/a.json': { id: 'a', run },
	});
	const request = { cwd, paths: [], target: 'prod', now: NOW, reading: 'file', env: {} } as const;
	const { jobs } = desiredJobs(request);
	expect(jobs.map(one => one.job.run.mem)).toEqual([128]);
	return jobs;
}

function objectsIn(value: unknown): Record<string, unknown>[] {
	if (Array.isArray(value)) return value.flatMap(objectsIn);
	if (typeof value !== 'object' || value === null) return [];
	return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
}
