import { isAtLeast, type Version, version } from './version.ts';

/**
 * A JSON number with the digits the server keeps: play-json reads into a decimal of 34 digits, rounded half to even
 * (java.math.MathContext.DECIMAL128; recordings v1-00853, v1-00872). The value is `digits × 10^exponent`.
 */
export interface Decimal {
	readonly digits: bigint;
	readonly exponent: number;
}

/** Digits kept since {@link NUMBERS_LIMITED_SINCE}. */
const PRECISION = 34;

/**
 * From here on numbers have at most 34 digits, 310 characters and a scale of 6178; older servers keep every number
 * as written. Metronome commit b46cd62 (0.6.42) brought the newer play-json; recordings v1-00872, v1-01712,
 * v1-01713, v1-01716 at 0.6.33 and 0.6.44.
 */
export const NUMBERS_LIMITED_SINCE = version('0.6.42');

/** How many digits of a number a server of this version keeps. */
export function keptDigits(target: Version): number {
	return isAtLeast(target, NUMBERS_LIMITED_SINCE) ? PRECISION : Number.POSITIVE_INFINITY;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Reads a JSON number as written, of any length and exponent; `undefined` for anything else.
 * `kept`: the digits that count, the rest is rounded.
 */
export function readDecimal(raw: string, kept = PRECISION): Decimal | undefined {
	const match = NUMBER.exec(raw);
	if (match === null) return undefined;
	const fraction = match[3] ?? '';
	const digits = `${match[2] ?? ''}${fraction}`.replace(/^0+(?=\d)/, '');
	const exponent = clamp(Number(match[4] ?? 0)) - fraction.length;
	const rounded = roundedDigits(digits, kept);
	const value = BigInt(rounded.digits);
	return { digits: match[1] === '-' ? -value : value, exponent: exponent + rounded.dropped };
}

/** The same for the text of a number node. One that is half typed (`1e`, `-`) counts as 0; its syntax is spoken of elsewhere. */
export function decimal(raw: string, kept = PRECISION): Decimal {
	return readDecimal(raw, kept) ?? { digits: 0n, exponent: 0 };
}

/** Keeps arithmetic on exponents exact; no server reads one as long. */
function clamp(exponent: number): number {
	return Math.min(Math.max(exponent, -LARGEST_EXPONENT), LARGEST_EXPONENT);
}

const LARGEST_EXPONENT = 2 ** 40;

/** Rounds half to even on the digits themselves: a number of a million digits costs no more than reading it. */
function roundedDigits(digits: string, kept: number): { readonly digits: string; readonly dropped: number } {
	if (digits.length <= kept) return { digits, dropped: 0 };
	const dropped = digits.length - kept;
	const head = BigInt(digits.slice(0, kept));
	const tail = digits.slice(kept);
	const isHalf = /^50*$/.test(tail);
	const up = isHalf ? head % 2n !== 0n : tail >= '5';
	const rounded = (up ? head + 1n : head).toString();
	return rounded.length > kept
		? { digits: rounded.slice(0, kept), dropped: dropped + 1 }
		: { digits: rounded, dropped };
}

/** Below 0: `a` is smaller. Never expands a huge exponent. */
export function compareDecimals(a: Decimal, b: Decimal): number {
	const signs = sign(a.digits) - sign(b.digits);
	if (signs !== 0 || a.digits === 0n) return signs;
	const magnitudes = magnitude(a) - magnitude(b);
	if (magnitudes !== 0) return a.digits < 0n ? -magnitudes : magnitudes;
	const shift = Math.min(a.exponent, b.exponent);
	const left = a.digits * 10n ** BigInt(a.exponent - shift);
	const right = b.digits * 10n ** BigInt(b.exponent - shift);
	return left < right ? -1 : left > right ? 1 : 0;
}

function sign(value: bigint): number {
	return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** The power of ten of the first digit. */
function magnitude(value: Decimal): number {
	return value.digits.toString().replace('-', '').length + value.exponent;
}

/** `2.0`, `2e0` and `20e-1` are whole. */
export function isWhole(value: Decimal): boolean {
	if (value.exponent >= 0 || value.digits === 0n) return true;
	const text = value.digits.toString();
	let end = text.length;
	while (text[end - 1] === '0') end--;
	return text.length - end >= -value.exponent;
}

/** The number without its fraction, kept in the low 64 bits: what a Java `long` makes of it (recordings v1-00955 … v1-00958). */
export function toLong(value: Decimal): bigint {
	// From 10^64 on all 64 low bits are 0.
	if (value.exponent >= 64 || value.digits === 0n) return 0n;
	if (value.exponent >= 0) return BigInt.asIntN(64, value.digits * 10n ** BigInt(value.exponent));
	const length = value.digits.toString().replace('-', '').length;
	if (-value.exponent >= length) return 0n;
	return BigInt.asIntN(64, value.digits / 10n ** BigInt(-value.exponent));
}

/** play-json writes a number without exponent below the one and above the other (`MaxPlain`, `MinPlain`). */
const LARGEST_PLAIN = 20;
const SMALLEST_PLAIN = -10;

/**
 * A number as the server writes it, in answers and in messages: without final zeros, with an exponent only where it is
 * very large or small (recordings v1-00818, v1-00838, v1-00841, v1-00871, v1-02214).
 */
export function decimalText(value: Decimal): string {
	const { digits, exponent } = withoutFinalZeros(value);
	const text = (digits < 0n ? -digits : digits).toString();
	const sign = digits < 0n ? '-' : '';
	const power = text.length - 1 + exponent;
	if (power >= LARGEST_PLAIN || power < SMALLEST_PLAIN) {
		const mantissa = text.length > 1 ? `${text[0]}.${text.slice(1)}` : text;
		return `${sign}${mantissa}E${power >= 0 ? '+' : ''}${power}`;
	}
	if (exponent >= 0) return sign + text + '0'.repeat(exponent);
	const padded = text.padStart(1 - exponent, '0');
	return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function withoutFinalZeros(value: Decimal): Decimal {
	if (value.digits === 0n) return { digits: 0n, exponent: 0 };
	const text = value.digits.toString();
	let end = text.length;
	while (text[end - 1] === '0') end--;
	return { digits: BigInt(text.slice(0, end)), exponent: value.exponent + text.length - end };
}
