import { NEWEST_VERSION, version } from '../../core/version.ts';
import { type Replay, replayBodies, replayIds, replaySequences } from './replay.ts';

/** One set of recordings to play to the emulator. */
export interface Recordings {
	readonly what: string;
	/** How many vectors there are, or steps. */
	readonly vectors: number;
	replay(): Replay;
}

/** The jobs that existed while jobs were recorded with the newest version. */
const DEPENDENCIES = ['conf.dep-a', 'conf.dep-b', 'conf.dep-c'];

const JOBS = [
	{ file: 'jobs-v1', path: '/v1/jobs', vectors: 3033 },
	{ file: 'jobs-v0', path: '/v0/scheduled-jobs', vectors: 422 },
];

/** Everything recorded. `read`: gives a file of `test/conformance/data/` by its name without `.jsonl`. */
export function allRecordings(read: (file: string) => string): readonly Recordings[] {
	const newest = JOBS.map(({ file, path, vectors }) => ({
		what: file,
		vectors,
		replay: () => replayBodies(read(file), { file, path, version: NEWEST_VERSION, jobs: DEPENDENCIES }),
	}));
	const older = ['0.6.33', '0.6.44'].flatMap(old =>
		JOBS.map(({ file, path, vectors }) => {
			const given = { file: `${file} at ${old}`, path, version: version(old), jobs: [] };
			return {
				what: given.file,
				vectors,
				replay: () => replayBodies(read(file), given, read(`${old}/${file}`)),
			};
		}),
	);
	const schedules = {
		file: 'schedules',
		path: '/v1/jobs/conf.host/schedules',
		version: NEWEST_VERSION,
		jobs: [],
	};
	return [
		...newest,
		{ what: 'schedules', vectors: 316, replay: () => replayBodies(read('schedules'), schedules) },
		{ what: 'ids', vectors: 787, replay: () => replayIds(read('ids')) },
		{ what: 'sequences', vectors: 1183, replay: () => replaySequences(read('sequences')) },
		...older,
	];
}
