import type { Transport } from './json-rpc.ts';
import { start } from './main.ts';
import type { Runtime } from './runtime.ts';

/**
 * The server's entry for a web worker: messages of the protocol come and go with `postMessage`. There are no files here:
 * every document is judged with the others that are open, without a config, and stores cannot tell.
 */

/** Put in by the build, from package.json. */
declare const TOOL_VERSION: string;

/** What a worker has around it, as far as it is used here. */
interface WorkerScope {
	postMessage(message: unknown): void;
	addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
	close(): void;
	setTimeout(callback: () => void, ms: number): number;
	clearTimeout(timer: number): void;
	readonly MessageChannel: new () => {
		readonly port1: { onmessage: (() => void) | null };
		readonly port2: { postMessage(message: unknown): void };
	};
}

declare const self: WorkerScope;

const runtime: Runtime = {
	version: TOOL_VERSION,
	now: () => Date.now(),
	after: (ms, callback) => {
		const timer = self.setTimeout(callback, ms);
		return () => self.clearTimeout(timer);
	},
	yield: yieldToMessages(),
	exit: () => self.close(),
};

/** A message to itself comes behind those that have arrived, and without the 4 ms that browsers add to timers. */
function yieldToMessages(): () => Promise<void> {
	const waiting: (() => void)[] = [];
	const { port1, port2 } = new self.MessageChannel();
	port1.onmessage = () => waiting.shift()?.();
	return () =>
		new Promise(resolve => {
			waiting.push(resolve);
			port2.postMessage(null);
		});
}

const transport: Transport = {
	send: message => self.postMessage(message),
	// A worker is ended from outside, and never sees its client leave.
	listen: onMessage => self.addEventListener('message', ({ data }) => onMessage(data)),
};

start(transport, runtime);
