import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { httpDispatcher } from '../stores/transport.ts';
import { ArtifactFault } from './extraction.ts';

export interface DownloadLimits {
	/** Of one artifact. */
	readonly bytes: number;
	/** How long nothing may come, in ms. Source: Mesos docs/configuration/agent.md, `fetcher_stall_timeout`. */
	readonly stallMs: number;
}

const PERMISSIONS = 0o777;
const READABLE = 0o644;

export const DOWNLOAD_LIMITS: DownloadLimits = { bytes: 2 ** 30, stallMs: 60_000 };

/**
 * The name of an artifact in the sandbox: what follows the last slash, a query included.
 * Source: Mesos src/slave/containerizer/fetcher.cpp, `Fetcher::basename`.
 */
export function artifactName(uri: string): string {
	if (/[\\'\0]/.test(uri)) throw new ArtifactFault('its URI has a backslash, a quotation mark or a NUL');
	const name = uri.slice(uri.lastIndexOf('/') + 1);
	const path = /^[^:/]+:\/\/(.*)$/s.exec(uri)?.[1];
	if ((path !== undefined && !path.includes('/')) || name === '' || name === '.' || name === '..') {
		throw new ArtifactFault('its URI does not end in the name of a file');
	}
	return name;
}

/** A URI as it can be told: without user, password and query, any of which may be a secret. */
export function shownUri(uri: string): string {
	return uri
		.replace(/^([^:/]+:\/\/)[^/]*@/, '$1')
		.replace(/\?.*$/s, '?…')
		.replace(/#.*$/s, '');
}

/**
 * Fetches a URI into a file that does not exist: `file://`, a path of this machine, `http://` and `https://`.
 * Rejects with an {@link ArtifactFault}, and with the signal's reason.
 */
export async function download(
	uri: string,
	file: string,
	limits: DownloadLimits,
	signal: AbortSignal,
): Promise<void> {
	const local = localPath(uri);
	if (local !== undefined) await copy(local, file, limits, signal);
	else if (/^https?:\/\//.test(uri)) await fetchOver(uri, file, limits, signal);
	else throw new ArtifactFault('only file, http and https are fetched here');
}

/** Source: Mesos src/slave/containerizer/fetcher.cpp, `uriToLocalPath`: percent signs stay. */
function localPath(uri: string): string | undefined {
	const path = uri.startsWith('file://') ? uri.slice('file://'.length).replace(/^localhost(?=\/)/, '') : uri;
	if (path.startsWith('/')) return path;
	if (uri.startsWith('file:')) throw new ArtifactFault('a file URI is file:// and a full path');
	if (!uri.includes('://')) throw new ArtifactFault('a path of this machine must be a full one');
	return undefined;
}

/** As `cp` does, with the permissions of the file. */
async function copy(from: string, to: string, limits: DownloadLimits, signal: AbortSignal): Promise<void> {
	let status: Stats;
	try {
		status = await stat(from);
	} catch (error) {
		throw new ArtifactFault(`there is no such file, or it may not be read (${codeOf(error)})`);
	}
	if (!status.isFile()) throw new ArtifactFault('it is no file');
	try {
		await pipeline(createReadStream(from), atMost(limits.bytes), fileTo(to, status.mode & PERMISSIONS), {
			signal,
		});
	} catch (error) {
		if (error instanceof ArtifactFault) throw error;
		signal.throwIfAborted();
		throw new ArtifactFault(`it cannot be copied (${codeOf(error)})`);
	}
}

/**
 * User and password of the URI go into a header, which is not sent to another host. Proxies are those of the environment,
 * and authorities those of Node, NODE_EXTRA_CA_CERTS included.
 */
async function fetchOver(
	uri: string,
	file: string,
	limits: DownloadLimits,
	signal: AbortSignal,
): Promise<void> {
	const url = parsed(uri);
	const undici = await import('undici');
	const headers = new undici.Headers();
	if (url.username !== '' || url.password !== '') {
		const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
		headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
		url.username = '';
		url.password = '';
	}
	const stalled = new AbortController();
	const timer = setTimeout(() => stalled.abort(), limits.stallMs);
	let dispatcher: Dispatcher | undefined;
	try {
		dispatcher = await httpDispatcher({ env: process.env }, url.protocol);
		const either = AbortSignal.any([signal, stalled.signal]);
		const response = await undici.fetch(url, { headers, signal: either, dispatcher });
		if (response.status !== 200 || response.body === null) {
			await response.body?.cancel();
			throw new ArtifactFault(`the server answered with HTTP ${response.status}`);
		}
		const alive = new Transform({
			transform(chunk, _, done) {
				timer.refresh();
				done(null, chunk);
			},
		});
		await pipeline(response.body, alive, atMost(limits.bytes), fileTo(file, READABLE));
	} catch (error) {
		if (error instanceof ArtifactFault) throw error;
		signal.throwIfAborted();
		if (stalled.signal.aborted) throw new ArtifactFault(`nothing came for ${limits.stallMs / 1000} s`);
		throw new ArtifactFault(`it cannot be fetched (${codeOf(error)})`);
	} finally {
		clearTimeout(timer);
		await dispatcher?.destroy();
	}
}

function parsed(uri: string): URL {
	try {
		const url = new URL(uri);
		decodeURIComponent(url.username + url.password);
		return url;
	} catch {
		// The error would quote the URI.
		throw new ArtifactFault('its URI is not sound');
	}
}

/** What the user's mask leaves of a mode. */
function fileTo(file: string, mode: number) {
	return createWriteStream(file, { flags: 'wx', mode });
}

function atMost(bytes: number): Transform {
	let size = 0;
	return new Transform({
		transform(chunk: Buffer, _, done) {
			size += chunk.length;
			if (size <= bytes) done(null, chunk);
			else done(new ArtifactFault(`it is larger than ${Math.floor(bytes / 2 ** 20)} MiB`));
		},
	});
}

/** ENOENT, ECONNREFUSED and the like, also of what `fetch` wraps; never a message. */
function codeOf(error: unknown): string {
	for (let at = error; at instanceof Error; at = at.cause) {
		if ('code' in at && typeof at.code === 'string' && /^[A-Z0-9_]{1,40}$/.test(at.code)) return at.code;
	}
	return 'no reason told';
}
