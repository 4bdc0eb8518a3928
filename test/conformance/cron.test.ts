import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
	type Agreement,
	cronAgreement,
	nextRunsAgreement,
	timeZoneProbeAgreement,
	timeZonesAgreement,
} from './cron-agreement.ts';

const comparisons: readonly [file: string, compare: (recorded: string) => Agreement, vectors: number][] = [
	['cron.jsonl', cronAgreement, 2735],
	['next-runs.jsonl', nextRunsAgreement, 1769],
	['timezones.txt', timeZonesAgreement, 603],
	['timezones-probe.jsonl', timeZoneProbeAgreement, 174],
];

test.each(comparisons)('we agree with the recorded server on every vector of %s', (file, compare, vectors) => {
	const recorded = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8');
	const result = compare(recorded);
	expect(result.disagreements, result.disagreements.join('\n')).toEqual([]);
	expect(result.agreed).toBe(vectors);
});
