// Compares our verdicts with the recordings of the real server, and prints what agrees and what does not.
//   npm run conformance
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type BodyAgreement, idAgreement } from '../test/conformance/agreement.ts';
import {
	type Agreement,
	cronAgreement,
	nextRunsAgreement,
	timeZoneProbeAgreement,
	timeZonesAgreement,
} from '../test/conformance/cron-agreement.ts';
import { BODY_RECORDINGS, compareBodies, readerOf } from '../test/conformance/recordings.ts';
import { allRecordings } from '../test/emulator/replays.ts';

const script = resolve(process.argv[1] ?? 'scripts/conformance.ts');
const recorded = readerOf(pathToFileURL(join(dirname(dirname(script)), 'test/conformance/')));

const comparisons: readonly (() => Agreement | BodyAgreement)[] = [
	...BODY_RECORDINGS.map(recording => () => compareBodies(recording, recorded)),
	() => idAgreement(recorded('ids.jsonl')),
	() => cronAgreement(recorded('cron.jsonl')),
	() => nextRunsAgreement(recorded('next-runs.jsonl')),
	() => timeZonesAgreement(recorded('timezones.txt')),
	() => timeZoneProbeAgreement(recorded('timezones-probe.jsonl')),
];

console.log(row('recordings', 'vectors', 'agreed', 'error paths covered'));
const results = comparisons.map(compare => {
	const result = compare();
	const paths = 'paths' in result ? `${result.paths.covered} of ${result.paths.reported}` : '';
	console.log(row(result.file, String(result.vectors), share(result.agreed, result.vectors), paths));
	return result;
});
console.log(`\n${row('emulator, replayed', 'vectors', 'agreed', '')}`);
const replays = allRecordings(name => recorded(`${name}.jsonl`)).map(({ replay }) => {
	const result = replay();
	console.log(row(result.file, String(result.vectors), share(result.agreed, result.vectors), ''));
	return result;
});
for (const result of [...results, ...replays]) {
	for (const line of result.disagreements) console.log(`${result.file}: ${line}`);
}
for (const result of results) {
	if (!('paths' in result)) continue;
	for (const line of result.paths.missed) console.log(`${result.file}: not covered: ${line}`);
}
process.exitCode =
	results.every(isWhole) && replays.every(({ disagreements }) => disagreements.length === 0) ? 0 : 1;

function isWhole(result: Agreement | BodyAgreement): boolean {
	return result.disagreements.length === 0 && (!('paths' in result) || result.paths.missed.length === 0);
}

function share(agreed: number, vectors: number): string {
	return `${agreed} (${((agreed / vectors) * 100).toFixed(2)} %)`;
}

function row(file: string, vectors: string, agreed: string, paths: string): string {
	return `${file.padEnd(24)}${vectors.padStart(8)}  ${agreed.padEnd(18)}${paths}`.trimEnd();
}
