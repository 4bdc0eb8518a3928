import { expect, test } from 'vitest';
import { crc32, hasBase62Checksum, hasHexChecksum, hasReversedHexChecksum } from './checksum.ts';

test('the CRC-32 is the one of the standard check value', () => {
	expect(crc32('123456789')).toBe(0xcbf43926);
});

test('a base-62 checksum covers the body and not the prefix', () => {
	const sum = base62(0xcbf43926);
	expect(hasBase62Checksum(`abc_123456789${sum}`)).toBe(true);
	expect(hasBase62Checksum(`xyz_123456789${sum}`)).toBe(true);
	expect(hasBase62Checksum(`abc_123456788${sum}`)).toBe(false);
	expect(hasBase62Checksum('abc_123456789-!-!-!')).toBe(false);
});

test('a hex checksum covers everything before it, in either byte order', () => {
	expect(hasHexChecksum('123456789CBF43926')).toBe(true);
	expect(hasHexChecksum('123456789CBF43927')).toBe(false);
	expect(hasReversedHexChecksum('123456789_2639f4cb')).toBe(true);
	expect(hasReversedHexChecksum('123456789_cbf43926')).toBe(false);
});

function base62(number: number): string {
	const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
	let text = '';
	for (let rest = number; text.length < 6; rest = Math.floor(rest / 62)) text = digits[rest % 62] + text;
	return text;
}
