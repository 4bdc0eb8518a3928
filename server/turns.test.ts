import { expect, it } from 'vitest';
import { converse } from './conversation.ts';
import { JsonRpc, type Outgoing } from './json-rpc.ts';
import type { Runtime } from './runtime.ts';
import { Turns } from './turns.ts';

const longerThanASlice = 1000;

/** A clock that the work moves, and the event loop as it is. */
function surroundings(): { readonly runtime: Runtime; readonly pass: (ms: number) => void } {
	let now = 0;
	const runtime: Runtime = {
		version: '1',
		now: () => now,
		after: () => () => {},
		yield: () => new Promise(resolve => setImmediate(resolve)),
		exit: () => {},
	};
	return {
		runtime,
		pass: ms => {
			now += ms;
		},
	};
}

it('lets a request that arrives during long work be answered before the work goes on', async () => {
	const { runtime, pass } = surroundings();
	const log: string[] = [];
	let arrive: (message: unknown) => void = () => {};
	const rpc = new JsonRpc({
		send: ({ id }: Outgoing) => log.push(`answer ${id}`),
		listen: onMessage => {
			arrive = onMessage;
		},
	});
	let turns = new Turns(runtime, () => 0);
	converse(rpc, runtime, (_, conversation) => {
		turns = new Turns(runtime, conversation.arrivals);
		conversation.answer('textDocument/hover', null, async () => null);
		return { answer: { capabilities: {} }, prepare: async () => {} };
	});
	arrive({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} });
	await runtime.yield();
	await runtime.yield();
	for (let step = 0; step < 4; step++) {
		await turns.pause();
		log.push(`step ${step}`);
		if (step === 1 || step === 2) {
			const id = step * 10;
			setImmediate(() => arrive({ jsonrpc: '2.0', id, method: 'textDocument/hover', params: {} }));
		}
		pass(longerThanASlice);
	}
	expect(log).toEqual(['answer 1', 'step 0', 'step 1', 'answer 10', 'step 2', 'answer 20', 'step 3']);
});

it('goes on at once while a slice lasts', () => {
	const { runtime, pass } = surroundings();
	const turns = new Turns(runtime, () => 0);
	pass(-1);
	expect(turns.pause()).toBeUndefined();
});

it('gives two pieces of work one slice each, in turn', async () => {
	const { runtime, pass } = surroundings();
	const turns = new Turns(runtime, () => 0);
	const log: string[] = [];
	const work = async (name: string): Promise<void> => {
		for (let step = 0; step < 3; step++) {
			await turns.pause();
			log.push(name);
			pass(longerThanASlice);
		}
	};
	let turnsOfTheLoop = 0;
	const both = Promise.all([work('a'), work('b')]);
	const seen: number[] = [];
	while (log.length < 6) {
		const before = log.length;
		await runtime.yield();
		turnsOfTheLoop++;
		seen.push(log.length - before);
	}
	await both;
	expect(log).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
	expect(Math.max(...seen)).toBe(1);
	expect(turnsOfTheLoop).toBeGreaterThanOrEqual(6);
});
