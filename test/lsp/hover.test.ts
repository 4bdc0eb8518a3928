import { describe, expect, it } from 'vitest';
import { MarkupContent } from 'vscode-languageserver-protocol';
import type { JobSummary } from '../../core/jobset.ts';
import { hover } from '../../server/features/hover.ts';
import type { Project } from '../../server/project.ts';
import { analysisOf, clientWith, withStore } from './analysis.ts';
import { withCursor } from './cursor-text.ts';

const NOW = Date.UTC(2026, 2, 27, 12);

function textAt(
	marked: string,
	project: Partial<Project> = {},
	jobs: readonly JobSummary[] = [],
): string | undefined {
	const { text, position } = withCursor(marked);
	const contents = hover(analysisOf(text, project), position, clientWith(), NOW, () => jobs)?.contents;
	return MarkupContent.is(contents) ? contents.value : undefined;
}

function job(parts: { env?: string; declared?: string; id?: string }): string {
	const { env = '"db"', declared = '"db": { "source": "etl/db" }', id = 'etl.load' } = parts;
	return `{ "id": "${id}", "run": {
  "env": { "DB_PASSWORD": { "secret": ${env} } },
  "volumes": [{ "containerPath": "tls/key", "secret": "db" }],
  "secrets": { ${declared} }
} }`;
}

describe('hover on a secret', () => {
	it.each([
		['a reference', { env: '"d|b"' }],
		['its declaration', { declared: '"d|b": { "source": "etl/db" }' }],
		['its source', { declared: '"db": { "source": "etl|/db" }' }],
	])('says where it is declared and who uses it, on %s', (_about, parts) => {
		const text = textAt(job(parts), withStore(['etl/db']));
		expect(text).toContain('**Secret `db`**');
		expect(text).toContain(
			'Declared at [line 4](file:///jobs/load.json#L4) with the source `etl/db`: exists, says the inventory secrets.json',
		);
		expect(text).toContain(
			'Used by the environment variable `DB_PASSWORD` ([line 2](file:///jobs/load.json#L2)), ' +
				'the file `tls/key` ([line 3](file:///jobs/load.json#L3))',
		);
	});

	it('tells the three states apart, and whose word it is', () => {
		const marked = job({ env: '"|db"' });
		expect(textAt(marked, withStore([]))).toContain('missing, says the inventory secrets.json');
		const forbidden = () => ({ state: 'cannot-tell', why: 'the store forbids listing' }) as const;
		expect(textAt(marked, withStore([], { sourceState: forbidden }))).toContain(
			'cannot tell whether it exists: the store forbids listing',
		);
		expect(textAt(marked)).toContain('cannot tell whether it exists: no secret store is configured');
	});

	it('says when the store was asked', () => {
		const readAt = Date.UTC(2026, 2, 1, 9, 30);
		expect(textAt(job({ env: '"|db"' }), { ...withStore(['etl/db']), readAt })).toContain(
			'exists, says the inventory secrets.json (asked at 2026-03-01T09:30:00Z)',
		);
	});

	it('says which spaces the job may read where the source is outside', () => {
		const text = textAt(job({ env: '"|db"', declared: '"db": { "source": "ops/db" }' }));
		expect(text).toContain('Outside the spaces this job may read: `etl`, `etl/load`');
		expect(textAt(job({ env: '"|db"' }))).not.toContain('Outside');
	});

	it('says so where nothing declares it or nothing uses it', () => {
		expect(textAt(job({ env: '"|other"' }))).toContain('**Secret `other`**: not declared in `run.secrets`');
		expect(textAt(job({ declared: '"db": {"source": "a"}, "o|ld": { "source": "etl/old" }' }))).toContain(
			'Nothing uses it',
		);
		expect(textAt(job({ env: '"|db"', declared: '"db": {}' }))).toContain('without a source');
	});

	it('masks what looks like a value where an alias belongs', () => {
		const token = `gh${'p_'}${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
		expect(textAt(job({ env: `"|${token}"` }))).not.toContain(token);
	});

	it('keeps Markdown of its own out of what it quotes', () => {
		expect(textAt(job({ env: '"|a`b"' }))).toContain('**Secret ``a`b``**');
	});

	it('says nothing in documents that hold no job, and on other values', () => {
		expect(textAt('{ "se|cret": "x" }')).toBeUndefined();
		expect(textAt('{ "id": "e|tl", "run": { "cmd": "x" } }')).toBeUndefined();
	});
});

