import { rootCertificates } from 'node:tls';
import type { BasedPath, TlsSettings } from '../core/settings.ts';
import type { Environment } from '../core/settings-target.ts';
import { absolutePath, displayPath } from '../files/paths.ts';
import { readTextFile } from '../files/read.ts';
import type { TlsSettings as PemTexts } from '../stores/transport.ts';

export type PemResult =
	| { readonly ok: true; readonly tls: PemTexts }
	| { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the PEM files that settings name. The certificates of `ca` are trusted besides those that Node trusts by
 * itself, NODE_EXTRA_CA_CERTS included. No message holds anything of a file.
 */
export function readPem(cwd: string, settings: TlsSettings | undefined, env: Environment): PemResult {
	const problems: string[] = [];
	const read = (name: keyof TlsSettings, path: BasedPath | undefined): string | undefined => {
		if (path === undefined) return undefined;
		const file = absolutePath(path.base, path.path);
		const found = readTextFile(file);
		const isPem = found.ok && found.file.source.text.includes('-----BEGIN ');
		if (found.ok && isPem) return found.file.source.text;
		const isText = found.ok || found.failure.reason === 'binary';
		const why = isText ? 'is no PEM file' : found.failure.message;
		problems.push(`The setting 'tls.${name}' names ${displayPath(cwd, file)}, which ${why}.`);
		return undefined;
	};
	const ca = read('ca', settings?.ca);
	const cert = read('cert', settings?.cert);
	const key = read('key', settings?.key);
	if (problems.length > 0) return { ok: false, problems };
	const tls = {
		...(ca !== undefined && { ca: [...rootCertificates, ...extraAuthorities(env), ca].join('\n') }),
		...(cert !== undefined && { cert }),
		...(key !== undefined && { key }),
	};
	return { ok: true, tls };
}

/** Those that Node has taken up at its start, and forgets where it is told of others. It warns of a file that is none. */
function extraAuthorities(env: Environment): readonly string[] {
	const path = env['NODE_EXTRA_CA_CERTS'] ?? '';
	const found = path === '' ? undefined : readTextFile(path);
	return found?.ok === true && found.file.source.text.includes('-----BEGIN ') ? [found.file.source.text] : [];
}
