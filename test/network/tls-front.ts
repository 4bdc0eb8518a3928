import { request as httpRequest } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach } from 'vitest';
import type { Certificates } from '../../stores/fakes/certificates.ts';

/** A gateway that speaks TLS, and passes on what comes to a server that does not. */
export interface TlsFront {
	readonly port: number;
	/** The common name of the client's certificate of each request that got through. */
	readonly clients: readonly string[];
}

const open: (() => void)[] = [];

afterEach(() => {
	for (const close of open.splice(0)) close();
});

/** `target`: an address of http:. Without a certificate that the authority has signed nobody gets in. */
export async function tlsFront(
	target: string,
	{ server, ca }: Pick<Certificates, 'server' | 'ca'>,
	more: ServerOptions = {},
): Promise<TlsFront> {
	const clients: string[] = [];
	const { hostname, port, host } = new URL(target);
	const options = { ...server, ca, requestCert: true, rejectUnauthorized: true, ...more };
	const front = createServer(options, (incoming, outgoing) => {
		const { socket, method, url, headers } = incoming;
		clients.push(socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject?.CN) : '');
		const onward = httpRequest(
			{ hostname, port, method, path: url, headers: { ...headers, host } },
			answer => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			},
		);
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve));
	open.push(() => {
		front.closeAllConnections();
		front.close();
	});
	return { port: (front.address() as AddressInfo).port, clients };
}
