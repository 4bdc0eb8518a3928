import type { Cacheable } from './cache.ts';
import { namesAt, partAt } from './name-list.ts';
import { encodeSegment, urlPath } from './source.ts';
import { cannotTell, isDoubt, MISSING } from './state.ts';
import { isSuccess, jsonOf, statusDoubt } from './status.ts';
import type { CannotTell, Value } from './store.ts';
import type { Answer } from './transport.ts';

export interface VaultPlace {
	/** Asks with a token; the path is relative to `/v1/`. */
	readonly get: (path: string, signal: AbortSignal) => Promise<Answer | CannotTell>;
	readonly mount: string;
	/** For messages. */
	readonly name: string;
}

export type KvVersion = 1 | 2;

/**
 * The KV version of a mount, as `sys/internal/ui/mounts/<mount>` tells it to everybody with any right in the mount. It is
 * what Vault's own `kv` commands ask first (403: `preflight capability check returned 403`).
 */
export async function kvVersion(place: VaultPlace, signal: AbortSignal): Promise<KvVersion | CannotTell> {
	const answer = await place.get(`sys/internal/ui/mounts/${mountPath(place)}`, signal);
	if (isDoubt(answer)) return answer;
	if (!isSuccess(answer)) {
		const doubt = vaultDoubt(answer, place);
		return doubt.doubt === 'forbidden'
			? cannotTell('forbidden', `the KV version of ${place.name} may not be read; name it in the settings`)
			: doubt;
	}
	const json = jsonOf(answer);
	const type = partAt(json, ['data', 'type']);
	if (type !== 'kv' && type !== 'generic') return cannotTell('no-store', `${place.name} is no KV store`);
	return partAt(json, ['data', 'options', 'version']) === '2' ? 2 : 1;
}

/** The names in a folder, not those below it: a name that ends in `/` is a folder. */
export async function listFolder(
	place: VaultPlace,
	kv: KvVersion,
	folder: readonly string[],
	signal: AbortSignal,
): Promise<Cacheable> {
	const start = kv === 2 ? `${mountPath(place)}/metadata/` : `${mountPath(place)}/`;
	const path = folder.length === 0 ? start : `${start}${urlPath(folder)}/`;
	const answer = await place.get(`${path}?list=true`, signal);
	if (isDoubt(answer)) return answer;
	if (isSuccess(answer)) return namesAt(jsonOf(answer), ['data', 'keys'], place.name);
	return isAbsent(answer) ? MISSING : vaultDoubt(answer, place);
}

/**
 * The fields of a secret without their values: `subkeys` of KV 2 (Vault API documentation, KV 2, "Read secret subkeys"), which Vault has since 1.10 and OpenBao always. An older
 * server knows no such path and says so in a warning: then, and for KV 1, the answer is undefined.
 */
export async function fieldNames(
	place: VaultPlace,
	kv: KvVersion,
	secret: readonly string[],
	signal: AbortSignal,
): Promise<Cacheable | undefined> {
	if (kv === 1) return undefined;
	const answer = await place.get(`${mountPath(place)}/subkeys/${urlPath(secret)}?depth=1`, signal);
	if (isDoubt(answer)) return answer;
	if (isSuccess(answer)) {
		const fields = partAt(jsonOf(answer), ['data', 'subkeys']);
		return typeof fields === 'object' && fields !== null
			? { state: 'known', names: Object.keys(fields) }
			: cannotTell('odd-answer', `${place.name} answers with something that is no list of fields`);
	}
	if (isAbsent(answer)) return MISSING;
	return answer.status === 404 && hasTexts(answer, 'warnings') ? undefined : vaultDoubt(answer, place);
}

export async function readField(
	place: VaultPlace,
	kv: KvVersion,
	secret: readonly string[],
	field: string,
	signal: AbortSignal,
): Promise<Value> {
	const start = kv === 2 ? `${mountPath(place)}/data` : mountPath(place);
	const answer = await place.get(`${start}/${urlPath(secret)}`, signal);
	if (isDoubt(answer)) return answer;
	if (!isSuccess(answer)) return isAbsent(answer) ? MISSING : vaultDoubt(answer, place);
	const fields = partAt(jsonOf(answer), kv === 2 ? ['data', 'data'] : ['data']);
	if (typeof fields !== 'object' || fields === null) {
		return cannotTell('odd-answer', `${place.name} answers with something that is no secret`);
	}
	const value = partAt(fields, [field]);
	if (value === undefined) return MISSING;
	return typeof value === 'string'
		? { state: 'found', value }
		: cannotTell('odd-answer', `the field in ${place.name} is no text`);
}

function mountPath({ mount }: VaultPlace): string {
	return mount
		.split('/')
		.filter(segment => segment !== '')
		.map(encodeSegment)
		.join('/');
}

/**
 * A 404 that means: nothing is at this path of the store. A 404 with errors means that there is no store
 * (`no handler for route`), one with warnings that the store has no such kind of path (Vault's KV 2 answers so to KV 1
 * requests). A deleted version of KV 2 is a 404 with its metadata.
 */
function isAbsent(answer: Answer): boolean {
	if (answer.status !== 404 || hasTexts(answer, 'errors') || hasTexts(answer, 'warnings')) return false;
	const json = jsonOf(answer);
	return typeof json === 'object' && json !== null;
}

function hasTexts(answer: Answer, key: 'errors' | 'warnings'): boolean {
	return textsOf(answer, key).length > 0;
}

function textsOf(answer: Answer, key: 'errors' | 'warnings'): readonly unknown[] {
	const texts = partAt(jsonOf(answer), [key]);
	return Array.isArray(texts) ? texts : [];
}

function vaultDoubt(answer: Answer, place: VaultPlace): CannotTell {
	const errors = textsOf(answer, 'errors').join(' ').toLowerCase();
	if (answer.status === 503 && errors.includes('sealed'))
		return cannotTell('sealed', `${place.name} is sealed`);
	if (answer.status === 400 && errors.includes('missing client token')) {
		return cannotTell('not-logged-in', `${place.name} wants a token`);
	}
	if (answer.status === 404) {
		return cannotTell('no-store', `there is no KV store at ${place.name}, or it has another version`);
	}
	return statusDoubt(answer, place.name);
}
