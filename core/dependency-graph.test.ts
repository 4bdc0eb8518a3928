import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cycle, checksDependencies, dependencyCycles } from './dependency-graph.ts';
import { type JobSet, type JobSummary, jobSet, type Place } from './jobset.ts';
import { version } from './version.ts';

function place(value: string): Place {
	return { value, start: 0, end: value.length, pointer: '' };
}

function job(id: string, dependencies: readonly string[]): JobSummary {
	return {
		file: `${id}.json`,
		id: place(id),
		dependencies: dependencies.map(place),
		sources: [],
		hasSchedules: false,
		pointer: '',
	};
}

function setOf(...jobs: readonly (readonly [string, readonly string[]])[]): JobSet {
	const files = jobs.map(([id, dependencies]) => ({
		file: `${id}.json`,
		jobs: [job(id, dependencies)],
		partial: false,
	}));
	return jobSet(files, true);
}

function path(cycle: Cycle): string {
	return cycle.map(({ job, dependency }) => `${job.id?.value}>${dependency.value}`).join(' ');
}

function paths(jobs: JobSet): string[] {
	return dependencyCycles(jobs).map(path);
}

describe('dependencyCycles', () => {
	it('finds none where two ways lead to the same job', () => {
		expect(paths(setOf(['a', ['b', 'c']], ['b', ['d']], ['c', ['d']], ['d', []]))).toEqual([]);
	});

	it('begins a circle with the job that comes first by id, whatever the order of the files', () => {
		expect(paths(setOf(['c', ['a']], ['b', ['c']], ['a', ['b']]))).toEqual(['a>b b>c c>a']);
	});

	it('tells circles that share no job, by their first job', () => {
		expect(paths(setOf(['x', ['y']], ['y', ['x']], ['a', ['b']], ['b', ['a']]))).toEqual([
			'a>b b>a',
			'x>y y>x',
		]);
	});

	it('tells the shortest circle through a job, and the next when its jobs are gone', () => {
		const jobs = setOf(['a', ['b', 'c']], ['b', ['c']], ['c', ['a', 'd']], ['d', ['e']], ['e', ['d']]);
		expect(paths(jobs)).toEqual(['a>c c>a', 'd>e e>d']);
	});

	it('leaves a job that depends on itself, and jobs that do not exist, to other rules', () => {
		expect(paths(setOf(['a', ['a', 'nobody']], ['b', ['a']]))).toEqual([]);
	});

	it('takes the first definition of an id that is defined twice', () => {
		expect(paths(setOf(['a', []], ['a', ['b']], ['b', ['a']]))).toEqual([]);
	});

	it('tells at most ten circles of a tangle', () => {
		const chain = Array.from({ length: 100 }, (_, index): [string, string[]] => [
			`j${index}`,
			[`j${index - 1}`, `j${index + 1}`],
		]);
		expect(dependencyCycles(setOf(...chain))).toHaveLength(10);
	});

	it('follows ten thousand jobs in a row, and in a ring', () => {
		const count = 10_000;
		const name = (index: number) => `j${String(index).padStart(5, '0')}`;
		const line = Array.from({ length: count }, (_, index): [string, string[]] => [
			name(index),
			[name(index + 1)],
		]);
		expect(dependencyCycles(setOf(...line))).toEqual([]);
		line[count - 1] = [name(count - 1), [name(0)]];
		expect(dependencyCycles(setOf(...line)).map(cycle => cycle.length)).toEqual([count]);
	});

	it('gives edges that lead on to one another and back, for any graph', () => {
		const graph = fc.array(fc.array(fc.nat(14), { maxLength: 4 }), { minLength: 1, maxLength: 15 });
		fc.assert(
			fc.property(graph, edges => {
				const jobs = setOf(
					...edges.map((targets, index): [string, string[]] => [`j${index}`, targets.map(to => `j${to}`)]),
				);
				for (const cycle of dependencyCycles(jobs)) {
					expect(cycle.length).toBeGreaterThan(1);
					cycle.forEach(({ dependency }, index) => {
						expect(dependency.value).toBe(cycle[(index + 1) % cycle.length]!.job.id!.value);
					});
				}
			}),
		);
	});

	it('finds none in a graph whose jobs depend on later ones alone, and one when the last depends on the first', () => {
		const forward = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), {
			minLength: 2,
			maxLength: 12,
		});
		fc.assert(
			fc.property(forward, steps => {
				const jobs = steps.map((own, index): [string, string[]] => [
					`j${index}`,
					[...own, 1].map(step => `j${index + step}`),
				]);
				expect(dependencyCycles(setOf(...jobs))).toEqual([]);
				jobs[jobs.length - 1] = [`j${jobs.length - 1}`, ['j0']];
				expect(dependencyCycles(setOf(...jobs)).length).toBeGreaterThan(0);
			}),
		);
	});
});

describe('checksDependencies', () => {
	it('is true from 0.6.57 on', () => {
		expect(checksDependencies(version('0.6.56'))).toBe(false);
		expect(checksDependencies(version('0.6.57'))).toBe(true);
		expect(checksDependencies(version('0.6.70'))).toBe(true);
	});
});
