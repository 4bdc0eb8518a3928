import { describe, expect, it } from 'vitest';
import { temporaryTree, textIn } from '../test/temporary-tree.ts';
import { checkFiles } from './check.ts';
import { fixFiles } from './fix.ts';
import type { CheckRequest } from './result.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const JOB = {
	id: 'etl',
	run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', env: { STAGE: 'dev' } },
};

function project(patches: readonly object[], jobs: Record<string, unknown> = { 'jobs/etl.json': JOB }) {
	const settings = `{
	// Comments move nothing.
	"jobs": "jobs/*.json",
	"targets": { "prod": { "patches": ${JSON.stringify(patches)} }, "plain": {} }
}`;
	return temporaryTree({ 'metronome-jobs.json': settings, ...jobs });
}

function check(cwd: string, rest: Partial<CheckRequest> = {}) {
	return checkFiles({ cwd, paths: [], target: 'prod', now: NOW, reading: 'file', ...rest });
}

/** `code file pointer «what it points at»`, and the same for what is related. */
function shown(cwd: string, rest?: Partial<CheckRequest>): string[] {
	const textAt = (file: string | null, span: { start: number; end: number } | null): string =>
		span === null || file === null ? '' : textIn(cwd, file).slice(span.start, span.end);
	return check(cwd, rest).findings.flatMap(({ code, file, pointer, span, related }) => [
		`${code} ${file} ${pointer} «${textAt(file, span)}»`,
		...related.map(
			place =>
				`  ${place.message}: ${place.file ?? file} ${place.pointer} «${textAt(place.file ?? file, place.span)}»`,
		),
	]);
}

describe('a finding in a patched value', () => {
	it('points at the patch, with the job file as a related place', () => {
		const cwd = project([{ files: 'jobs/**', patch: { run: { mem: 8 } } }]);
		expect(shown(cwd)).toEqual([
			'value-too-small metronome-jobs.json /targets/prod/patches/0/patch/run/mem «8»',
			'  The patch replaces this: jobs/etl.json /run/mem «"mem"»',
		]);
		expect(shown(cwd, { target: 'plain' })).toEqual([]);
	});

	it('is shown with the text of the settings file', () => {
		const cwd = project([{ files: 'jobs/**', patch: { run: { mem: 8 } } }]);
		const { sources, summary } = check(cwd);
		expect([...sources.keys()].toSorted()).toEqual(['jobs/etl.json', 'metronome-jobs.json']);
		expect(summary).toMatchObject({ files: 1, jobs: 1, errors: 1 });
	});

	it('cannot be fixed in the job file, one beside it can', () => {
		const cwd = project([{ files: 'jobs/**', patch: { run: { restart: { policy: 'on_failure' } } } }], {
			'jobs/etl.json': { ...JOB, run: { ...JOB.run, env: { A: 5 } } },
		});
		const before = textIn(cwd, 'jobs/etl.json');
		const result = fixFiles(
			{ cwd, paths: [], target: 'prod', now: NOW, reading: 'file' },
			{ unsafe: true, write: true },
		);
		const after = textIn(cwd, 'jobs/etl.json');
		expect(result.files.map(({ path }) => path)).toEqual(['jobs/etl.json']);
		expect(JSON.parse(after)).toEqual({ ...JOB, run: { ...JOB.run, env: { A: '5' } } });
		expect(after).not.toBe(before);
		expect(after).not.toContain('restart');
	});

	it('is suppressed by what suppresses it in the job file', () => {
		const labelled = { ...JOB, labels: { 'metronome-jobs.ignore.value-too-small': 'on purpose' } };
		const cwd = project([{ files: 'jobs/**', patch: { run: { mem: 8 } } }], { 'jobs/etl.json': labelled });
		expect(check(cwd).findings.map(({ suppressed }) => suppressed?.by)).toEqual(['label']);
	});

	it('keeps its fingerprint, whichever file it is told of', () => {
		const patched = project([{ files: 'jobs/**', patch: { run: { mem: 8 } } }]);
		const written = project([], { 'jobs/etl.json': { ...JOB, run: { ...JOB.run, mem: 8 } } });
		expect(check(patched).findings[0]?.fingerprint).toBe(check(written).findings[0]?.fingerprint);
	});
});

describe('a patch', () => {
	it('takes a finding of the file away', () => {
		const cwd = project([{ files: 'jobs/**', patch: { run: { mem: 64 } } }], {
			'jobs/etl.json': { ...JOB, run: { ...JOB.run, mem: 8 } },
		});
		expect(shown(cwd)).toEqual([]);
		expect(shown(cwd, { target: 'plain' })).toHaveLength(1);
	});

	it('is only for the files and the job that it names', () => {
		const jobs = { 'jobs/etl.json': JOB, 'jobs/other.json': { ...JOB, id: 'other' } };
		const byFile = project([{ files: 'jobs/oth*', patch: { run: { mem: 8 } } }], jobs);
		expect(check(byFile).findings.map(({ job }) => job)).toEqual(['other']);
		const byJob = project([{ files: 'jobs/*', job: 'etl', patch: { run: { mem: 8 } } }], jobs);
		expect(check(byJob).findings.map(({ job }) => job)).toEqual(['etl']);
	});

	it('has variables, too', () => {
		const settings = {
			jobs: 'jobs/*.json',
			targets: {
				prod: {
					variables: { policy: 'NEVER', wrong: 'SOMETIMES' },
					patches: [{ files: 'jobs/*', patch: { run: { restart: { policy: '{{policy}}' } } } }],
				},
				other: {
					variables: { policy: 'SOMETIMES' },
					patches: [{ files: 'jobs/*', patch: { run: { restart: { policy: '{{policy}}' } } } }],
				},
			},
		};
		const cwd = temporaryTree({ 'metronome-jobs.json': settings, 'jobs/etl.json': JOB });
		expect(shown(cwd)).toEqual([]);
		expect(check(cwd, { target: 'other' }).findings.map(({ file }) => file)).toEqual(['metronome-jobs.json']);
	});

	it('that breaks what files say of each other is found out', () => {
		const jobs = {
			'jobs/etl.json': { ...JOB, dependencies: [{ id: 'first' }] },
			'jobs/first.json': { ...JOB, id: 'first' },
		};
		const cwd = project([{ files: 'jobs/etl.json', patch: { dependencies: [{ id: 'frist' }] } }], jobs);
		expect(shown(cwd)[0]).toMatch(
			/^dependency-unknown metronome-jobs\.json \/targets\/prod\/patches\/0\/patch\/dependencies\/0\/id «"frist"»/,
		);
		expect(shown(cwd, { paths: ['jobs/first.json'] })).toEqual([]);
	});
});
