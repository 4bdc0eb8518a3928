const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
	let crc = n;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
	return crc >>> 0;
});

/** CRC-32 (IEEE) of a text of ASCII characters, as an unsigned number. */
export function crc32(text: string): number {
	let crc = 0xffffffff;
	for (let i = 0; i < text.length; i++) {
		crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0);
	}
	return (crc ^ 0xffffffff) >>> 0;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * GitHub's and npm's classic tokens: four characters of prefix, then a body whose last six characters are the CRC-32
 * of the rest in base 62. Source: GitHub blog, "Behind GitHub's new authentication token formats" (2021-04-05), and
 * "Announcing npm's new access token format"; alphabet and byte order as CredSweeper's ValueGitHubCheck reads them.
 */
export function hasBase62Checksum(token: string): boolean {
	const sum = token.slice(-6);
	let number = 0;
	for (const char of sum) {
		const digit = BASE62.indexOf(char);
		if (digit < 0) return false;
		number = number * 62 + digit;
	}
	return number === crc32(token.slice(4, -6));
}

/** Atlassian's and Bitbucket's tokens end in the CRC-32 of the rest, as eight upper-case hex digits (CredSweeper, ValueAtlassianTokenCheck). */
export function hasHexChecksum(token: string): boolean {
	return Number.parseInt(token.slice(-8), 16) === crc32(token.slice(0, -8));
}

/** Grafana's service-account tokens end in `_` and the CRC-32 of the rest, least significant byte first (CredSweeper, ValueGrafanaServiceCheck). */
export function hasReversedHexChecksum(token: string): boolean {
	const bytes = token.slice(-8).match(/../g) ?? [];
	return Number.parseInt(bytes.reverse().join(''), 16) === crc32(token.slice(0, -9));
}
