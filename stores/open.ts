import { type JsonNode, type ObjectNode, stringIn, valueIn } from '../core/json.ts';
import type { Environment } from '../core/settings-target.ts';
import type { SourceDialect } from '../core/target.ts';
import { missingVariables } from './credentials.ts';
import { envStore } from './env.ts';
import { type CommandLine, execStore } from './exec.ts';
import { fileStore } from './file.ts';
import type { TokenSource } from './session.ts';
import type { Store } from './store.ts';
import type { Transport } from './transport.ts';
import type { VaultAuth } from './vault-login.ts';

/** What surrounds the settings of a store. */
export interface StoreSurroundings {
	/** Credentials come from here, by the names in the settings. */
	readonly env: Environment;
	readonly dialect: SourceDialect;
	/** A path of the settings as it is on the disk, and as messages name it. */
	readonly file: (path: string) => { readonly path: string; readonly shown: string };
	/** With the certificates of the settings. */
	readonly transport: Transport;
	/** The cluster of the settings, or else of the target; undefined where there is none. */
	readonly dcos: DcosPlace | undefined;
}

export interface DcosPlace {
	readonly cluster: string;
	/** Undefined: nobody logs in. */
	readonly tokens: TokenSource | undefined;
	readonly transport: Transport;
}

export type Opened =
	| { readonly ok: true; readonly store: Store }
	/** What is wrong or missing, each by its name; never a value. */
	| { readonly ok: false; readonly problems: readonly string[] };

/**
 * Opens the store that settings describe (`core/definition/config-store.ts`); what is wrong with their shape has been
 * reported by whoever read them. Asks nobody. The kinds that talk over HTTP are loaded when they are wanted.
 */
export async function openStore(settings: ObjectNode, around: StoreSurroundings): Promise<Opened> {
	const kind = textAt(settings, 'kind');
	switch (kind) {
		case 'file':
			return openFile(settings, around);
		case 'env': {
			const prefix = textAt(settings, 'prefix');
			return opened(envStore({ env: around.env, ...(prefix !== undefined && { prefix }) }));
		}
		case 'exec':
			return opened(openExec(settings, around));
		case 'http':
			return openHttp(settings, around);
		case 'dcos':
			return openDcos(around);
		case 'vault':
			return openVault(settings, around);
		default:
			return failed("The secret store has no 'kind' that is known here.");
	}
}

function openFile(settings: ObjectNode, { dialect, file }: StoreSurroundings): Opened {
	const written = textAt(settings, 'path');
	if (written === undefined) return failed("The secret store has no 'path'.");
	const { path, shown } = file(written);
	const format =
		textAt(settings, 'format') ?? (/(?:^|[/.])\.?env(?:\.[^/]*)?$/i.test(written) ? 'dotenv' : 'json');
	return opened(
		fileStore({
			path,
			shown,
			format: format === 'dotenv' ? 'dotenv' : 'json',
			dialect: dialect === 'vault' ? 'vault' : 'dcos',
		}),
	);
}

function openExec(settings: ObjectNode, { env }: StoreSurroundings): Store {
	const list = commandAt(settings, 'list');
	const read = commandAt(settings, 'read');
	const codes = valueIn(settings, 'missingExitCodes');
	const missing = itemsOf(codes).flatMap(item => (item.kind === 'number' ? [Number(item.raw)] : []));
	return execStore({
		env,
		...(list !== undefined && { list }),
		...(read !== undefined && { read }),
		missingExitCodes: missing,
	});
}

async function openHttp(settings: ObjectNode, { env, transport }: StoreSurroundings): Promise<Opened> {
	const url = textAt(settings, 'url');
	if (url === undefined) return failed("The secret store has no 'url'.");
	const tokenEnv = textAt(settings, 'tokenEnv');
	const problems = missingVariables(
		'the secret store',
		tokenEnv === undefined ? [] : [[tokenEnv, 'the token']],
		env,
	);
	if (problems.length > 0) return { ok: false, problems };
	const list = textAt(settings, 'list');
	const read = textAt(settings, 'read');
	const namesAt = textsAt(settings, 'namesAt');
	const valueAt = textsAt(settings, 'valueAt');
	const { httpStore } = await import('./http.ts');
	return opened(
		httpStore({
			url,
			transport,
			...(list !== undefined && { list }),
			...(read !== undefined && { read }),
			...(namesAt !== undefined && { namesAt }),
			...(valueAt !== undefined && { valueAt }),
			...(tokenEnv !== undefined && { tokens: { token: async () => env[tokenEnv]?.trim() } }),
		}),
	);
}