describe('hover on a property', () => {
	it('gives its type, default, since-version and description', () => {
		expect(textAt('{ "id": "a", "run": { "cmd": "x", "gp|us": 1 } }')).toMatch(
			/^\*\*gpus\*\*: a whole number \(GPUs\), at least 0, default `0`, needs Metronome ≥ 0\.6\.10 \(DC\/OS ≥ [\d.]+\)\n\n\S/,
		);
		expect(textAt('{ "id": "a", "run": { "cmd": "x" }, "schedules": [{ "cr|on": "0 0 * * *" }] }')).toMatch(
			/^\*\*cron\*\*: a string, required/,
		);
	});

	it('works in an array, a wrapper, a schedule file and while typing', () => {
		expect(textAt('[{ "id": "a", "run": { "c|md": "x" } }]')).toContain('**cmd**');
		expect(textAt('{ "job": { "id": "a", "run": { "c|md": "x" } }, "schedule": {} }')).toContain('**cmd**');
		expect(textAt('{ "cron": "0 0 * * *", "ena|bled": true }')).toContain('**enabled**');
		expect(textAt('{ "id": "a", "run": { "c|md": ')).toContain('**cmd**');
	});

	it("says nothing on the user's own keys", () => {
		expect(textAt('{ "id": "a", "run": { "cmd": "x", "env": { "c|md": "y" } } }')).toBeUndefined();
	});
});

describe('hover on a value', () => {
	const schedule = (members: string): string =>
		`{ "id": "etl.load", "run": { "cmd": "x" }, "schedules": [{ ${members} }] }`;

	it('tells an expression in words, with the next five runs on the clocks of its zone', () => {
		const text = textAt(schedule('"cron": "30 |4 * * *", "timezone": "Asia/Tokyo"'));
		expect(text).toContain('**At 04:30 every day** (Asia/Tokyo)');
		expect(text?.match(/2026-\d\d-\d\d 04:30/g)).toEqual(
			['28', '29', '30', '31'].map(day => `2026-03-${day} 04:30`).concat('2026-04-01 04:30'),
		);
		expect(text).toContain('2026-03-27T19:30:00Z');
	});

	it('tells what the clock changes do to it', () => {
		const text = textAt(schedule('"cron": "30 |2 * * *", "timezone": "Europe/Berlin"'));
		expect(text).toContain('there is no run at 2026-03-29 02:30');
		expect(text).toContain('runs twice at 2026-10-25 02:30');
		expect(textAt(schedule('"cron": "30 |2 * * *"'))).not.toContain('Clock change');
	});

	it('says what is stored, and what is not what it seems', () => {
		expect(textAt(schedule('"cron": "0 0 * * |7"'))).toMatch(/stored|stores/);
		expect(textAt(schedule('"cron": "61| * * * *"'))).toContain('Metronome cannot read this');
		expect(textAt(schedule('"cron": "30 4 * * * |2020"'))).toContain('no further run');
	});

	it('tells a time zone and an enumeration', () => {
		expect(textAt(schedule('"timezone": "Asia/|Kolkata"'))).toBe('**Asia/Kolkata**: UTC+05:30 now');
		expect(textAt(schedule('"timezone": "Asia/|Kolkatta"'))).toBeUndefined();
		expect(textAt(schedule('"concurrencyPolicy": "FOR|BID"'))).toMatch(/^\*\*FORBID\*\*: A run is skipped/);
	});

	it('tells a job that is waited for: where it is, and what waits for it', () => {
		const place = (value: string) => ({ value, start: 0, end: 0, pointer: '' });
		const jobs = ['etl.a', 'etl.b'].map((id, index): JobSummary => {
			const dependencies = index === 0 ? [] : [place('etl.a')];
			return {
				file: `${id}.json`,
				id: place(id),
				dependencies,
				sources: [],
				hasSchedules: index === 0,
				pointer: '',
			};
		});
		const text = textAt('{ "id": "c", "run": {}, "dependencies": [{ "id": "etl|.a" }] }', {}, jobs);
		expect(text).toContain('**Job `etl.a`**: defined in `etl.a.json`');
		expect(text).toContain('runs by itself');
		expect(text).toContain('Wanted by `etl.b`');
		expect(text).toContain('May read the secrets of `etl`, `etl/a`');
		expect(textAt('{ "id": "c", "run": {}, "dependencies": [{ "id": "x|" }] }', {}, jobs)).toContain(
			'no file here defines it',
		);
	});

	it('links a property to the schema of the server it is taken from', () => {
		expect(textAt(schedule('"cr|on": "* * * * *"'))).toContain('schedulespec.schema.json');
		expect(textAt('{ "id": "c", "r|un": {} }')).toContain('jobspec.schema.json');
	});
});
