import { createHash } from 'node:crypto';
import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from '../core/quote.ts';
import type { StoredArtifact } from '../core/stored.ts';
import { extractArchive } from './archive.ts';
import { artifactName, DOWNLOAD_LIMITS, type DownloadLimits, download, shownUri } from './download.ts';
import { ArtifactFault, EXTRACTION_LIMITS, type ExtractionLimits, OUTPUT_FILES } from './extraction.ts';

export interface ArtifactOptions {
	/** Where cached artifacts are kept. */
	readonly cache: string;
	/** Where `bzip2` and `xz` are looked for. */
	readonly path: string;
	readonly limits?: ArtifactLimits;
}

export interface ArtifactLimits {
	readonly download: DownloadLimits;
	readonly extraction: ExtractionLimits;
	/** For all artifacts of a task, in ms. */
	readonly totalMs: number;
}

const LIMITS: ArtifactLimits = {
	download: DOWNLOAD_LIMITS,
	extraction: EXTRACTION_LIMITS,
	totalMs: 15 * 60_000,
};

/** rwxr-xr-x. Source: Mesos src/launcher/fetcher.cpp, `chmodExecutable`. */
const EXECUTABLE = 0o755;

/**
 * Puts the artifacts of tasks into their sandboxes, as the fetcher of Mesos does: an executable is made so and never
 * extracted; an archive is extracted beside itself; one from the cache is extracted without itself. The cache is for
 * the life of the emulator.
 * Source: Mesos src/launcher/fetcher.cpp, docs/fetcher.md. Otherwise than there an archive is refused that leads out
 * of the sandbox, and the output of the task is never replaced.
 */
export class Artifacts {
	private readonly options: ArtifactOptions;
	/** URI → what fetches or has fetched it. */
	private readonly cached = new Map<string, Promise<string>>();

	constructor(options: ArtifactOptions) {
		this.options = options;
	}

	/**
	 * Fetches all, one after the other. Rejects with an {@link ArtifactFault} whose message names the artifact, and, where
	 * the signal is given, with its reason.
	 */
	async fetch(artifacts: readonly StoredArtifact[], sandbox: string, signal: AbortSignal): Promise<void> {
		const { totalMs } = this.options.limits ?? LIMITS;
		const timeUp = AbortSignal.timeout(totalMs);
		for (const artifact of artifacts) {
			try {
				await this.fetchOne(artifact, sandbox, AbortSignal.any([signal, timeUp]));
			} catch (error) {
				signal.throwIfAborted();
				const shown = `the artifact ${quoted(shownUri(artifact.uri.trimStart()))}`;
				if (error instanceof ArtifactFault) throw new ArtifactFault(`${shown}: ${error.message}`);
				if (timeUp.aborted) {
					throw new ArtifactFault(`${shown}: the artifacts took more than ${totalMs / 1000} s`);
				}
				throw new ArtifactFault(`${shown}: ${written(error)}`);
			}
		}
	}

	private async fetchOne(artifact: StoredArtifact, sandbox: string, signal: AbortSignal): Promise<void> {
		const limits = this.options.limits ?? LIMITS;
		const uri = artifact.uri.trimStart();
		const name = artifactName(uri);
		const place = join(sandbox, name);
		makeRoom(place, name);
		const source = artifact.cache ? await this.fromCache(uri, limits.download, signal) : place;
		if (!artifact.cache) await download(uri, place, limits.download, signal);
		const isExtracted =
			artifact.extract &&
			!artifact.executable &&
			(await extractArchive(
				source,
				name,
				{ folder: sandbox, path: this.options.path, limits: limits.extraction },
				signal,
			));
		if (artifact.cache && !isExtracted) copyFileSync(source, place, constants.COPYFILE_EXCL);
		if (artifact.executable) chmodSync(place, EXECUTABLE);
	}

	/** The file of a URI in the cache. Whoever comes while it is fetched waits; a failure is not kept. */
	private async fromCache(uri: string, limits: DownloadLimits, signal: AbortSignal): Promise<string> {
		for (;;) {
			const known = this.cached.get(uri);
			if (known !== undefined) {
				try {
					return await known;
				} catch {
					// The other one was stopped, or had bad luck: try for oneself.
					signal.throwIfAborted();
					continue;
				}
			}
			const file = join(this.options.cache, createHash('sha256').update(uri).digest('hex'));
			const fetching = this.intoCache(uri, file, limits, signal);
			this.cached.set(uri, fetching);
			return await fetching;
		}
	}

	private async intoCache(
		uri: string,
		file: string,
		limits: DownloadLimits,
		signal: AbortSignal,
	): Promise<string> {
		try {
			mkdirSync(this.options.cache, { recursive: true, mode: 0o700 });
			rmSync(file, { force: true });
			await download(uri, file, limits, signal);
			return file;
		} catch (error) {
			this.cached.delete(uri);
			throw error;
		}
	}
}

/** An artifact that comes again, or has the name of another, takes its place. */
function makeRoom(place: string, name: string): void {
	if (OUTPUT_FILES.has(name)) {
		throw new ArtifactFault(`it would take the place of the output of the task (${name})`);
	}
	if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true) {
		throw new ArtifactFault('the sandbox has a folder of its name');
	}
	rmSync(place, { force: true });
}

/** What the disk said, such as ENOSPC. */
function written(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason told';
	return `it cannot be put into the sandbox (${code})`;
}
