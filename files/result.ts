import type { Finding, Severity } from '../core/finding.ts';
import type { Reading } from '../core/job-file.ts';
import type { Environment } from '../core/settings-target.ts';
import type { AskedStore } from '../core/target.ts';
import type { SourceText } from '../core/text.ts';

/** What someone asks to be checked. All paths are relative to `cwd` or absolute. */
export interface CheckRequest {
	readonly cwd: string;
	/** Files, directories and globs; empty: the config's `jobs`, or the working directory. */
	readonly paths: readonly string[];
	readonly config?: string;
	readonly target?: string;
	readonly metronome?: string;
	readonly dcos?: string;
	readonly rules?: ReadonlyMap<string, Severity | 'off'>;
	readonly baseline?: string;
	readonly updateBaseline?: boolean;
	/** Only findings in files that changed since this git revision are reported. */
	readonly changedSince?: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly reading: Reading;
	/** The text for the path `-`, and the name it goes by. */
	readonly stdin?: { readonly text: string; readonly path: string };
	/** Gives variables of the target their values; without it those from the environment are not known yet. */
	readonly env?: Environment;
	/** What the stores said that the settings name, by the path of the config that names them. */
	readonly stores?: ReadonlyMap<string, AskedStore>;
}

/** A file that could be read and was judged. `path` is relative to `cwd`, with `/`. */
export interface CheckedFile {
	readonly path: string;
	/** Null where the file has no finding: of thousands of files only those texts are kept that are shown. */
	readonly source: SourceText | null;
	readonly jobs: number;
	/** In source order, suppressed ones included. */
	readonly findings: readonly Finding[];
}

/** Something that kept a file or the whole request from being judged. */
export interface Trouble {
	/** `usage`: wrong path or config (exit 2) · `io`: a file that could not be read (exit 3). */
	readonly kind: 'usage' | 'io';
	readonly path: string | null;
	/** Names the file, what went wrong, and the way out. */
	readonly message: string;
}

export interface Summary {
	readonly files: number;
	readonly jobs: number;
	readonly errors: number;
	readonly warnings: number;
	readonly infos: number;
	readonly fixable: number;
	readonly suppressed: number;
}

export interface CheckResult {
	readonly files: readonly CheckedFile[];
	/** Every finding of every reported file, by path and place. Those of the config file come last. */
	readonly findings: readonly Finding[];
	/** Texts by path, of every file a finding or a related place speaks of. */
	readonly sources: ReadonlyMap<string, SourceText>;
	readonly summary: Summary;
	readonly troubles: readonly Trouble[];
	/** Worth a line on a terminal: no jobs found, stale baseline entries. */
	readonly notices: readonly string[];
	/** `Metronome 0.6.68 (DC/OS 2.2.0)`: what was judged for. */
	readonly judgedFor: string;
}
