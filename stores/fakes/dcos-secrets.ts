import type { RequestListener } from 'node:http';
import { reply } from './loopback.ts';

/** What the fake holds and does; a test changes it while it runs. */
export interface DcosSecrets {
	readonly secrets: Map<string, string | Uint8Array>;
	token: string;
	/** Folders that may not be listed, and secrets that may not be read. */
	readonly forbidden: Set<string>;
	sealed: boolean;
	/** `GET /secret/…` without `list`: the values that were given away. */
	reads: number;
	/** The paths that were listed. */
	readonly lists: string[];
}

export function dcosSecrets(
	secrets: Readonly<Record<string, string | Uint8Array>>,
	token: string,
): DcosSecrets {
	const held = new Map(Object.entries(secrets));
	return { secrets: held, token, forbidden: new Set(), sealed: false, reads: 0, lists: [] };
}

/** The secrets service as facts metronome-and-dcos §1 and §2 document it, behind Admin Router with its HTML pages. */
export function dcosSecretsListener(held: DcosSecrets): RequestListener {
	return (request, response) => {
		const url = new URL(request.url ?? '/', 'http://fake');
		if (request.headers.authorization !== `token=${held.token}`) {
			return reply(response, 401, '<html>401 Authorization Required</html>', 'text/html');
		}
		if (url.pathname === '/secrets/v1/seal-status/default') {
			return reply(response, 200, { sealed: held.sealed, shares: 1, threshold: 1, progress: 0 });
		}
		const start = '/secrets/v1/secret/default/';
		if (!url.pathname.startsWith(start)) return reply(response, 404, '<html>404</html>', 'text/html');
		const path = decodeURIComponent(url.pathname.slice(start.length));
		if (held.sealed) return reply(response, 500, { title: 'Vault is sealed' });
		if (held.forbidden.has(path)) return reply(response, 403, '<html>403 Forbidden</html>', 'text/html');
		if (url.searchParams.get('list') === 'true') {
			held.lists.push(path);
			const folder = path === '' ? '' : `${path}/`;
			const names = [...held.secrets.keys()].filter(name => name.startsWith(folder));
			return reply(response, 200, { array: names.map(name => name.slice(folder.length)).toSorted() });
		}
		held.reads++;
		const value = held.secrets.get(path);
		if (value === undefined) return reply(response, 404, { code: 'ERR_NOT_FOUND' });
		if (typeof value === 'string')
			return reply(response, 200, { value, author: 'a', description: '', labels: [] });
		return reply(response, 200, value, 'application/octet-stream');
	};
}
