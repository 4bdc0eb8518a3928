/** URIs are compared and cut as text: clients differ in how they escape, and no path is ever opened from here. */

/** The directory of a URI, ending in `/`. */
export function directoryOf(uri: string): string {
	return uri.slice(0, uri.lastIndexOf('/') + 1);
}

export function asDirectory(uri: string): string {
	return uri.endsWith('/') ? uri : `${uri}/`;
}

/** The last part of a URI, unescaped. */
export function baseName(uri: string): string {
	return unescaped(uri.slice(uri.lastIndexOf('/') + 1));
}

/** The name of a file relative to a directory, unescaped, with `/`; the whole URI where it is not inside. */
export function nameIn(root: string, uri: string): string {
	const plainRoot = unescaped(root);
	const plain = unescaped(uri);
	return plain.startsWith(plainRoot) ? plain.slice(plainRoot.length) : uri;
}

export function isInside(root: string, uri: string): boolean {
	return unescaped(uri).startsWith(unescaped(root));
}

export function isSameFile(a: string, b: string): boolean {
	return unescaped(a) === unescaped(b);
}

function unescaped(uri: string): string {
	if (!uri.includes('%')) return uri;
	try {
		return decodeURIComponent(uri);
	} catch {
		return uri;
	}
}
