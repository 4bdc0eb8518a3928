/** The section of the client's configuration that is ours. */
export const SETTINGS_SECTION = 'metronomeJobs';

/** What an editor's user may set, in the words of the command line. Undefined: the project's config decides. */
export interface ClientSettings {
	/** Path of a config file, instead of the one found upwards from each file. */
	readonly config: string | undefined;
	readonly target: string | undefined;
	readonly metronome: string | undefined;
	readonly dcos: string | undefined;
	/** Which files are judged; undefined: the open ones, and all of them for a client that asks for all. */
	readonly check: CheckScope | undefined;
	/**
	 * False takes back what was said at the start ({@link isTrustedAtStart}): secret stores may be asked, which can run
	 * commands, and send what the environment holds wherever the settings of a workspace say.
	 */
	readonly trusted: boolean;
}

/** The open documents, every job file of the workspace, or nothing at all. */
export type CheckScope = 'open' | 'workspace' | 'off';

export const NO_CLIENT_SETTINGS: ClientSettings = {
	config: undefined,
	target: undefined,
	metronome: undefined,
	dcos: undefined,
	check: undefined,
	trusted: true,
};

/**
 * Reads our section. Clients answer `null` for a section nobody has set (Neovim, Eglot: facts/test-clients §4), and
 * anything else may come as well; what is not a string is as if unset.
 */
export function readClientSettings(section: unknown): ClientSettings {
	return {
		config: stringOf(section, 'config'),
		target: stringOf(section, 'target'),
		metronome: stringOf(section, 'metronome'),
		dcos: stringOf(section, 'dcos'),
		check: SCOPES.find(scope => scope === stringOf(section, 'check')),
		trusted: property(section, 'trusted') !== false,
	};
}

/**
 * Whether `initializationOptions` say, in our section or by itself, that the workspace is trusted. Only here it can become
 * so: an editor that does not ask its user must not run what a repository says just because it was opened.
 */
export function isTrustedAtStart(options: unknown): boolean {
	const said = [property(sectionOf(options), 'trusted'), property(options, 'trusted')];
	return said.includes(true) && !said.includes(false);
}

const SCOPES: readonly CheckScope[] = ['open', 'workspace', 'off'];

export function isSame(a: ClientSettings, b: ClientSettings): boolean {
	const isSameTarget = a.target === b.target && a.metronome === b.metronome && a.dcos === b.dcos;
	return isSameTarget && a.config === b.config && a.check === b.check && a.trusted === b.trusted;
}

/** Finds our section in settings that were pushed: `{"metronomeJobs": {…}}`. */
export function sectionOf(settings: unknown): unknown {
	return property(settings, SETTINGS_SECTION);
}

function stringOf(section: unknown, name: string): string | undefined {
	const value = property(section, name);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function property(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.entries(value).find(([key]) => key === name)?.[1];
}
