import { createPublicKey, type KeyObject } from 'node:crypto';
import { type JsonNode, type Member, type ObjectNode, pointerOf } from '../../core/json.ts';
import { parseJson } from '../../core/json-parser.ts';
import { quoted } from '../../core/quote.ts';
import { sourceSegments } from '../../core/secrets/spaces.ts';
import { SourceText, type Span } from '../../core/text.ts';
import { type Grant, PERMITTED_ACTIONS, parseGrant } from './permissions.ts';
import { type DcosSettings, type Proof, TOKEN_LIFETIME, type User } from './settings.ts';

/** Everything that is wrong in the file, one mistake a line: file, line and column, what, and the JSON pointer. */
export class DcosSettingsError extends Error {}

export interface SettingsSurroundings {
	/** How messages call the file: `dcos.json`. */
	readonly shown: string;
	/** Where `passwordEnv` is looked up. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The text of a file that `publicKeyFile` names; undefined where it cannot be read. */
	readonly readKeyFile: (path: string) => string | undefined;
}

interface Reader extends SettingsSurroundings {
	/** `at`: what is wrong; no value is ever in a message, since it may be a password. */
	readonly wrong: (at: JsonNode, what: string, span?: Span) => undefined;
}

/**
 * Reads the file of `emulator --dcos FILE`; throws a {@link DcosSettingsError}. All keys may be left out:
 *
 *     {
 *       "users": {
 *         "deployer": { "passwordEnv": "DEPLOYER_PASSWORD", "permissions": ["dcos:superuser full"] },
 *         "ci": {
 *           "publicKeyFile": "ci.pub.pem",
 *           "permissions": [
 *             "dcos:adminrouter:service:metronome full",
 *             "dcos:service:metronome:metronome:jobs:etl read,update",
 *             "dcos:secrets:list:default:/ read"
 *           ]
 *         }
 *       },
 *       "secrets": { "etl/db-password": "…", "etl/keystore": { "base64": "…" } },
 *       "tokenLifetimeSeconds": 432000,
 *       "sealed": false
 *     }
 *
 * A user has exactly one of `password`, `passwordEnv`, `publicKey` (PEM) and `publicKeyFile`.
 */
export function readDcosSettings(text: string, surroundings: SettingsSurroundings): DcosSettings {
	const source = new SourceText(text);
	const problems: string[] = [];
	const problem = (span: Span, what: string, pointer: string): void => {
		const { line, character } = source.positionAt(span.start);
		const place = pointer === '' ? '' : ` (${pointer})`;
		problems.push(`${surroundings.shown}:${line + 1}:${character + 1}: ${what}${place}`);
	};
	const reader: Reader = {
		...surroundings,
		wrong: (at, what, span = at) => {
			problem(span, what, pointerOf(at));
			return undefined;
		},
	};
	const { root, problems: syntax, rest } = parseJson(source.text);
	const broken = syntax[0] ?? rest;
	if (broken !== undefined) problem(broken, 'this is no JSON', '');
	const settings = broken === undefined && root !== undefined ? settingsFrom(root, reader) : undefined;
	if (settings === undefined || problems.length > 0) throw new DcosSettingsError(problems.join('\n'));
	return settings;
}

const KEYS = ['users', 'secrets', 'tokenLifetimeSeconds', 'sealed'] as const;
const USER_KEYS = ['password', 'passwordEnv', 'publicKey', 'publicKeyFile', 'permissions'] as const;
const PROOF_KEYS = USER_KEYS.slice(0, -1);

function settingsFrom(root: JsonNode, reader: Reader): DcosSettings | undefined {
	if (root.kind !== 'object') return reader.wrong(root, 'the file must be an object');
	const parts = membersOf(root, KEYS, reader);
	const users = entriesOf(parts.get('users'), 'users by their uid', reader);
	const secrets = new Map<string, string | Uint8Array>();
	for (const { key, value } of entriesOf(parts.get('secrets'), 'secrets by their path', reader)) {
		const secret = value && secretFrom(value, reader);
		const path = sourceSegments(key.value);
		if (path.length === 0 || path.includes('.') || path.includes('..')) {
			reader.wrong(root, `${quoted(key.value)} is no path of a secret`, key);
		} else if (secret !== undefined) secrets.set(path.join('/'), secret);
	}
	return {
		users: users.flatMap(({ key, value }) => (value && userFrom(key.value, value, reader)) ?? []),
		secrets,
		tokenLifetime: lifetimeFrom(parts.get('tokenLifetimeSeconds'), reader),
		isSealed: sealedFrom(parts.get('sealed'), reader),
	};
}

function lifetimeFrom(node: JsonNode | undefined, { wrong }: Reader): number {
	if (node === undefined) return TOKEN_LIFETIME;
	const seconds = node.kind === 'number' ? Number(node.raw) : Number.NaN;
	if (!Number.isSafeInteger(seconds) || seconds < 1) wrong(node, 'this must be a whole number of seconds');
	return seconds;
}

