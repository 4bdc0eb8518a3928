import { unitsOf } from '../../core/job-file.ts';
import { parseJson } from '../../core/json-parser.ts';
import { type StoredJob, storedJob, storedSchedule } from '../../core/stored.ts';
import { NEWEST_VERSION } from '../../core/version.ts';
import { keyedDigest } from '../../deploy/digest.ts';
import type { LiveState } from '../../deploy/live.ts';
import { type DesiredJob, OWNER_LABEL, type PlanOptions } from '../../deploy/plan-options.ts';

export const NOW = Date.parse('2026-11-24T12:00:00Z');

export const OPTIONS: PlanOptions = {
	toolVersion: '1.2.3',
	version: NEWEST_VERSION,
	owner: 'team/jobs',
	adopt: false,
	prune: false,
	maxDeletes: 5,
	only: undefined,
	complete: true,
	now: NOW,
	digest: keyedDigest('key of the tests'),
	sourceState: undefined,
};

/** A job with the least it needs and what is given over that. */
export function job(id: string, rest: object = {}, run: object = {}): StoredJob {
	const value = { id, run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', ...run }, ...rest };
	return storedJob(parseJson(JSON.stringify(value)).root!);
}

export function owned(one: StoredJob): StoredJob {
	return { ...one, labels: new Map([...one.labels, [OWNER_LABEL, OPTIONS.owner]]) };
}

export function desired(one: StoredJob, ignored: readonly string[] = []): DesiredJob {
	return { file: `jobs/${one.id}.json`, job: one, ignored };
}

export function live(jobs: readonly StoredJob[], version = NEWEST_VERSION): LiveState {
	return {
		address: 'http://127.0.0.1:9000',
		version,
		list: { kind: 'whole' },
		jobs: new Map(jobs.map(one => [one.id, { state: 'present', job: one, activeRuns: 0 }])),
	};
}

/** The jobs of a job file, with the schedules that stand beside them. */
export function jobsIn(text: string): StoredJob[] {
	return unitsOf(parseJson(text).root, 'file').flatMap(unit =>
		unit.kind === 'job'
			? [{ ...storedJob(unit.node), schedules: unit.job.schedules.map(storedSchedule) }]
			: [],
	);
}
