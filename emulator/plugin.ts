import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importModule } from './import-module.ts';

/**
 * A secrets plugin turns the source of a secret into its value when a run starts. A module that is one:
 *
 *     export default configuration => ({
 *       async read(source, { jobId, runId, signal }) {
 *         return (await lookUp(configuration.url, source, { signal })) ?? undefined;
 *       },
 *     });
 */
export interface SecretsPlugin {
	/**
	 * The value of a source, as it stands in `run.secrets.<alias>.source`; text is handed to the task as UTF-8.
	 * Undefined: there is no such secret here, so the next plugin is asked. Throw where nobody can tell. What is thrown
	 * is told by its kind and code only, since a message may quote a value.
	 */
	read(source: string, request: SecretRequest): Promise<SecretValue | undefined> | SecretValue | undefined;
}

export type SecretValue = string | Uint8Array;

export interface SecretRequest {
	readonly jobId: string;
	readonly runId: string;
	/** Aborted when the time is up or the run was stopped: the answer is then of no use. */
	readonly signal: AbortSignal;
}

/** The default export of a plugin's module. `configuration`: what the descriptor has for it, `{}` without. */
export type SecretsPluginFactory = (configuration: unknown) => SecretsPlugin | Promise<SecretsPlugin>;

export interface NamedPlugin {
	/** Its key in the descriptor. */
	readonly name: string;
	readonly plugin: SecretsPlugin;
}

/**
 * What the settings say about secrets. `off`: the feature is not enabled · `none`: enabled, but no plugin is
 * configured · `on`: these plugins, in the order in which they are asked.
 */
export type SecretsSetup =
	| { readonly kind: 'off' }
	| { readonly kind: 'none' }
	| { readonly kind: 'on'; readonly plugins: readonly NamedPlugin[] };

/** A mistake in the plugin settings; the message names the setting. Nothing of a configuration is ever in it. */
export class PluginSettingsError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** How long a plugin may take to be made, in ms. */
const LOAD_TIMEOUT_MS = 10_000;

/**
 * Reads METRONOME_FEATURES_ENABLE, METRONOME_PLUGIN_DIR and METRONOME_PLUGIN_CONF, and loads the plugins. Relative
 * paths count from `folder`. Rejects with a {@link PluginSettingsError}.
 * Source: Metronome docs/docs/secrets.md, application.conf; the descriptor: Marathon docs, "Extend Marathon with
 * Plugins".
 */
export async function loadSecretsSetup(env: Environment, folder: string): Promise<SecretsSetup> {
	const features = (env['METRONOME_FEATURES_ENABLE'] ?? '').split(',').map(feature => feature.trim());
	if (!features.includes('secrets')) return { kind: 'off' };
	const directory = env['METRONOME_PLUGIN_DIR'] || undefined;
	const descriptor = env['METRONOME_PLUGIN_CONF'] || undefined;
	if (directory === undefined && descriptor === undefined) return { kind: 'none' };
	if (directory === undefined) throw fault('METRONOME_PLUGIN_CONF is set, METRONOME_PLUGIN_DIR is not.');
	if (descriptor === undefined) throw fault('METRONOME_PLUGIN_DIR is set, METRONOME_PLUGIN_CONF is not.');
	const entries = readDescriptor(resolve(folder, descriptor));
	const plugins: NamedPlugin[] = [];
	for (const entry of entries) {
		plugins.push({ name: entry.name, plugin: await loadPlugin(resolve(folder, directory), entry) });
	}
	return plugins.length === 0 ? { kind: 'none' } : { kind: 'on', plugins };
}

interface Entry {
	readonly name: string;
	/** The file of the module in the plugin directory. */
	readonly implementation: string;
	readonly configuration: unknown;
}

/** Plugins of Marathon that have another task, such as `mesosphere.marathon.plugin.auth.Authenticator`. */
const OTHER_INTERFACE = /^mesosphere\.marathon\.plugin\.(?!task\.RunSpecTaskProcessor$)/;

