import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatNamed } from '../../cli/formats/registry.ts';
import type { Finding, Severity } from '../../core/finding.ts';
import { workflowCommand } from './readers.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

/** A pseudo-random stream, so that texts do not compress better than real ones. */
function* noise(): Generator<string> {
	let seed = 1;
	for (;;) {
		seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
		yield seed.toString(36);
	}
}

function many(count: number, messageWords: number): Finding[] {
	const words = noise();
	const severities: readonly Severity[] = ['info', 'warning', 'error'];
	const [template] = sampleResult().findings;
	if (template === undefined) throw new Error('the sample has findings');
	return Array.from({ length: count }, (_, n) => ({
		...template,
		file: `jobs/${n % 100}.json`,
		severity: severities[n % 3] ?? 'error',
		message: Array.from({ length: messageWords }, () => words.next().value).join(' '),
		job: words.next().value ?? null,
		fingerprint: `${words.next().value}`,
		related: [],
		span: { start: 0, end: 1 },
	}));
}

const TEXTS = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`jobs/${n}.json`, '{}']));

function sarifRun(findings: readonly Finding[]) {
	const text = formatNamed('sarif')(resultOf(TEXTS, findings), OPTIONS);
	return { run: JSON.parse(text).runs[0], gzip: gzipSync(text).length };
}

describe('sarif stays below the limits of code scanning', () => {
	it('25,000 results: infos go first, the order stays, and a notification says how many', () => {
		const findings = many(25_600, 8);
		const { run, gzip } = sarifRun(findings);
		expect(run.results).toHaveLength(25_000);
		const levels = run.results.map((result: { level: string }) => result.level);
		expect(levels.filter((level: string) => level === 'error')).toHaveLength(8_533);
		expect(levels.filter((level: string) => level === 'warning')).toHaveLength(8_533);
		expect(levels.slice(0, 3)).toEqual(['note', 'warning', 'error']);
		const [notification] = run.invocations[0].toolExecutionNotifications;
		expect(notification.message.text).toMatch(/^600 results left out/);
		expect(gzip).toBeLessThan(10_000_000);
	});

	it('10 MB of gzip, whatever the messages are', () => {
		const { run, gzip } = sarifRun(many(6_000, 400));
		expect(run.results.length).toBeLessThan(6_000);
		expect(gzip).toBeLessThan(10_000_000);
	});

	it('100 related places of a result', () => {
		const [finding] = many(1, 1);
		const place = { file: 'jobs/1.json', pointer: null, span: { start: 0, end: 1 }, message: 'here' };
		const crowded = { ...finding!, related: Array.from({ length: 2000 }, () => place) };
		expect(sarifRun([crowded]).run.results[0].relatedLocations).toHaveLength(100);
	});
});

describe('markdown keeps to its budget in bytes', () => {
	it.each([2_000, 10_000, undefined])('%s', budget => {
		const findings = many(3_000, 20).map(finding => ({ ...finding, message: `請 ${finding.message}` }));
		const options = budget === undefined ? OPTIONS : { ...OPTIONS, budget };
		const text = formatNamed('markdown')(resultOf(TEXTS, findings), options);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(budget ?? 60_000);
		expect(Buffer.byteLength(text)).toBeGreaterThan((budget ?? 60_000) / 2);
		expect(text).toContain('❌ error');
		expect(text).not.toContain('ℹ️ info');
		const shown = text.split('\n').filter(line => line.startsWith('| ❌')).length;
		expect(text).toContain(`…and ${3_000 - shown} more findings`);
	});
});

describe('human', () => {
	const findings = many(30, 3).map(finding => ({ ...finding, file: 'jobs/1.json', code: 'wrong-type' }));
	const of = (options: object) => formatNamed('human')(resultOf(TEXTS, findings), { ...OPTIONS, ...options });

	it('shows so many findings of a rule in a file and counts the rest', () => {
		expect(of({ maxPerRule: 4 }).match(/jobs\/1\.json:1:1/g)).toHaveLength(4);
		expect(of({ maxPerRule: 4 })).toContain('and 26 more wrong-type at line 1');
	});

	it('shows all of them if asked for everything', () => {
		expect(of({ maxPerRule: 4, verbose: true }).match(/jobs\/1\.json:1:1/g)).toHaveLength(30);
	});
});

describe('github', () => {
	it('cuts a message before the runner does', () => {
		const [finding] = many(1, 1);
		const long = { ...finding!, message: '🌙'.repeat(5_000) };
		const [line = ''] = formatNamed('github')(resultOf(TEXTS, [long]), OPTIONS).split('\n');
		const message = workflowCommand(line)?.message ?? '';
		expect(message.length).toBeLessThan(4096);
		expect(message).toMatch(/^(?:🌙)+…$/u);
	});

	it('says that more are in the log than GitHub shows', () => {
		expect(formatNamed('github')(resultOf(TEXTS, many(33, 1)), OPTIONS)).toContain(
			'GitHub annotates 10 of each level',
		);
		expect(formatNamed('github')(resultOf(TEXTS, many(30, 1)), OPTIONS)).not.toContain('GitHub annotates');
	});
});
