import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A path as globs, findings and settings name it: with `/` on every system. */
export function slashed(path: string): string {
	return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** An absolute path with `/`, of a path relative to a folder or absolute. */
export function absolutePath(folder: string, path: string): string {
	return slashed(resolve(folder, path));
}

/** How a file is called in findings and messages: relative to the working directory, with `/`; `.` for itself. */
export function displayPath(cwd: string, path: string): string {
	const way = relative(cwd, path);
	// On another drive there is no way.
	return isAbsolute(way) ? slashed(path) : slashed(way) || '.';
}

/** Whether a path is a folder or lies in it; both absolute, with `/`. */
export function isInFolder(path: string, folder: string): boolean {
	return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
