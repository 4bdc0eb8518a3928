import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeGithub, startFakeGithub } from '../../test/github/fake-github.ts';
import { READER, WRITER } from '../../test/github/tokens.ts';
import { createGithub, type Github } from './client.ts';
import { hasMarker, markerLine } from './marker.ts';
import { closeIssue, findComment, MAX_BODY, upsertComment, upsertIssue } from './sticky.ts';

const PULL = 7;
let fake: FakeGithub;
let github: Github;
let reader: Github;

const clientFor = (token: string) =>
	createGithub({
		apiUrl: fake.apiUrl,
		graphqlUrl: fake.graphqlUrl,
		token,
		repository: fake.state.repository,
		env: {},
		toolVersion: '0',
		clock: { now: () => 0, wait: async () => {} },
	});

beforeEach(async () => {
	fake = await startFakeGithub({ tokens: { writer: WRITER, reader: READER } });
	fake.state.pulls.set(PULL, { number: PULL, headSha: 'a', baseSha: 'b', files: [] });
	github = clientFor('writer');
	reader = clientFor('reader');
});

afterEach(async () => {
	await Promise.all([github.close(), reader.close()]);
	await fake.close();
	expect(fake.problems).toEqual([]);
});

const marker = markerLine('plan', 'prod');
const comment = (login: string, body: string) =>
	fake.state.comments.push({ id: fake.state.nextId(), on: PULL, login, body, updates: 0 });
const bodies = () => fake.state.comments.map(({ body }) => body);

describe('our comment', () => {
	it('is made once and changed in place, one for each marker', async () => {
		const other = markerLine('plan', 'staging');
		expect(await upsertComment(github, PULL, marker, { text: 'one' })).toMatchObject({
			value: { did: 'created' },
		});
		expect(await upsertComment(github, PULL, other, { text: 'two' })).toMatchObject({
			value: { did: 'created' },
		});
		expect(await upsertComment(github, PULL, marker, { text: 'three' })).toMatchObject({
			value: { did: 'updated' },
		});
		expect(bodies()).toEqual([`${marker}\nthree`, `${other}\ntwo`]);
	});

	it('is left alone where it says the same', async () => {
		comment(WRITER.login, `${marker}\r\none\r\n`);
		expect(await upsertComment(github, PULL, marker, { text: 'one' })).toMatchObject({
			value: { did: 'left as it was' },
		});
		expect(fake.calls.every(({ method, path }) => method === 'GET' || path === '/graphql')).toBe(true);
	});

	it('is found on the last of many pages', async () => {
		for (let n = 0; n < 340; n++) comment('octocat', `hm ${n}`);
		comment(WRITER.login, `${marker}\nold`);
		await upsertComment(github, PULL, marker, { text: 'new' });
		expect(bodies()).toHaveLength(341);
		expect(bodies().at(-1)).toBe(`${marker}\nnew`);
	});

	it('is not what somebody else wrote, and not what quotes a marker further down', async () => {
		comment('mallory', `${marker}\napproved`);
		comment(WRITER.login, `${markerLine('plan', 'staging')}\n${marker}\n`);
		expect(await findComment(github, PULL, marker)).toEqual({ ok: true, value: undefined });
	});

	it('longer than GitHub takes is refused without a request; the longest goes through', async () => {
		const room = MAX_BODY - marker.length - 1;
		expect(await upsertComment(github, PULL, marker, { text: 'x'.repeat(room + 1) })).toMatchObject({
			failure: { reason: 'invalid' },
		});
		expect(fake.calls).toEqual([]);
		expect((await upsertComment(github, PULL, marker, { text: 'x'.repeat(room) })).ok).toBe(true);
	});

	it.each(['lost answer', 'reset'] as const)('comes once with a %s', async kind => {
		fake.faults.plan('POST', /comments$/, { kind });
		expect((await upsertComment(github, PULL, marker, { text: 'one' })).ok).toBe(true);
		expect(bodies()).toEqual([`${marker}\none`]);
	});

	it('that the token may not write is a failure that says so', async () => {
		expect(await upsertComment(reader, PULL, marker, { text: 'one' })).toMatchObject({
			failure: { reason: 'denied', status: 403 },
		});
	});
});

describe('our issue', () => {
	const text = { title: 'Drift on prod', text: 'one', labels: ['drift'] };

	it('is opened, changed, closed with a comment, and opened anew', async () => {
		expect(await upsertIssue(github, marker, text)).toMatchObject({
			value: { did: 'created', state: 'open' },
		});
		expect(await upsertIssue(github, marker, text)).toMatchObject({ value: { did: 'left as it was' } });
		expect(await upsertIssue(github, marker, { ...text, text: 'two' })).toMatchObject({
			value: { did: 'updated' },
		});
		expect(await closeIssue(github, marker, 'No drift any more.')).toMatchObject({
			value: { state: 'closed' },
		});
		expect(await closeIssue(github, marker, 'No drift any more.')).toEqual({ ok: true, value: undefined });
		expect(await upsertIssue(github, marker, text)).toMatchObject({ value: { did: 'created' } });
		expect(fake.state.issues.map(({ state, body }) => [state, body])).toEqual([
			['closed', `${marker}\ntwo`],
			['open', `${marker}\none`],
		]);
		expect(bodies()).toEqual(['No drift any more.']);
	});

	it('is found behind hundreds of others, and is no pull request', async () => {
		for (let n = 0; n < 220; n++) {
			const number = fake.state.nextId();
			fake.state.issues.push({
				number,
				login: 'octocat',
				title: 'x',
				body: marker,
				state: 'open',
				labels: [],
			});
		}
		await upsertIssue(github, marker, text);
		await upsertIssue(github, marker, { ...text, text: 'two' });
		expect(fake.state.issues).toHaveLength(221);
	});

	it('comes once when the answer is lost', async () => {
		fake.faults.plan('POST', /issues$/, { kind: 'lost answer' });
		expect(await upsertIssue(github, marker, text)).toMatchObject({ value: { title: text.title } });
		expect(fake.state.issues).toHaveLength(1);
	});
});

describe('a marker', () => {
	it.each(['prod', 'a --> <script>', 'x\ny', '-->', '\ud800', "a!'()*b"])(
		'of %j is one closed comment',
		key => {
			const line = markerLine('plan', key);
			expect(line).toMatch(/^<!-- metronome-jobs:plan [\w.%~]+ -->$/);
			expect(hasMarker(`${line}\ntext`, line)).toBe(true);
		},
	);

	it('is not the beginning of another one', () => {
		const body = `${markerLine('plan', 'prod-eu')}\n`;
		expect(hasMarker(body, markerLine('plan', 'prod'))).toBe(false);
		expect(markerLine('plan', 'a b')).not.toBe(markerLine('plan', 'a-b'));
	});
});
