/** RFC 3986 `pchar` without the percent sign. */
const SEGMENT_CHARACTER = /[A-Za-z0-9\-._~!$&'()*+,;=:@]/;

export type DecodedSegment = { readonly text: string } | { readonly problem: string };

/**
 * Takes the percent signs out of one segment of a path: UTF-8, and a plus stays a plus. What is wrong is told in the
 * server's words. Source: Play 2.6 UriEncoding.scala, `decodePathSegment`; recordings seq-00085 … seq-00096.
 */
export function decodeSegment(raw: string): DecodedSegment {
	if (/^[A-Za-z0-9._-]*$/.test(raw)) return { text: raw };
	const bytes: number[] = [];
	for (let at = 0; at < raw.length; at++) {
		const sign = raw.charAt(at);
		if (sign === '%') {
			const fault = escapeFault(raw, at);
			if (fault !== undefined) return { problem: `Cannot decode ${raw}: ${fault}` };
			bytes.push(Number.parseInt(raw.slice(at + 1, at + 3), 16));
			at += 2;
		} else if (SEGMENT_CHARACTER.test(sign)) bytes.push(sign.charCodeAt(0));
		else return { problem: `Cannot decode ${raw}: illegal character at position ${at + 1}.` };
	}
	return { text: Buffer.from(bytes).toString('utf8') };
}

function escapeFault(raw: string, at: number): string | undefined {
	const [high, low] = [raw.charAt(at + 1), raw.charAt(at + 2)];
	if (high === '') return '% at end of string';
	if (!isHex(high)) return `expected hex digit at position ${at + 2}.`;
	if (low === '') return 'incomplete percent encoding at end of string';
	return isHex(low) ? undefined : `expected hex digit at position ${at + 3}.`;
}

function isHex(sign: string): boolean {
	return /[0-9A-Fa-f]/.test(sign);
}
