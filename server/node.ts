import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { describeError } from './conversation.ts';
import { streamTransport } from './frames.ts';
import type { Transport } from './json-rpc.ts';
import { start } from './main.ts';
import type { Runtime } from './runtime.ts';

/**
 * The server's entry for Node: `--stdio` (also without any argument), `--node-ipc`, `--pipe=NAME`, `--socket=PORT`.
 */

/** Put in by the build, from package.json. */
declare const TOOL_VERSION: string;

/** How often the client's process is looked for, in ms. */
const WATCH_INTERVAL = 1000;

/**
 * By how much the heap may grow before garbage is collected, in percent of what was in use. V8 alone lets it grow to
 * four times that: with a document of 10 MiB, whose tree is made anew by each key stroke, 700 MiB instead of 450.
 */
const HEAP_GROWTH = 120;

const runtime: Runtime = {
	version: TOOL_VERSION,
	now: () => Date.now(),
	after: (ms, callback) => {
		const timer = setTimeout(callback, ms);
		return () => clearTimeout(timer);
	},
	yield: () => new Promise(resolve => setImmediate(resolve)),
	exit: code => process.exit(code),
	saveMemory: () => setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`),
	watchProcess: (id, gone) => {
		const timer = setInterval(() => {
			if (!isAlive(id)) gone();
		}, WATCH_INTERVAL);
		timer.unref();
	},
	readFile: async uri => (await import('./node-project.ts')).readFile(uri),
	loadProject: async request => (await import('./node-project.ts')).loadProject(request),
	listJobFiles: async (project, pause) => (await import('./node-listing.ts')).listJobFiles(project, pause),
};

function isAlive(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		// Whoever may not be signalled is alive.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function transport(): Transport {
	if (process.argv.includes('--node-ipc')) return channelTransport();
	const pipe = argumentOf('--pipe');
	const port = argumentOf('--socket');
	if (pipe === undefined && port === undefined) return streamTransport(process.stdin, process.stdout);
	const socket = pipe === undefined ? connect(Number(port), '127.0.0.1') : connect(pipe);
	return streamTransport(socket, socket);
}

/** Messages on the channel between a Node process and its parent. */
function channelTransport(): Transport {
	return {
		send: message => {
			process.send?.(message);
		},
		listen: (onMessage, onClose) => {
			process.on('message', onMessage);
			process.on('disconnect', onClose);
		},
	};
}

/** The value of `--name=VALUE` or `--name VALUE`. */
function argumentOf(name: string): string | undefined {
	for (const [index, argument] of process.argv.entries()) {
		if (argument === name) return process.argv[index + 1];
		if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1);
	}
	return undefined;
}

function survive(error: unknown): void {
	console.error(describeError(error));
}

process.on('uncaughtException', survive);
process.on('unhandledRejection', survive);
start(transport(), runtime);
