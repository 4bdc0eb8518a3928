import { describe, expect, it } from 'vitest';
import { judge } from '../check.ts';
import { DEFAULT_TARGET } from '../target.ts';
import { NEWEST_VERSION } from '../version.ts';

const JOB = `{
  "id": "{{team}}.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "{{team}}",
    "env": { "TOKEN": { "secret": "{{team}}" } },
    "secrets": { "api": { "source": "shop/api" } },
    "restart": { "policy": "{{team}}" },
    "networks": [{ "mode": "{{team}}" }]
  },
  "schedules": [{ "id": "{{team}}", "cron": "{{team}}", "timezone": "{{team}}", "concurrencyPolicy": "{{team}}" }]
}`;

function refusals(variables: ReadonlyMap<string, string | undefined>): string[] {
	const target = { ...DEFAULT_TARGET, version: NEWEST_VERSION, variables };
	const { findings } = judge(JOB, 'v1', { target, now: 0 });
	return findings.filter(({ consequence }) => consequence === 'refused').map(({ code }) => code);
}

describe('a variable of the target', () => {
	it('whose value is only known at deploy time cannot be judged', () => {
		expect(refusals(new Map([['team', undefined]]))).toEqual([]);
	});

	it('is judged by its value where that is known', () => {
		const found = new Set(refusals(new Map([['team', 'Shop']])));
		expect(found).toEqual(
			new Set([
				'id-invalid',
				'secret-undeclared',
				'secret-unused',
				'value-not-allowed',
				'cron-invalid',
				'timezone-invalid',
			]),
		);
	});

	it('is no variable where the target does not declare it', () => {
		expect(refusals(new Map())).toContain('id-invalid');
	});
});
