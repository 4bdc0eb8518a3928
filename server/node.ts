import {
	createMessageConnection,
	createServerPipeTransport,
	createServerSocketTransport,
	IPCMessageReader,
	IPCMessageWriter,
	type MessageReader,
	type MessageWriter,
	NullLogger,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { describeError } from './conversation.ts';
import { start } from './main.ts';
import { ERROR } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/**
 * The server's entry for Node: `--stdio` (also without any argument), `--node-ipc`, `--pipe=NAME`, `--socket=PORT`.
 */

/** Put in by the build, from package.json. */
declare const TOOL_VERSION: string;

/** How often the client's process is looked for, in ms. */
const WATCH_INTERVAL = 1000;

const runtime: Runtime = {
	version: TOOL_VERSION,
	now: () => Date.now(),
	after: (ms, callback) => {
		const timer = setTimeout(callback, ms);
		return () => clearTimeout(timer);
	},
	yield: () => new Promise(resolve => setImmediate(resolve)),
	exit: code => process.exit(code),
	watchProcess: (id, gone) => {
		const timer = setInterval(() => {
			if (!isAlive(id)) gone();
		}, WATCH_INTERVAL);
		timer.unref();
	},
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

function transport(): [MessageReader, MessageWriter] {
	if (process.argv.includes('--node-ipc')) {
		process.on('disconnect', () => process.exit(1));
		return [new IPCMessageReader(process), new IPCMessageWriter(process)];
	}
	const pipe = argumentOf('--pipe');
	if (pipe !== undefined) return createServerPipeTransport(pipe);
	const port = argumentOf('--socket');
	if (port !== undefined) return createServerSocketTransport(Number(port));
	// A client that no longer reads is gone.
	process.stdout.on('error', () => process.exit(1));
	return [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
}

/** The value of `--name=VALUE` or `--name VALUE`. */
function argumentOf(name: string): string | undefined {
	const at = process.argv.findIndex(argument => argument === name || argument.startsWith(`${name}=`));
	const argument = process.argv[at];
	return argument?.includes('=')
		? argument.slice(name.length + 1)
		: process.argv[at + 1 || process.argv.length];
}

function main(): void {
	const [reader, writer] = transport();
	// The library's own log would quote messages, and so documents.
	const connection = createMessageConnection(reader, writer, NullLogger, {
		connectionStrategy: {
			// A request cancelled while it still waits in line is answered at once; its id is put in by the library.
			cancelUndispatched: ({ jsonrpc }) => ({
				jsonrpc,
				id: null,
				error: { code: ERROR.cancelled, message: 'cancelled' },
			}),
		},
	});
	const survive = (error: unknown): void => console.error(describeError(error));
	process.on('uncaughtException', survive);
	process.on('unhandledRejection', survive);
	start(connection, runtime);
}

main();
