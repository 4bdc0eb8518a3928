import { posix } from 'node:path';
import { quoted } from '../core/quote.ts';
import { mayRead } from '../core/secrets/spaces.ts';
import type { StoredJob } from '../core/stored.ts';
import type { SourceDialect } from '../core/target.ts';
import { faultKind, type NamedPlugin, type SecretsSetup, type SecretValue, TimeUp } from './plugin.ts';
import type { Run } from './runs.ts';

/** What a task gets of its job's secrets. The only place where values are. */
export interface Delivery {
	readonly env: ReadonlyMap<string, string>;
	/** Path in the sandbox, normalized and never out of it → bytes. */
	readonly files: ReadonlyMap<string, Uint8Array>;
	/** What was left out and why; never a value. */
	readonly notes: readonly string[];
}

export interface SecretsOptions {
	readonly setup: SecretsSetup;
	/** How sources are read; only `dcos` has spaces. */
	readonly dialect: SourceDialect;
	/** How long one secret may take, in ms, whatever the number of plugins. */
	readonly timeoutMs: number;
}

/** Why a run cannot have its secrets. The message has names only. */
export class SecretsFault extends Error {}

/** A place where a task expects a secret. */
interface Use {
	readonly alias: string;
	readonly as: { readonly env: string } | { readonly file: string };
}

const NOTHING: Pick<Delivery, 'env' | 'files'> = { env: new Map(), files: new Map() };

/**
 * Asks the plugins for the secrets that a task of the run gets. Rejects with a {@link SecretsFault} where one of them
 * cannot be had; a value that no task would get is not asked for.
 */
export async function secretsFor(run: Run, options: SecretsOptions, signal: AbortSignal): Promise<Delivery> {
	const { setup } = options;
	const wanted = usesOf(run.job);
	if (setup.kind !== 'on') {
		return { ...NOTHING, notes: wanted.all > 0 ? [notPassed(wanted.all, setup.kind)] : [] };
	}
	const env = new Map<string, string>();
	const files = new Map<string, Uint8Array>();
	const values = await readAll(
		new Set(wanted.uses.map(({ alias }) => alias)),
		run,
		options,
		setup.plugins,
		signal,
	);
	for (const { alias, as } of wanted.uses) {
		const value = values.get(alias) ?? '';
		if ('env' in as) env.set(as.env, textOf(value, alias));
		else files.set(as.file, typeof value === 'string' ? new TextEncoder().encode(value) : value);
	}
	return { env, files, notes: wanted.notes };
}

function notPassed(count: number, kind: 'off' | 'none'): string {
	const why =
		kind === 'off'
			? 'the feature is off (METRONOME_FEATURES_ENABLE=secrets turns it on)'
			: 'the feature is on, but no plugin is configured (METRONOME_PLUGIN_DIR, METRONOME_PLUGIN_CONF)';
	return `none of its ${count === 1 ? '1 secret is' : `${count} secrets are`} passed: ${why}`;
}

interface Uses {
	readonly uses: readonly Use[];
	readonly notes: readonly string[];
	/** How many places of the job want a secret, those that get none included. */
	readonly all: number;
}

/**
 * Without a container the server drops the volumes, file secrets among them.
 * Source: Metronome MarathonImplicits.scala, `toContainer`; facts: metronome-and-dcos §4, silent drops.
 */
function usesOf({ run }: StoredJob): Uses {
	const uses: Use[] = [];
	const notes: string[] = [];
	for (const [name, value] of run.env) {
		if (typeof value !== 'string') uses.push({ alias: value.secret, as: { env: name } });
	}
	const inContainer = run.docker !== undefined || run.ucr !== undefined;
	const files = run.volumes.flatMap(volume => ('secret' in volume ? [volume] : []));
	const all = uses.length + files.length;
	for (const { containerPath, secret } of files) {
		const shown = quoted(containerPath);
		if (!inContainer)
			notes.push(`no file ${shown}: Metronome drops file secrets of a job without a container`);
		else if (containerPath.startsWith('/')) {
			notes.push(`no file ${shown} in the sandbox: the path of a file secret must not begin with a slash`);
		} else uses.push({ alias: secret, as: { file: pathInSandbox(containerPath) } });
	}
	return { uses, notes, all };
}

