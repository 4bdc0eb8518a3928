import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsOf, NOW, program, ROOT, withoutColor } from './cli/command.ts';

const EXAMPLES = join(ROOT, 'examples');

describe('the examples', () => {
	it('are ten to twenty-five jobs, and nothing is to be said of them, today and next spring', () => {
		for (const now of [NOW, '2027-03-01T00:00:00Z']) {
			const { code, out, err } = program(EXAMPLES, ['check', '-f', 'json', '--now', now]);
			const { summary, findings } = JSON.parse(out);
			expect([code, err, findings]).toEqual([0, '', []]);
			expect(summary.jobs).toBeGreaterThanOrEqual(10);
			expect(summary.jobs).toBeLessThanOrEqual(25);
		}
	});

	it('are silent for both targets too', () => {
		for (const target of ['staging', 'production']) {
			const { code, out } = program(EXAMPLES, ['check', '--target', target, '--now', NOW]);
			expect([code, out.includes('nothing to say') ? '' : out]).toEqual([0, '']);
		}
	});

	it('have one change to review, with the findings that the README speaks of', () => {
		const { code, out } = program(EXAMPLES, ['check', 'review', '-f', 'json', '--now', NOW]);
		expect([code, findingsOf(out).map(finding => finding.code)]).toEqual([
			1,
			[
				'unknown-property',
				'plain-text-secret',
				'secret-undeclared',
				'secret-unused',
				'secret-outside-space',
				'schedule-never-fires',
				'key-ignored',
			],
		]);
	});
});

describe('npm start', () => {
	it('goes from the check to a run with its secrets, and the same run without them', () => {
		const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
			cwd: ROOT,
			encoding: 'utf8',
			env: withoutColor(),
		});
		expect([status, stderr.replaceAll(/^metronome-jobs: .*\n/gm, '')]).toEqual([0, '']);
		const parts = [
			'nothing to say',
			'2026-11-23T05:30:00Z',
			'(exists)',
			'schedule-never-fires',
			'in 1 file (1 job)',
			'secret dns (tide/infra/dns-api-token): exists',
			'1 applied, 0 failed',
			'DNS_API_TOKEN has 21 characters\nacme/account.key has 28 bytes and mode 400\n',
			'the feature is off',
			'DNS_API_TOKEN has 0 characters\nacme/account.key is not there\n',
		];
		expect(parts.filter(part => !stdout.includes(part))).toEqual([]);
		const places = parts.map(part => stdout.indexOf(part));
		expect(places.toSorted((a, b) => a - b)).toEqual(places);
		expect(stdout).not.toContain('\u001b');
	});
});
