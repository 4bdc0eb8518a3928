import { fileURLToPath, pathToFileURL } from 'node:url';
import { absolutePath, slashed } from '../files/paths.ts';

/** The URI of an absolute path. */
export function uriOf(path: string): string {
	return pathToFileURL(path).href;
}

/** The absolute path of a URI, with `/`; undefined for what is no file on this machine. */
export function pathOfUri(uri: string): string | undefined {
	try {
		return absolutePath(slashed(fileURLToPath(uri)), '.');
	} catch {
		return undefined;
	}
}
