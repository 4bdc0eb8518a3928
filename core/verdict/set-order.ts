/** Sets and maps of up to so many entries keep the order in which they were filled. */
const SMALL = 4;

/**
 * Distinct names in the order in which the server's language (Scala 2.12) goes through a set or a map of them, which
 * shows in its messages. Source: scala.collection.immutable.HashSet and HashMap; recordings v1-01355, v1-01660,
 * v1-02278.
 */
export function setOrder(names: readonly string[]): readonly string[] {
	if (names.length <= SMALL) return names;
	return names
		.map(name => ({ name, hash: spread(hashCode(name)) }))
		.sort((a, b) => compareFromLowBits(a.hash, b.hash))
		.map(({ name }) => name);
}

/** `java.lang.String.hashCode`. */
function hashCode(text: string): number {
	let hash = 0;
	for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
	return hash;
}

/** `scala.collection.immutable.HashMap.improve`. */
function spread(code: number): number {
	let hash = (code + ~(code << 9)) | 0;
	hash ^= hash >>> 14;
	hash = (hash + (hash << 4)) | 0;
	return hash ^ (hash >>> 10);
}

/** The tree of a hash set branches by five bits at a time, from the low end. */
const BITS = 5;

function compareFromLowBits(a: number, b: number): number {
	for (let shift = 0; shift < 32; shift += BITS) {
		const difference = ((a >>> shift) & 31) - ((b >>> shift) & 31);
		if (difference !== 0) return difference;
	}
	return 0;
}
