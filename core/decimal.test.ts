import { describe, expect, it } from 'vitest';
import {
	compareDecimals,
	decimal,
	decimalText,
	isWhole,
	keptDigits,
	readDecimal,
	toLong,
} from './decimal.ts';
import { version } from './version.ts';

describe('a number is read with the digits the server keeps', () => {
	it('rounded half to even at 34 digits', () => {
		expect(decimalText(decimal('0.1234567890123456789012345678901234567890'))).toBe(
			'0.1234567890123456789012345678901235',
		);
		expect(decimal(`${'1'.repeat(33)}25`).digits).toBe(BigInt(`${'1'.repeat(33)}2`));
		expect(decimal(`${'1'.repeat(33)}35`).digits).toBe(BigInt(`${'1'.repeat(33)}4`));
		expect(decimalText(decimal('9'.repeat(35)))).toBe('1E+35');
	});

	it('and with all of them by an older server', () => {
		expect(keptDigits(version('0.6.42'))).toBe(34);
		expect(
			decimalText(decimal('0.1234567890123456789012345678901234567890', keptDigits(version('0.6.33')))),
		).toBe('0.123456789012345678901234567890123456789');
	});

	it('of any exponent, and nothing else is a number', () => {
		expect(readDecimal('1e999999999999')).toBeDefined();
		expect(toLong(decimal('1e999999999999'))).toBe(0n);
		expect(isWhole(decimal('1e-999999999999'))).toBe(false);
		expect(['1e', '-', '.5', '5.', '+5', '1 ', ''].map(raw => readDecimal(raw))).toEqual(
			Array(7).fill(undefined),
		);
	});
});

describe('numbers are compared by what they are', () => {
	it.each([
		['0.01', '1e-2', 0],
		['31.99999999999999999999', '32', -1],
		['-1e400', '0', -1],
		['0', '-0.0', 0],
		['1e99999', '9e99998', 1],
	])('%s and %s', (a, b, sign) => {
		expect(Math.sign(compareDecimals(decimal(a), decimal(b)))).toBe(sign);
	});

	it('a fraction of zeros is whole', () => {
		expect(['2.0', '2e0', '20e-1', '0.0'].every(raw => isWhole(decimal(raw)))).toBe(true);
		expect(['2.5', '25e-2', '1e-400'].some(raw => isWhole(decimal(raw)))).toBe(false);
	});
});

describe('a number becomes a whole one of 64 bits', () => {
	it.each([
		['2.9', 2n],
		['-0.5', 0n],
		['-1.5', -1n],
		['1e308', 0n],
		['9223372036854775808', -9223372036854775808n],
		['18446744073709551617', 1n],
	])('%s', (raw, long) => {
		expect(toLong(decimal(raw))).toBe(long);
	});
});

describe('a number is written as the server does', () => {
	it.each([
		['0.0', '0'],
		['1.00', '1'],
		['-1e2', '-100'],
		['1e19', '10000000000000000000'],
		['1e20', '1E+20'],
		['123456789012345678901', '1.23456789012345678901E+20'],
		['0.009999999999999999', '0.009999999999999999'],
		['1e-400', '1E-400'],
		['-1e400', '-1E+400'],
	])('%s as %s', (raw, text) => {
		expect(decimalText(decimal(raw))).toBe(text);
	});
});