function sealedFrom(node: JsonNode | undefined, { wrong }: Reader): boolean {
	if (node !== undefined && node.kind !== 'boolean') wrong(node, 'this must be true or false');
	return node?.kind === 'boolean' && node.value;
}

function secretFrom(node: JsonNode, reader: Reader): string | Uint8Array | undefined {
	if (node.kind === 'string') return node.value;
	const wanted = 'a secret must be a string, or an object with its bytes as `base64`';
	if (node.kind !== 'object') return reader.wrong(node, wanted);
	const bytes = membersOf(node, ['base64'] as const, reader).get('base64');
	if (bytes?.kind !== 'string') return reader.wrong(node, wanted);
	const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bytes.value);
	return isBase64 ? Buffer.from(bytes.value, 'base64') : reader.wrong(bytes, 'this is no Base64');
}

function userFrom(uid: string, node: JsonNode, reader: Reader): User | undefined {
	if (uid === '') return reader.wrong(node, 'a uid must not be empty');
	if (node.kind !== 'object') return reader.wrong(node, 'a user must be an object');
	const parts = membersOf(node, USER_KEYS, reader);
	const proof = proofFrom(node, parts, reader);
	const grants = grantsFrom(parts.get('permissions'), reader);
	return proof && { uid, proof, grants };
}

function proofFrom(
	user: ObjectNode,
	parts: ReadonlyMap<(typeof USER_KEYS)[number], JsonNode>,
	reader: Reader,
): Proof | undefined {
	const given = PROOF_KEYS.filter(key => parts.has(key));
	const [key] = given;
	const node = key && parts.get(key);
	if (node === undefined || given.length > 1) {
		return reader.wrong(user, `a user must have exactly one of ${PROOF_KEYS.join(', ')}`);
	}
	if (node.kind !== 'string' || node.value === '') {
		return reader.wrong(node, 'this must be a string that is not empty');
	}
	switch (key) {
		case 'password':
			return { kind: 'password', password: node.value };
		case 'passwordEnv': {
			if (!/^[A-Za-z_]\w*$/.test(node.value)) {
				return reader.wrong(node, 'this must be the name of an environment variable');
			}
			const password = reader.env[node.value];
			if (password) return { kind: 'password', password };
			// Its name may be the password itself, put in the wrong place.
			return reader.wrong(node, 'the environment variable that is named here is not set');
		}
		case 'publicKeyFile': {
			const pem = reader.readKeyFile(node.value);
			return pem === undefined ? reader.wrong(node, 'this file cannot be read') : keyProof(node, pem, reader);
		}
		default:
			return keyProof(node, node.value, reader);
	}
}

function keyProof(node: JsonNode, pem: string, reader: Reader): Proof | undefined {
	// OpenSSL would take the public half of it, and the private one would stay where it must not be.
	if (pem.includes('PRIVATE KEY')) {
		return reader.wrong(node, 'this is a private key; the public one that belongs to it is wanted');
	}
	let key: KeyObject | undefined;
	try {
		key = createPublicKey(pem);
	} catch {
		key = undefined;
	}
	return key?.asymmetricKeyType === 'rsa'
		? { kind: 'public-key', key }
		: reader.wrong(node, 'this is no public RSA key in PEM');
}

function grantsFrom(node: JsonNode | undefined, reader: Reader): readonly Grant[] {
	if (node === undefined) return [];
	if (node.kind !== 'array') {
		reader.wrong(node, 'permissions must be a list');
		return [];
	}
	return node.items.flatMap(item => {
		const grant = item.kind === 'string' ? parseGrant(item.value) : undefined;
		if (grant !== undefined) return [grant];
		const actions = PERMITTED_ACTIONS.join(', ');
		reader.wrong(
			item,
			`a permission is a resource, a blank and actions, such as 'dcos:superuser full' (${actions}; commas between)`,
		);
		return [];
	});
}

/** The members of an object whose keys are the user's own. */
function entriesOf(node: JsonNode | undefined, what: string, reader: Reader): readonly Member[] {
	if (node === undefined) return [];
	if (node.kind !== 'object') {
		reader.wrong(node, `this must be an object with ${what}`);
		return [];
	}
	distinct(node, reader);
	return node.members;
}

/** The members of an object with keys of the file's own. */
function membersOf<Key extends string>(
	node: ObjectNode,
	keys: readonly Key[],
	reader: Reader,
): ReadonlyMap<Key, JsonNode> {
	distinct(node, reader);
	const found = new Map<Key, JsonNode>();
	for (const { key, value } of node.members) {
		const known = keys.find(name => name === key.value);
		if (known === undefined) {
			reader.wrong(node, `${quoted(key.value)} is not known here; known are ${keys.join(', ')}`, key);
		} else if (value !== undefined) found.set(known, value);
	}
	return found;
}

function distinct(node: ObjectNode, reader: Reader): void {
	const seen = new Set<string>();
	for (const { key } of node.members) {
		if (seen.has(key.value)) reader.wrong(node, `${quoted(key.value)} stands here twice`, key);
		seen.add(key.value);
	}
}
