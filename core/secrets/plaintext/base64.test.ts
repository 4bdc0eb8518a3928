import { expect, test } from 'vitest';
import { decodeBase64 } from './base64.ts';

test.each([
	['aGVsbG8=', 'hello'],
	['aGVsbG8', 'hello'],
	['_-8', '\xff\xef'],
	['/+8=', '\xff\xef'],
	['', ''],
])('%s decodes', (encoded, decoded) => {
	expect(decodeBase64(encoded)).toBe(decoded);
});

test.each(['a', 'aGVs!', 'aGVsbG8===', 'aG Vs', 'é'])('%s is no base64', text => {
	expect(decodeBase64(text)).toBeNull();
});