async function openDcos({ dcos }: StoreSurroundings): Promise<Opened> {
	if (dcos === undefined) {
		return failed(
			"A secret store of kind 'dcos' is that of a target: name a target, or give the store a 'url'.",
		);
	}
	const { dcosStore } = await import('./dcos.ts');
	const tokens = dcos.tokens ?? { token: async () => undefined };
	return opened(dcosStore({ url: dcos.cluster, tokens, transport: dcos.transport }));
}

async function openVault(settings: ObjectNode, { env, transport }: StoreSurroundings): Promise<Opened> {
	const url = textAt(settings, 'url');
	if (url === undefined) return failed("The secret store has no 'url'.");
	const auth = vaultAuth(settings, env);
	if ('problems' in auth) return { ok: false, problems: auth.problems };
	const kvNode = valueIn(settings, 'kv');
	const kv = kvNode?.kind === 'number' ? Number(kvNode.raw) : undefined;
	const mount = textAt(settings, 'mount');
	const root = textAt(settings, 'root');
	const namespace = textAt(settings, 'namespace');
	const { vaultStore } = await import('./vault.ts');
	return opened(
		vaultStore({
			url,
			transport,
			auth,
			...(mount !== undefined && { mount }),
			...(root !== undefined && { root }),
			...(namespace !== undefined && { namespace }),
			...((kv === 1 || kv === 2) && { kv }),
		}),
	);
}

function vaultAuth(
	settings: ObjectNode,
	env: Environment,
): VaultAuth | { readonly problems: readonly string[] } {
	const [tokenEnv, roleIdEnv, secretIdEnv, jwtEnv, role, mount] = [
		'tokenEnv',
		'roleIdEnv',
		'secretIdEnv',
		'jwtEnv',
		'role',
		'loginMount',
	].map(name => textAt(settings, name));
	const from = (variable: string) => async (): Promise<string | undefined> => env[variable]?.trim();
	const at = mount === undefined ? {} : { mount };
	const missing = (...variables: [string, string][]): readonly string[] =>
		missingVariables('the secret store', variables, env);
	if (roleIdEnv !== undefined && secretIdEnv !== undefined) {
		const problems = missing([roleIdEnv, 'the role id'], [secretIdEnv, 'the secret id']);
		const [roleId, secretId] = [from(roleIdEnv), from(secretIdEnv)];
		return problems.length > 0 ? { problems } : { method: 'approle', roleId, secretId, ...at };
	}
	if (jwtEnv !== undefined && role !== undefined) {
		const problems = missing([jwtEnv, 'the JWT']);
		return problems.length > 0 ? { problems } : { method: 'jwt', role, jwt: from(jwtEnv), ...at };
	}
	if (tokenEnv === undefined) {
		const ways = "'tokenEnv', 'roleIdEnv' with 'secretIdEnv', or 'jwtEnv' with 'role'";
		return { problems: [`The secret store says no way to log in: give it ${ways}.`] };
	}
	const problems = missing([tokenEnv, 'the token']);
	return problems.length > 0 ? { problems } : { method: 'token', token: from(tokenEnv) };
}

function opened(store: Store): Opened {
	return { ok: true, store };
}

function failed(problem: string): Opened {
	return { ok: false, problems: [problem] };
}

function textAt(settings: ObjectNode, name: string): string | undefined {
	return stringIn(valueIn(settings, name));
}

function textsAt(settings: ObjectNode, name: string): readonly string[] | undefined {
	const list = valueIn(settings, name);
	return list?.kind === 'array' ? itemsOf(list).flatMap(item => stringIn(item) ?? []) : undefined;
}

function commandAt(settings: ObjectNode, name: string): CommandLine | undefined {
	const [command, ...args] = textsAt(settings, name) ?? [];
	return command === undefined ? undefined : [command, ...args];
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
	return node?.kind === 'array' ? node.items : [];
}
