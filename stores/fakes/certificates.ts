import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
	readonly cert: string;
	readonly key: string;
}

/** PEM texts: an authority, and what it signed for a server on 127.0.0.1 or in `cluster.test`, and for a client. */
export interface Certificates {
	readonly ca: string;
	readonly server: Pair;
	readonly client: Pair;
	/** Removes the files they were made in. */
	readonly remove: () => void;
}

/** Makes certificates for tests; undefined where there is no openssl. */
export function makeCertificates(): Certificates | undefined {
	const folder = mkdtempSync(join(tmpdir(), 'stores-tls-'));
	const openssl = (...args: string[]): void =>
		void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
	const subject = (name: string, file: string) => [
		'-subj',
		`/CN=${name}`,
		'-keyout',
		`${file}.key`,
		'-nodes',
	];
	const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
	const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
	try {
		openssl('req', '-x509', ...ec, ...subject('test ca', 'ca'), '-days', '2', '-out', 'ca.pem');
		writeFileSync(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1,DNS:*.cluster.test');
		for (const name of ['server', 'client']) {
			openssl('req', ...ec, ...subject(name, name), '-out', `${name}.csr`);
			const signing = [
				'-CA',
				'ca.pem',
				'-CAkey',
				'ca.key',
				'-CAcreateserial',
				'-days',
				'2',
				'-extfile',
				'san',
			];
			openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.pem`);
		}
	} catch {
		rmSync(folder, { recursive: true });
		return undefined;
	}
	const pair = (name: string) => ({ cert: read(`${name}.pem`), key: read(`${name}.key`) });
	const remove = (): void => rmSync(folder, { recursive: true });
	return { ca: read('ca.pem'), server: pair('server'), client: pair('client'), remove };
}
