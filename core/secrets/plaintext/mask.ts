/**
 * What stands in place of a secret wherever its line is shown: its kind and its length in UTF-16 units, never a
 * character of it. The length of a password of fewer than eight characters is not told, because it would help
 * to guess it.
 */
export function maskHint(kind: string, length: number): string {
	return length < SHORTEST_TOLD ? `‹${kind}›` : `‹${kind}, ${length} characters›`;
}

const SHORTEST_TOLD = 8;
