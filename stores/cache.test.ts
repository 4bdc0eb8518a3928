import { describe, expect, it } from 'vitest';
import { type Cacheable, nameCache } from './cache.ts';
import { cannotTell } from './state.ts';

function fixture(answers: readonly Cacheable[]) {
	let time = 0;
	let asked = 0;
	const cache = nameCache({ ttlMs: 1000, doubtMs: 100, now: () => time });
	const get = (path = 'a') => cache.get(path, async () => answers[asked++ % answers.length]!);
	return { cache, get, wait: (ms: number) => (time += ms), asked: () => asked };
}

const KNOWN: Cacheable = { state: 'known', names: ['x'] };

describe('the cache of names', () => {
	it('asks once for those who ask at the same time, for each path', async () => {
		const { get, asked } = fixture([KNOWN]);
		await Promise.all([get(), get(), get('b'), get()]);
		expect(asked()).toBe(2);
	});

	it('asks again when names are too old', async () => {
		const { get, wait, asked } = fixture([KNOWN]);
		await get();
		wait(999);
		await get();
		expect(asked()).toBe(1);
		wait(1);
		await get();
		expect(asked()).toBe(2);
	});

	it('keeps a trouble for a shorter time', async () => {
		const { get, wait, asked } = fixture([cannotTell('unreachable', 'down'), KNOWN]);
		expect(await get()).toMatchObject({ state: 'cannot-tell' });
		wait(100);
		expect(await get()).toEqual(KNOWN);
		expect(asked()).toBe(2);
	});

	it('forgets all when it is cleared', async () => {
		const { cache, get, asked } = fixture([KNOWN]);
		await get();
		cache.clear();
		await get();
		expect(asked()).toBe(2);
	});

	it('does not keep an exception', async () => {
		const { cache, get } = fixture([KNOWN]);
		await expect(cache.get('a', () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
		expect(await get()).toEqual(KNOWN);
	});
});
