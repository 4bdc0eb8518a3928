import { expect, test } from 'vitest';
import { compareDecimals, decimal } from '../../core/decimal.ts';
import { judge } from '../../core/check.ts';
import { type JsonNode, nodeAt, stringIn } from '../../core/json.ts';
import { parseJson } from '../../core/json-parser.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import { NEWEST_VERSION } from '../../core/version.ts';
import { idAgreement, pointerOfPath, RECORDED_AT } from './agreement.ts';
import { BODY_RECORDINGS, compareBodies, readerOf } from './recordings.ts';

const recorded = readerOf(new URL(import.meta.url));

test.each(BODY_RECORDINGS)(
	'$file at $version: we accept and refuse what the server does, and speak of every path',
	recording => {
		const { vectors, agreed, disagreements, paths } = compareBodies(recording, recorded);
		expect(vectors).toBe(recording.vectors);
		expect(disagreements, disagreements.join('\n')).toEqual([]);
		expect(agreed).toBe(vectors);
		expect(paths.missed, paths.missed.join('\n')).toEqual([]);
		expect(paths.reported).toBeGreaterThan(0);
	},
);

test('every recorded id is judged as by the server, in each place it can stand in', () => {
	const { vectors, disagreements } = idAgreement(recorded('ids.jsonl'));
	expect(vectors).toBe(787);
	expect(disagreements, disagreements.join('\n')).toEqual([]);
});

const DOUBLES = ['/run/cpus', '/run/mem', '/run/disk'];
const WHOLE_NUMBERS = [
	'/run/gpus',
	'/run/maxLaunchDelay',
	'/run/taskKillGracePeriodSeconds',
	'/run/restart/activeDeadlineSeconds',
	'/schedules/0/startingDeadlineSeconds',
	'/startingDeadlineSeconds',
];

/** The smallest double, which Java writes with a digit more than it needs. */
const SAME_DOUBLE: ReadonlySet<string> = new Set(['5e-324']);

test.each(['jobs-v1', 'jobs-v0', 'schedules'] as const)(
	'%s: a number is called changed exactly where another one is stored',
	file => {
		const body = { 'jobs-v1': 'v1', 'jobs-v0': 'v0', schedules: 'schedule' } as const;
		for (const line of recorded(`${file}.jsonl`)
			.split('\n')
			.filter(text => text !== '')) {
			// Not JSON.parse: the spelling of the stored numbers matters.
			const vector = parseJson(line).root;
			const request = stringIn(nodeAt(vector, '/request'));
			const stored = nodeAt(vector, '/stored');
			if (request === undefined || stored?.kind !== 'object') continue;
			const target = { ...DEFAULT_TARGET, version: NEWEST_VERSION };
			const { findings } = judge(request, body[file], { target, now: RECORDED_AT });
			const ours = findings.filter(({ code }) => code === 'number-changed').map(({ pointer }) => pointer);
			expect(ours.toSorted(), line).toEqual(changedNumbers(parseJson(request).root, stored).toSorted());
		}
	},
);

function changedNumbers(request: JsonNode | undefined, stored: JsonNode): string[] {
	return [...DOUBLES, ...WHOLE_NUMBERS].filter(pointer => {
		const written = nodeAt(request, pointer);
		const kept = nodeAt(stored, pointer);
		if (written?.kind !== 'number' || kept?.kind !== 'number') return false;
		if (DOUBLES.includes(pointer) && SAME_DOUBLE.has(written.raw)) return false;
		const all = Number.POSITIVE_INFINITY;
		return compareDecimals(decimal(written.raw, all), decimal(kept.raw, all)) !== 0;
	});
}

test('both notations of the server name the same place', () => {
	expect(pointerOfPath('/run/volumes(0)')).toBe('/run/volumes/0');
	expect(pointerOfPath('/schedules(0)/cron')).toBe('/schedules/0/cron');
	expect(pointerOfPath('/run/mem')).toBe('/run/mem');
	expect(pointerOfPath('/')).toBe('');
});
