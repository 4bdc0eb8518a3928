/**
 * A JSON number with the digits the server keeps: play-json reads into a decimal of 34 digits, rounded half to even
 * (java.math.MathContext.DECIMAL128; recordings v1-00853, v1-00872). The value is `digits × 10^exponent`.
 */
export interface Decimal {
	readonly digits: bigint;
	readonly exponent: number;
}

const PRECISION = 34;

/** Reads a JSON number as written. The text must be one; a huge exponent is fine. */
export function decimal(raw: string): Decimal {
	const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw);
	if (match === null) throw new Error(`not a JSON number: ${raw}`);
	const fraction = match[3] ?? '';
	const digits = BigInt(`${match[1] ?? ''}${match[2] ?? ''}${fraction}`);
	return round({ digits, exponent: Number(match[4] ?? 0) - fraction.length });
}

function round(value: Decimal): Decimal {
	const text = (value.digits < 0n ? -value.digits : value.digits).toString();
	const surplus = text.length - PRECISION;
	if (surplus <= 0) return value;
	const unit = 10n ** BigInt(surplus);
	let kept = value.digits / unit;
	const rest = value.digits % unit;
	const doubled = (rest < 0n ? -rest : rest) * 2n;
	if (doubled > unit || (doubled === unit && kept % 2n !== 0n)) kept += value.digits < 0n ? -1n : 1n;
	return round({ digits: kept, exponent: value.exponent + surplus });
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
	const shift = -value.exponent;
	return shift < PRECISION * 2 && value.digits % 10n ** BigInt(shift) === 0n;
}

/** The number without its fraction, kept in the low 64 bits: what a Java `long` makes of it (recordings v1-00955 … v1-00958). */
export function toLong(value: Decimal): bigint {
	const whole =
		value.exponent >= 0
			? value.digits * 10n ** BigInt(value.exponent)
			: -value.exponent > PRECISION * 2
				? 0n
				: value.digits / 10n ** BigInt(-value.exponent);
	return BigInt.asIntN(64, whole);
}

/** The spelling of `java.math.BigDecimal.toString`, which the server's messages use. */
export function decimalText(value: Decimal): string {
	const negative = value.digits < 0n;
	const digits = (negative ? -value.digits : value.digits).toString();
	const scale = -value.exponent;
	const adjusted = digits.length - 1 - scale;
	const prefix = negative ? '-' : '';
	if (scale >= 0 && adjusted >= -6) {
		if (scale === 0) return prefix + digits;
		const padded = digits.padStart(scale + 1, '0');
		return `${prefix}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
	}
	const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
	return `${prefix}${mantissa}E${adjusted >= 0 ? '+' : ''}${adjusted}`;
}