/** Source of what no container can be made with: rule file-secret-path. */
function pathInSandbox(containerPath: string): string {
	const path = posix.normalize(containerPath);
	const shown = quoted(containerPath);
	if (path === '..' || path.startsWith('../')) {
		throw new SecretsFault(`the file secret ${shown} leads out of the sandbox`);
	}
	if (path === '.' || path.endsWith('/') || path.includes('\0')) {
		throw new SecretsFault(`the file secret ${shown} names no file`);
	}
	return path;
}

async function readAll(
	aliases: ReadonlySet<string>,
	run: Run,
	options: SecretsOptions,
	plugins: readonly NamedPlugin[],
	signal: AbortSignal,
): Promise<ReadonlyMap<string, SecretValue>> {
	const sources = [...aliases].map(alias => ({
		alias,
		source: readableSource(alias, run.job, options.dialect),
	}));
	// The first that fails ends the others.
	const failed = new AbortController();
	const either = AbortSignal.any([signal, failed.signal]);
	try {
		const pairs = sources.map(async ({ alias, source }) => {
			const value = await readOne(alias, source, run, plugins, options.timeoutMs, either);
			return [alias, value] as const;
		});
		return new Map(await Promise.all(pairs));
	} finally {
		failed.abort();
	}
}

function readableSource(alias: string, job: StoredJob, dialect: SourceDialect): string {
	const source = job.run.secrets.get(alias);
	if (source === undefined) throw new SecretsFault(`the secret ${quoted(alias)} is not declared`);
	if (dialect === 'dcos' && !mayRead(job.id, source)) {
		const message = `the secret ${quoted(alias)} (${quoted(source)}) lies outside the spaces of the job ${job.id}`;
		throw new SecretsFault(message);
	}
	return source;
}

async function readOne(
	alias: string,
	source: string,
	run: Run,
	plugins: readonly NamedPlugin[],
	timeoutMs: number,
	stopped: AbortSignal,
): Promise<SecretValue> {
	const timeUp = new AbortController();
	const timer = setTimeout(() => timeUp.abort(), timeoutMs);
	const signal = AbortSignal.any([stopped, timeUp.signal]);
	try {
		for (const { name, plugin } of plugins) {
			const value = await asked(alias, name, signal, () =>
				plugin.read(source, { jobId: run.job.id, runId: run.id, signal }),
			);
			if (value !== undefined) return value;
		}
	} finally {
		clearTimeout(timer);
		// Whoever still works on an answer may stop.
		timeUp.abort();
	}
	const names = plugins.map(({ name }) => quoted(name)).join(', ');
	throw new SecretsFault(`the secret ${quoted(alias)} (source ${quoted(source)}) is missing: asked ${names}`);
}

/** The answer of one plugin, whatever it does. */
async function asked(
	alias: string,
	plugin: string,
	signal: AbortSignal,
	read: () => unknown,
): Promise<SecretValue | undefined> {
	let value: unknown;
	try {
		value = await beforeAbort(signal, async () => read());
	} catch (error) {
		throw new SecretsFault(
			`the plugin ${quoted(plugin)} failed for the secret ${quoted(alias)} (${faultKind(error)})`,
		);
	}
	if (value === undefined || typeof value === 'string' || value instanceof Uint8Array) return value;
	const kind = value === null ? 'null' : Array.isArray(value) ? 'an array' : `type ${typeof value}`;
	throw new SecretsFault(
		`the plugin ${quoted(plugin)} answered with ${kind} for the secret ${quoted(alias)}: a string or a Uint8Array is wanted`,
	);
}

/** Rejects with {@link TimeUp} as soon as the signal is given. */
async function beforeAbort<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
	if (signal.aborted) throw new TimeUp();
	let stop = (): void => undefined;
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(new TimeUp());
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([work(), aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/** A variable holds text without NUL; anything else would fail later with a message that quotes it. */
function textOf(value: SecretValue, alias: string): string {
	let text: string | undefined;
	try {
		text =
			typeof value === 'string'
				? value
				: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
	} catch {
		text = undefined;
	}
	if (text === undefined || text.includes('\0')) {
		throw new SecretsFault(`the secret ${quoted(alias)} is no text that an environment variable can hold`);
	}
	return text;
}
