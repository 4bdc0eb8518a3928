import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allRecordings } from './replays.ts';

const recordings = allRecordings(file =>
	readFileSync(new URL(`../conformance/data/${file}.jsonl`, import.meta.url), 'utf8'),
);

// Nothing is left out. What may differ (placeholders, the order of sets, a parser's own words) is in compare.ts.
test.each(recordings)('the emulator answers $what as the recorded server did', ({ replay, vectors }) => {
	const result = replay();
	expect(result.disagreements, result.disagreements.join('\n')).toEqual([]);
	expect(result.agreed).toBe(vectors);
});
