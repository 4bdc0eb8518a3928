import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NEWEST_VERSION, version } from '../../core/version.ts';
import { type Replay, replayBodies, replayIds, replaySequences } from './replay.ts';

function recorded(file: string): string {
	return readFileSync(new URL(`../conformance/data/${file}.jsonl`, import.meta.url), 'utf8');
}

const DEPENDENCIES = ['conf.dep-a', 'conf.dep-b', 'conf.dep-c'];

const replays: readonly [what: string, vectors: number, replay: () => Replay][] = [
	[
		'every job of v1',
		3033,
		() =>
			replayBodies(recorded('jobs-v1'), {
				file: 'jobs-v1',
				path: '/v1/jobs',
				version: NEWEST_VERSION,
				jobs: DEPENDENCIES,
			}),
	],
	[
		'every job of v0',
		422,
		() =>
			replayBodies(recorded('jobs-v0'), {
				file: 'jobs-v0',
				path: '/v0/scheduled-jobs',
				version: NEWEST_VERSION,
				jobs: DEPENDENCIES,
			}),
	],
	[
		'every schedule',
		316,
		() =>
			replayBodies(recorded('schedules'), {
				file: 'schedules',
				path: '/v1/jobs/conf.host/schedules',
				version: NEWEST_VERSION,
				jobs: [],
			}),
	],
	['every id', 787, () => replayIds(recorded('ids'))],
	['every step of every sequence', 1183, () => replaySequences(recorded('sequences'))],
	...['0.6.33', '0.6.44'].flatMap((old): [string, number, () => Replay][] => [
		[
			`every job of v1 at ${old}`,
			3033,
			() =>
				replayBodies(
					recorded('jobs-v1'),
					{ file: `jobs-v1 at ${old}`, path: '/v1/jobs', version: version(old), jobs: [] },
					recorded(`${old}/jobs-v1`),
				),
		],
		[
			`every job of v0 at ${old}`,
			422,
			() =>
				replayBodies(
					recorded('jobs-v0'),
					{ file: `jobs-v0 at ${old}`, path: '/v0/scheduled-jobs', version: version(old), jobs: [] },
					recorded(`${old}/jobs-v0`),
				),
		],
	]),
];

test.each(replays)('the emulator answers %s as the recorded server did', (_what, vectors, replay) => {
	const result = replay();
	expect(result.disagreements, result.disagreements.join('\n')).toEqual([]);
	expect(result.agreed).toBe(vectors);
});
