import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../core/secrets/plaintext/detect.ts';
import { type CorpusRow, readCorpusRows, scorePlaintext } from './plaintext-score.ts';

const folder = process.env.METRONOME_JOBS_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
const file = join(folder, 'plaintext-secrets.jsonl');

/** What the project promises, for the whole corpus. */
const PRECISION = 0.99;
const RECALL = 0.97;

const judge = ({ key, value }: CorpusRow) => detectSecrets({ key, value, place: 'env' });

describe.skipIf(!existsSync(file))(
	'the corpus of plain-text secrets (set METRONOME_JOBS_CORPUS to its folder)',
	() => {
		test(`is judged with precision ${PRECISION} and recall ${RECALL}`, () => {
			const rows = readCorpusRows(readFileSync(file, 'utf8'), base64 =>
				Buffer.from(base64, 'base64').toString('utf8'),
			);
			const { precision, recall, misses, falseAlarms } = scorePlaintext(rows, judge);
			const wrong = JSON.stringify({ misses, falseAlarms }, null, 1);
			expect(rows.length).toBeGreaterThan(0);
			expect(precision, wrong).toBeGreaterThanOrEqual(PRECISION);
			expect(recall, wrong).toBeGreaterThanOrEqual(RECALL);
		});
	},
);

const jobs = join(folder, 'jobs');

describe.skipIf(!existsSync(jobs))('the corpus of real job definitions', () => {
	/** File and variable of each finding from a warning up, in the jobs people deployed. */
	const findings = () =>
		deployments().flatMap(name => {
			const { run } = JSON.parse(readFileSync(join(jobs, name), 'utf8'));
			const env = Object.entries(run?.env ?? {}).map(([key, value]) => ({
				key,
				value,
				place: 'env' as const,
			}));
			const cmd = { key: null, value: run?.cmd, place: 'cmd' as const };
			const args = (run?.args ?? []).map((value: unknown) => ({ key: null, value, place: 'arg' as const }));
			return [...env, cmd, ...args].flatMap(({ key, value, place }) => {
				const found = typeof value === 'string' ? detectSecrets({ key, value, place }) : [];
				return found.some(({ certainty }) => certainty !== 'info') ? [{ name, key }] : [];
			});
		});

	const deployments = () => {
		const [head = '', ...lines] = readFileSync(join(jobs, 'SOURCES.tsv'), 'utf8').trim().split('\n');
		const columns = head.split('\t');
		const rows = lines.map(line => line.split('\t'));
		const files = new Set(readdirSync(jobs));
		return rows.flatMap(row => {
			const name = row[columns.indexOf('file')] ?? '';
			return row[columns.indexOf('origin')] === 'deployment' && files.has(name) ? [name] : [];
		});
	};

	test('has fourteen deployments with a password in a variable, and all are found', () => {
		const withPassword = findings().filter(({ key }) => key?.endsWith('_PASSWORD'));
		expect(new Set(withPassword.map(({ name }) => name)).size).toBe(14);
	});

	test('gives no false alarm: beside those only URLs with a password in them are found', () => {
		const others = findings().flatMap(({ key }) => (key?.endsWith('_PASSWORD') ? [] : [key]));
		expect(others.sort()).toEqual(['NEO4J_URL', 'SQL_URL', 'SQL_URL']);
	});
});

describe('the score of a corpus', () => {
	const row = (key: string, label: boolean, kind = 'a'): CorpusRow => ({ key, value: 'v', label, kind });
	const rows = [
		row('hit', true),
		row('miss', true),
		row('alarm', false, 'b'),
		row('pass', false, 'b'),
		row('hint', false, 'b'),
	];
	const score = scorePlaintext(rows, ({ key }) => {
		if (key === 'hit' || key === 'alarm') return [{ certainty: 'warning' }];
		return key === 'hint' ? [{ certainty: 'info' }] : [];
	});

	test('counts a finding from a warning up', () => {
		expect(score.precision).toBe(1 / 2);
		expect(score.recall).toBe(1 / 2);
	});

	test('is kept by kind', () => {
		expect(Object.fromEntries(score.perKind)).toEqual({
			a: { found: 1, missed: 1, falseAlarms: 0, passed: 0 },
			b: { found: 0, missed: 0, falseAlarms: 1, passed: 2 },
		});
	});

	test('names what was wrong, without its value', () => {
		expect(score.misses).toEqual([{ index: 1, key: 'miss', kind: 'a' }]);
		expect(score.falseAlarms).toEqual([{ index: 2, key: 'alarm', kind: 'b' }]);
	});

	test('of an empty corpus is perfect', () => {
		expect(scorePlaintext([], () => [])).toMatchObject({ precision: 1, recall: 1 });
	});

	test('a row of another shape is refused', () => {
		expect(() => readCorpusRows('{"key":1}', text => text)).toThrow('no key');
		expect(readCorpusRows('{"key":"K","value_base64":"v","label":true,"kind":"a"}\n', text => text)).toEqual([
			row('K', true),
		]);
	});
});