/** The enabled secrets plugins of a descriptor. `tags` and `info` are for people; nothing reads them. */
function readDescriptor(file: string): readonly Entry[] {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		// The parser's message would quote the text.
		const why = error instanceof SyntaxError ? 'it is no JSON' : faultKind(error);
		throw fault(`METRONOME_PLUGIN_CONF cannot be read (${why}): ${file}`);
	}
	const plugins = field(content, 'plugins');
	if (!isObject(plugins)) throw fault(`METRONOME_PLUGIN_CONF has no object 'plugins': ${file}`);
	return Object.entries(plugins).flatMap(([name, entry]) => {
		const kind = field(entry, 'plugin');
		const enabled = field(entry, 'enabled') ?? true;
		const implementation = field(entry, 'implementation');
		if (typeof enabled !== 'boolean') throw fault(`'enabled' of the plugin '${name}' is no boolean.`);
		if (typeof kind !== 'string')
			throw fault(`The plugin '${name}' has no 'plugin', the name of its interface.`);
		if (!enabled || OTHER_INTERFACE.test(kind)) return [];
		if (typeof implementation !== 'string' || implementation === '') {
			throw fault(`The plugin '${name}' has no 'implementation', a JavaScript file in METRONOME_PLUGIN_DIR.`);
		}
		return [{ name, implementation, configuration: field(entry, 'configuration') ?? {} }];
	});
}

async function loadPlugin(
	directory: string,
	{ name, implementation, configuration }: Entry,
): Promise<SecretsPlugin> {
	const file = join(directory, implementation);
	const inside = relative(directory, file);
	if (isAbsolute(implementation) || inside === '..' || inside.startsWith(`..${sep}`)) {
		throw fault(`'implementation' of the plugin '${name}' leads out of METRONOME_PLUGIN_DIR.`);
	}
	let plugin: unknown;
	try {
		plugin = await withinTime(async () => {
			const module = await importModule(pathToFileURL(file).href);
			const make = field(module, 'default');
			if (typeof make !== 'function') {
				throw fault(`The plugin '${name}' has no function as its default export: ${file}`);
			}
			return make(configuration);
		});
	} catch (error) {
		if (error instanceof PluginSettingsError) throw error;
		throw fault(`The plugin '${name}' cannot be loaded (${faultKind(error)}): ${file}`);
	}
	if (!isPlugin(plugin)) throw fault(`The plugin '${name}' made no object with a function 'read': ${file}`);
	return plugin;
}

/** Rejects where making the plugin takes too long. */
async function withinTime(make: () => Promise<unknown>): Promise<unknown> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new TimeUp()), LOAD_TIMEOUT_MS);
	});
	try {
		return await Promise.race([make(), late]);
	} finally {
		clearTimeout(timer);
	}
}

/** The time is up. */
export class TimeUp extends Error {}

const ERROR_KINDS = new Set([
	'Error',
	'TypeError',
	'RangeError',
	'ReferenceError',
	'SyntaxError',
	'AbortError',
]);
const ERROR_CODE = /^E[A-Z0-9_]{2,40}$/;

/**
 * What was thrown, as it can be told: `TypeError`, `ENOENT`. Never its message: that may quote a secret value, and so
 * may a name or a code of someone's own making.
 */
export function faultKind(error: unknown): string {
	if (error instanceof TimeUp) return 'it took too long';
	const code = safeField(error, 'code');
	if (typeof code === 'string' && ERROR_CODE.test(code)) return code;
	const name = safeField(error, 'name');
	return typeof name === 'string' && ERROR_KINDS.has(name) ? name : 'something that is no error';
}

/** What is thrown may be anything, a getter that throws included. */
function safeField(value: unknown, key: string): unknown {
	try {
		return field(value, key);
	} catch {
		return undefined;
	}
}

function field(value: unknown, key: string): unknown {
	return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlugin(value: unknown): value is SecretsPlugin {
	return typeof field(value, 'read') === 'function';
}

function fault(message: string): PluginSettingsError {
	return new PluginSettingsError(message);
}
