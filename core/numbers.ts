import { compareDecimals, type Decimal, decimal, keptDigits, readDecimal, toLong } from './decimal.ts';
import { RESTART, RUN } from './definition/run.ts';
import { SCHEDULE } from './definition/schedule.ts';
import { type NumberType, type ObjectType, propertyOf } from './definition/type.ts';
import { type JsonNode, type NumberNode, valueIn } from './json.ts';
import type { Version } from './version.ts';

/** A number of a definition, with what the definition says of it. */
export interface NamedNumber {
	/** Its key. */
	readonly name: string;
	readonly node: NumberNode;
	readonly type: NumberType;
}

/** The numbers that Metronome keeps as doubles. Source: api/v1/models/package.scala, RunSpecFormat. */
export function doubles(run: JsonNode | undefined): readonly NamedNumber[] {
	return numbersIn(run, RUN, ['cpus', 'mem', 'disk']);
}

/** The numbers of a run that Metronome keeps as whole ones: counts, and durations in seconds. */
export function wholeNumbers(run: JsonNode | undefined): readonly NamedNumber[] {
	return [
		...numbersIn(run, RUN, ['gpus', 'maxLaunchDelay', 'taskKillGracePeriodSeconds']),
		...numbersIn(valueIn(run, 'restart'), RESTART, ['activeDeadlineSeconds']),
	];
}

export function wholeNumbersOfSchedule(schedule: JsonNode): readonly NamedNumber[] {
	return numbersIn(schedule, SCHEDULE, ['startingDeadlineSeconds']);
}

function numbersIn(
	object: JsonNode | undefined,
	definition: ObjectType,
	names: readonly string[],
): readonly NamedNumber[] {
	const found: NamedNumber[] = [];
	for (const name of names) {
		const node = valueIn(object, name);
		if (node?.kind !== 'number') continue;
		const type = propertyOf(definition, name)?.type;
		if (type?.kind === 'number') found.push({ name, node, type });
	}
	return found;
}

/** A number as written, for a message. */
export function writtenNumber({ raw }: NumberNode): string {
	return raw.length > LONGEST_TEXT ? `${raw.slice(0, LONGEST_TEXT)}…` : raw;
}

const LONGEST_TEXT = 50;

/**
 * What the server keeps of a number instead of what is written; undefined where it keeps it. A double that
 * reads back to the same double counts as kept, however it is spelled (recording v1-00901: 5e-324 comes back as 4.9E-324).
 */
export function changedDouble({ raw }: NumberNode): Decimal | undefined {
	if (isShort(raw)) return undefined;
	const kept = Number(raw);
	const written = readDecimal(raw, Number.POSITIVE_INFINITY);
	if (written === undefined || !Number.isFinite(kept)) return undefined;
	return changed(written, decimal(String(kept)));
}

/** Fifteen significant digits always survive in a double (IEEE 754). */
function isShort(raw: string): boolean {
	return raw.length <= 15 && /^\d+(?:\.\d+)?$/.test(raw);
}

/** The same for a number that is cut to a whole one of 64 bits. */
export function changedWhole({ raw }: NumberNode, target: Version): Decimal | undefined {
	if (/^\d{1,15}$/.test(raw)) return undefined;
	const written = readDecimal(raw, Number.POSITIVE_INFINITY);
	if (written === undefined) return undefined;
	return changed(written, { digits: toLong(decimal(raw, keptDigits(target))), exponent: 0 });
}

function changed(written: Decimal, kept: Decimal): Decimal | undefined {
	return compareDecimals(written, kept) === 0 ? undefined : kept;
}
