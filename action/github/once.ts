import type { Reply } from './reply.ts';

/**
 * Makes one thing that must not be there twice. Where no answer came it may be there all the same, so it is looked for
 * before a second attempt; what was found counts as made.
 */
export async function once<T>(
	make: () => Promise<Reply<T>>,
	find: () => Promise<Reply<T | undefined>>,
): Promise<Reply<T>> {
	const made = await make();
	if (made.ok || !made.failure.mayHaveArrived) return made;
	const found = await find();
	if (!found.ok) return made;
	return found.value === undefined ? make() : { ok: true, value: found.value };
}
