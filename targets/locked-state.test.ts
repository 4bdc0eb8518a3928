import { expect, it } from 'vitest';
import { lockedState, unlockedState } from './locked-state.ts';

const KEY = 'a key of the tests';
const TEXT = '{"jobs":[{"env":{"PASSWORD":"canary-1"}}]}';

it('a locked state shows nothing, and its key opens it', () => {
	const locked = lockedState(TEXT, KEY);
	expect(locked).not.toContain('canary');
	expect(Buffer.from(JSON.parse(locked).data, 'base64').toString()).not.toContain('canary');
	expect(unlockedState(locked, KEY)).toEqual({ ok: true, text: TEXT });
	expect(lockedState(TEXT, KEY)).not.toBe(locked);
});

it('another key, an edit, a shorter tag or another file opens nothing, and the message quotes nothing', () => {
	const locked = JSON.parse(lockedState(TEXT, KEY));
	const changed = (part: object) => JSON.stringify({ ...locked, ...part });
	const bytes = Buffer.from(locked.data, 'base64');
	bytes[0] = (bytes[0] ?? 0) ^ 1;
	for (const [file, key] of [
		[changed({}), 'another key of the tests'],
		[changed({ data: bytes.toString('base64') }), KEY],
		[changed({ tag: 'AAAA' }), KEY],
		[changed({ tag: undefined }), KEY],
		['{"kind":"saved-state"}', KEY],
		['no JSON', KEY],
		['null', KEY],
	] as const) {
		const opened = unlockedState(file, key);
		expect(opened.ok).toBe(false);
		expect(JSON.stringify(opened)).not.toMatch(/canary|key of the tests/);
	}
});
