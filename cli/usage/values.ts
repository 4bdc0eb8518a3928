import { InvalidArgumentError } from 'commander';
import type { Severity } from '../../core/finding.ts';

/** What stands behind an option, read and judged. */

export function collect(value: string, before: readonly string[] = []): string[] {
	return [...before, value];
}

const SEVERITIES: readonly (Severity | 'off')[] = ['off', 'info', 'warning', 'error'];

export function severityOf(
	value: string,
	before: ReadonlyMap<string, Severity | 'off'> = new Map(),
): ReadonlyMap<string, Severity | 'off'> {
	const [code = '', wanted = ''] = value.split('=', 2);
	const severity = SEVERITIES.find(candidate => candidate === wanted);
	if (severity === undefined) throw new InvalidArgumentError(`It must be CODE=off, info, warning or error.`);
	return new Map([...before, [code, severity]]);
}

export function wholeNumber(value: string): number {
	if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
	return Number(value);
}

/** An ISO 8601 instant with its offset, to milliseconds. */
export function instant(value: string): number {
	const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
		? Date.parse(value)
		: Number.NaN;
	if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be an instant such as 2026-11-20T12:00:00Z.');
	return ms;
}

const UNITS: ReadonlyMap<string, number> = new Map([
	['', 1000],
	['s', 1000],
	['m', 60_000],
	['h', 3_600_000],
]);

/** `90`, `90s`, `10m` or `2h`, to milliseconds. */
export function duration(value: string): number {
	const match = /^(\d{1,6})([smh]?)$/.exec(value);
	const unit = UNITS.get(match?.[2] ?? '');
	if (match === null || unit === undefined)
		throw new InvalidArgumentError('It must be a time such as 90s, 10m or 2h.');
	return Number(match[1]) * unit;
}
