import { describe, expect, it } from 'vitest';
import { desired, job, live, OPTIONS, owned } from '../test/deploy/planning.ts';
import { HIDDEN } from './hidden.ts';
import { makePlan } from './plan.ts';
import { planFileText, readPlanFile } from './plan-file.ts';
import { planText } from './plan-text.ts';

const TEXT = { color: false, width: 100, unicode: true };
const kinds = (result: ReturnType<typeof makePlan>) => result.refusals.map(({ kind }) => kind);
const order = (result: ReturnType<typeof makePlan>) =>
	result.plan.operations.map(({ kind, job: id }) => `${kind} ${id}`);

describe('a plan', () => {
	it('creates dependencies first and deletes last, those that wait before what they wait for', () => {
		const jobs = [job('a', { dependencies: [{ id: 'c' }] }), job('c')];
		const old = [job('x'), job('y', { dependencies: [{ id: 'x' }] })].map(owned);
		const result = makePlan(
			jobs.map(one => desired(one)),
			live(old),
			{ ...OPTIONS, prune: true },
		);
		expect(order(result)).toEqual(['create c', 'create a', 'delete y', 'delete x']);
		expect(result.refusals).toEqual([]);
	});

	it('leaves a job of somebody else alone unless it is adopted', () => {
		const foreign = live([job('a', {}, { cmd: 'theirs' })]);
		expect(kinds(makePlan([desired(job('a'))], foreign, OPTIONS))).toEqual(['foreign-job']);
		expect(makePlan([desired(job('a'))], foreign, { ...OPTIONS, adopt: true }).refusals).toEqual([]);
	});

	it('deletes nothing without reading every file, from an empty set, or above the cap', () => {
		const old = live([owned(job('x')), owned(job('y')), job('z')]);
		const prune = { ...OPTIONS, prune: true };
		expect(kinds(makePlan([desired(job('a'))], old, { ...prune, complete: false }))).toEqual([
			'unread-files',
		]);
		expect(kinds(makePlan([], old, prune))).toEqual(['empty-set']);
		const capped = makePlan([desired(job('a'))], old, { ...prune, maxDeletes: 1 });
		expect(kinds(capped)).toEqual(['too-many-deletes']);
		expect(order(capped)).toEqual(['create a']);
		expect(order(makePlan([desired(job('a'))], old, OPTIONS))).toEqual(['create a']);
	});

	it('keeps a job that is marked never to be pruned, and one that others need', () => {
		const kept = owned(job('x', { labels: { 'metronome-jobs.prune': 'never' } }));
		const result = makePlan([desired(job('a'))], live([kept]), { ...OPTIONS, prune: true });
		expect(order(result)).toEqual(['create a']);
		expect(result.plan.orphans).toEqual(['x']);
		const needed = live([owned(job('x')), job('z', { dependencies: [{ id: 'x' }] })]);
		expect(kinds(makePlan([desired(job('a'))], needed, { ...OPTIONS, prune: true }))).toEqual([
			'still-needed',
		]);
	});

	it.each([
		['an unknown dependency', job('a', { dependencies: [{ id: 'b' }] }), 'unknown-dependency'],
		['a job that waits for itself', job('a', { dependencies: [{ id: 'a' }] }), 'dependency-cycle'],
		[
			'a schedule that never fires',
			job('a', { schedules: [{ id: 'ab', cron: '0 0 1 1 * 2020', enabled: false }] }),
			'poison',
		],
		['a body above the limit', job('a', {}, { cmd: 'x'.repeat(102_400) }), 'too-large'],
		['what the server refuses', job('a', {}, { mem: 1 }), 'not-accepted'],
	])('refuses %s before anything is written', (_, one, kind) => {
		expect(kinds(makePlan([desired(one)], live([]), OPTIONS))).toContain(kind);
	});

	it('sees a circle that closes through a job which is in no file', () => {
		const old = live([owned(job('a')), job('b', { dependencies: [{ id: 'a' }] })]);
		const result = makePlan([desired(job('a', { dependencies: [{ id: 'b' }] }))], old, OPTIONS);
		expect(kinds(result)).toEqual(['dependency-cycle']);
	});

	it('sends along what the settings leave alone, and names it', () => {
		const old = owned(job('a', {}, { cpus: 3, mem: 64 }));
		const same = makePlan([desired(job('a'), ['/run/cpus'])], live([old]), OPTIONS);
		expect(same.plan.operations).toEqual([]);
		expect(same.plan.unchanged[0]?.ignored).toEqual(['/run/cpus']);
		const other = makePlan([desired(job('a', {}, { mem: 128 }), ['/run/cpus'])], live([old]), OPTIONS);
		expect(other.plan.operations[0]?.changes.map(({ pointer }) => pointer)).toEqual(['/run/mem']);
		const write = other.writes.get('a');
		expect(write?.kind === 'update' && write.desired.run.cpus).toBe(3);
	});

	it('shows the next runs before and after a new timetable', () => {
		const at = (cron: string) =>
			job('a', { schedules: [{ id: 'nightly', cron, timezone: 'Europe/Berlin' }] });
		const result = makePlan([desired(at('0 3 * * *'))], live([owned(at('0 2 * * *'))]), OPTIONS);
		expect(result.plan.operations[0]?.changes).toEqual([
			{ pointer: '/schedules/0/cron', before: '"0 2 * * *"', after: '"0 3 * * *"' },
		]);
		const text = planText(result.plan, [], TEXT);
		expect(text).toContain('next runs of nightly before: 2026-11-25 02:00, 2026-11-26 02:00');
		expect(text).toContain('next runs of nightly after: 2026-11-25 03:00');
	});

	it('shows no secret anywhere, also not where it stands in a command', () => {
		const canary = 'kanarien-vogel-77';
		const old = owned(job('a', {}, { env: { DB_PASSWORD: canary }, cmd: `run ${canary}` }));
		const secrets = { db: { source: 'a/db' } };
		const next = job('a', {}, { env: { DB_PASSWORD: { secret: 'db' } }, secrets, cmd: 'run' });
		const result = makePlan([desired(next)], live([old]), OPTIONS);
		const all = planFileText(result.plan, OPTIONS.digest) + planText(result.plan, result.refusals, TEXT);
		expect(all).not.toContain(canary);
		expect(all).toContain(HIDDEN);
		expect(all).toContain('{"secret":"db"}');
	});

	it.each([
		['a variable', {}, { env: { API_TOKEN: 'kanarien-vogel-77' } }],
		['a label', { labels: { password: 'kanarien-vogel-77' } }, {}],
		[
			'a Docker parameter',
			{},
			{ docker: { image: 'i', parameters: [{ key: 'password', value: 'kanarien-vogel-77' }] } },
		],
		['an address', {}, { artifacts: [{ uri: 'https://me:kanarien-vogel-77@example.com/x' }] }],
	])('hides the secret in %s of a job that is made', (_, rest, run) => {
		const { plan } = makePlan([desired(job('a', rest, run))], live([]), OPTIONS);
		expect(planFileText(plan, OPTIONS.digest) + planText(plan, [], TEXT)).not.toContain('kanarien');
		expect(planText(plan, [], { ...TEXT, width: 400 })).toContain(HIDDEN);
	});

	it('tells jobs with the same changes once', () => {
		const ids = ['a', 'b', 'c'];
		const old = live(ids.map(id => owned(job(id))));
		const result = makePlan(
			ids.map(id => desired(job(id, {}, { mem: 96 }))),
			old,
			OPTIONS,
		);
		expect(planText(result.plan, [], TEXT)).toContain(
			'~ 3 jobs alike: a, b, c\n    ~ /run/mem: 64 → 96\n\n0 to create, 3 to change, 0 to delete, 0 unchanged.',
		);
	});
});

describe('a plan file', () => {
	const { plan } = makePlan([desired(job('a'))], live([]), OPTIONS);
	const reader = { toolVersion: '1.2.3', address: plan.cluster.address, digest: OPTIONS.digest };
	const text = planFileText(plan, OPTIONS.digest);
	const messageOf = (written: string, other: object = {}) => {
		const read = readPlanFile(written, { ...reader, ...other });
		return read.kind === 'refused' ? read.message : 'taken';
	};

	it('comes back as it was written', () => {
		expect(readPlanFile(text, reader)).toEqual({ kind: 'plan', plan });
	});

	it.each([
		['no JSON', '{', {}, 'This is no plan'],
		['another JSON', '[]', {}, 'This is no plan'],
		['an edited plan', text.replace('"create"', '"delete"'), {}, 'was edited'],
		['another version of the tool', text, { toolVersion: '2.0.0' }, 'was made by metronome-jobs "1.2.3"'],
		['another cluster', text, { address: 'http://other' }, 'is for http://127.0.0.1:9000'],
	])('is refused where it is %s', (_, written, other, message) => {
		expect(messageOf(written, other)).toContain(message);
	});
});
