import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryTree, textIn } from '../temporary-tree.ts';

/** A certificate for localhost that signs itself; needs openssl. */
export function certificate() {
	const folder = temporaryTree({});
	const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
	const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {
		cwd: folder,
		stdio: 'ignore',
	});
	return { key: textIn(folder, 'key.pem'), cert: textIn(folder, 'cert.pem'), file: join(folder, 'cert.pem') };
}

export const hasOpenssl = ['/usr/bin/openssl', '/usr/local/bin/openssl', '/opt/homebrew/bin/openssl'].some(
	existsSync,
);
