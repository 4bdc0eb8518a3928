import {
	createServer,
	request as httpRequest,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { version } from '../../core/version.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.ts';
import { loadSecretsSetup } from '../../emulator/plugin.ts';
import { canariesIn, remember } from './canaries.ts';

/** An emulator as the cluster of the Action, behind a door that writes down who comes in. */
export interface ActionCluster {
	readonly emulator: Emulator;
	/** For `url` of a target. */
	readonly url: string;
	/** `POST /v1/jobs`, and nothing that only reads, and no login. */
	readonly writes: readonly string[];
	/** From now on the first `after` such requests pass, and all others are refused. */
	refuse(which: RegExp, after: number): void;
	/** Nothing is refused any more. */
	mend(): void;
	/** As somebody at the cluster would: a call of its API. */
	call(method: string, path: string, body?: unknown): Promise<unknown>;
	/** A job as it is live; undefined where there is none. */
	job(id: string): Promise<{ readonly run: { readonly cmd?: string; readonly env?: unknown } } | undefined>;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
	for (const close of open.splice(0)) await close();
});

export async function actionCluster(options: Partial<EmulatorOptions> = {}): Promise<ActionCluster> {
	const emulator = await startEmulator({
		port: 0,
		version: version('0.6.70'),
		ignoreImage: true,
		secrets: await loadSecretsSetup({}, '.'),
		dialect: 'dcos',
		path: process.env['PATH'] ?? '/usr/bin:/bin',
		now: () => Date.now(),
		log: () => {},
		...options,
	});
	open.push(() => emulator.close());
	const writes: string[] = [];
	const faults: Fault[] = [];
	const url = await door(emulator.url, writes, faults);
	const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		remember(canariesIn(JSON.stringify(body ?? '')));
		const answer = await fetch(`${emulator.metronomeUrl}${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (answer.status === 404) return undefined;
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return text === '' ? undefined : JSON.parse(text);
	};
	const job = (id: string) =>
		call('GET', `/v1/jobs/${id}?embed=schedules`) as ReturnType<ActionCluster['job']>;
	const refuse = (which: RegExp, after: number): void => {
		faults.push({ which, after });
	};
	const mend = (): void => {
		faults.length = 0;
	};
	return { emulator, url, writes, refuse, mend, call, job };
}

interface Fault {
	readonly which: RegExp;
	after: number;
}

/** Passes everything on but what is to fail, and writes down what is no reading. */
async function door(target: string, writes: string[], faults: readonly Fault[]): Promise<string> {
	const base = new URL(target);
	const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
		const { method = '', url = '', headers } = incoming;
		if (method !== 'GET') writes.push(`${method} ${url}`);
		const fault = faults.find(({ which }) => which.test(`${method} ${url}`));
		if (fault !== undefined && fault.after-- <= 0) {
			outgoing.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"not now"}');
			return;
		}
		const onward = httpRequest(
			{ host: base.hostname, port: base.port, method, path: url, headers: { ...headers, host: base.host } },
			answer => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			},
		);
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	closeLater(server);
	return listening(server);
}

/** Starts a server on the loopback interface, and gives its address. */
export async function listening(server: Server): Promise<string> {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** After the test. */
export function closeLater(server: Server): void {
	open.unshift(async () => {
		server.closeAllConnections();
		await new Promise(resolve => server.close(resolve));
	});
}
