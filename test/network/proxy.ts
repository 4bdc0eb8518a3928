import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach } from 'vitest';

/** A proxy that opens tunnels, and writes down where it was asked to go. */
export interface TunnelProxy {
	/** `HOST:PORT` of each CONNECT, those that it refuses included. */
	readonly asked: readonly string[];
	readonly port: number;
	readonly url: string;
	close(): void;
}

export interface TunnelSettings {
	/** `user:password`, without which it answers 407. */
	readonly credentials?: string | undefined;
	/** The port on this machine that a host means: such a host is reached by nobody else. Others are taken for this machine. */
	readonly hosts?: Readonly<Record<string, number>>;
}

const open: (() => void)[] = [];

afterEach(() => {
	for (const close of open.splice(0)) close();
});

export async function startProxy({ credentials, hosts = {} }: TunnelSettings = {}): Promise<TunnelProxy> {
	const asked: string[] = [];
	const server = createServer();
	server.on('connect', (request, client, head) => {
		const target = request.url ?? '';
		asked.push(target);
		const [, encoded = ''] = request.headers['proxy-authorization']?.split(' ') ?? [];
		if (credentials !== undefined && Buffer.from(encoded, 'base64').toString() !== credentials) {
			client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			return;
		}
		const [, host = '', port] = /^(.*):(\d+)$/.exec(target) ?? [];
		const through = connect(hosts[host] ?? Number(port), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			through.write(head);
			through.pipe(client).pipe(through);
		});
		through.on('error', () => client.destroy());
		client.on('error', () => through.destroy());
		client.on('close', () => through.destroy());
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = (): void => {
		server.closeAllConnections();
		server.close();
	};
	open.push(close);
	return { asked, port, url: `http://127.0.0.1:${port}`, close };
}
