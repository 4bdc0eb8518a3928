import { readFileSync } from 'node:fs';
import { version } from '../../core/version.ts';
import { type BodyAgreement, bodyAgreement } from './agreement.ts';

/** Gives the text of a file of recordings: `jobs-v1.jsonl`, `0.6.44/jobs-v0.jsonl`. */
export type Reader = (name: string) => string;

/** Reads from the folder `data` beside a file of this directory, which the URL names. */
export function readerOf(directory: URL): Reader {
	return name => readFileSync(new URL(`data/${name}`, directory), 'utf8');
}

const BODIES = { 'jobs-v1': 'v1', 'jobs-v0': 'v0', schedules: 'schedule' } as const;

/** Which recordings of request bodies there are, and how many vectors each has. */
export const BODY_RECORDINGS: readonly {
	readonly file: keyof typeof BODIES;
	readonly version: string;
	readonly vectors: number;
}[] = [
	{ file: 'jobs-v1', version: '0.6.70', vectors: 3033 },
	{ file: 'jobs-v0', version: '0.6.70', vectors: 422 },
	{ file: 'schedules', version: '0.6.70', vectors: 316 },
	{ file: 'jobs-v1', version: '0.6.44', vectors: 3033 },
	{ file: 'jobs-v0', version: '0.6.44', vectors: 422 },
	{ file: 'jobs-v1', version: '0.6.33', vectors: 3033 },
	{ file: 'jobs-v0', version: '0.6.33', vectors: 422 },
];

/** The jobs that existed while the newest version was recorded; none did for the others (conformance notes). */
const JOBS = ['conf.dep-a', 'conf.dep-b', 'conf.dep-c'];

export function compareBodies(recording: (typeof BODY_RECORDINGS)[number], recorded: Reader): BodyAgreement {
	const { file, version: text } = recording;
	const isNewest = text === '0.6.70';
	const circumstances = {
		file: `${file} at ${text}`,
		body: BODIES[file],
		version: version(text),
		jobs: isNewest ? JOBS : [],
	};
	const vectors = recorded(`${file}.jsonl`);
	return bodyAgreement(vectors, circumstances, isNewest ? vectors : recorded(`${text}/${file}.jsonl`));
}
