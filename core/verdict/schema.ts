import { compareDecimals, type Decimal, decimal, decimalText, isWhole, keptDigits } from '../decimal.ts';
import type { EnumValue, NumberType, ObjectType, Property, StringType, Type } from '../definition/type.ts';
import { isKnownIn, propertyOf } from '../definition/type.ts';
import {
	idPatternText,
	matchesIdPattern,
	matchesScheduleIdPattern,
	SCHEDULE_ID_PATTERN_TEXT,
} from '../job-id.ts';
import {
	countingMembers,
	escapePointer,
	type JsonNode,
	memberOf,
	type NumberNode,
	type ObjectNode,
} from '../json.ts';
import type { Version } from '../version.ts';
import { typeName, type Violation, type ViolationDetail } from './violation.ts';

/** Which request the body belongs to: `POST /v1/jobs`, `POST /v0/scheduled-jobs`, `POST /v1/jobs/<job>/schedules`. */
export type Body = 'v1' | 'v0' | 'schedule';

/**
 * The first step of the server: its JSON schema. The walk goes on below a mistake wherever there is something to judge.
 * Source: `jobspec.schema.json`, `jobspec_v0.schema.json`, `schedulespec.schema.json`; messages as recorded.
 */
export function schemaViolations(root: JsonNode, type: ObjectType, body: Body, target: Version): Violation[] {
	const walk = new SchemaWalk(body, target, false);
	walk.value(root, type, '', undefined);
	return walk.violations;
}

/** Whether the server would take a value in a place of this type, as far as the definition of the type says. */
export function fits(node: JsonNode, type: Type, body: Body, target: Version): boolean {
	const walk = new SchemaWalk(body, target, true);
	walk.value(node, type, '', undefined);
	return walk.violations.length === 0;
}

class SchemaWalk {
	readonly violations: Violation[] = [];
	private readonly body: Body;
	private readonly target: Version;
	/** Also what only the server's readers want. */
	private readonly withReaders: boolean;

	constructor(body: Body, target: Version, withReaders: boolean) {
		this.body = body;
		this.target = target;
		this.withReaders = withReaders;
	}

	value(node: JsonNode, type: Type, path: string, property: Property | undefined): void {
		switch (type.kind) {
			case 'string':
				return this.string(node, type, path, property);
			case 'number':
				return this.number(node, type, path, property);
			case 'boolean':
				if (node.kind !== 'boolean') this.wrongType(node, type, path, property);
				return;
			case 'array':
				if (node.kind !== 'array') return this.wrongType(node, type, path, property);
				for (const item of node.items) this.value(item, type.items, `${path}/${item.index}`, undefined);
				return;
			case 'map':
				if (node.kind !== 'object') return this.wrongType(node, type, path, property);
				for (const member of countingMembers(node)) {
					if (member.value !== undefined) {
						this.value(member.value, type.values, `${path}/${escapePointer(member.key.value)}`, undefined);
					}
				}
				return;
			case 'env-value':
				return this.envValue(node, type.reference, path);
			case 'object':
				return this.object(node, type, path, property);
		}
	}

	private object(node: JsonNode, type: ObjectType, path: string, of: Property | undefined): void {
		if (node.kind !== 'object') return this.wrongType(node, type, path, of);
		for (const property of type.properties) {
			const isRequired = property.required === 'schema' || (this.withReaders && property.required === 'read');
			if (!isRequired || memberOf(node, property.name) !== undefined) continue;
			this.report(node, path, `Property ${property.name} missing.`, { kind: 'missing-key', property, type });
		}
		for (const member of countingMembers(node)) {
			const property = propertyOf(type, member.key.value);
			if (property !== undefined && this.isKnown(property)) {
				if (member.value !== undefined) {
					this.value(member.value, property.type, `${path}/${escapePointer(property.name)}`, property);
				}
			} else if (type.unknownKeys === 'refused') {
				this.unknownKey(node, type, path, member.key.value, property);
			}
		}
	}

	private isKnown(property: Property): boolean {
		if (this.body === 'v0') {
			// v0 has always taken schedules (conformance README, v0-00017).
			if (property.absentInV0 === true) return false;
			if (property.name === 'schedules') return true;
		}
		return isKnownIn(property, this.target);
	}

	private unknownKey(
		node: ObjectNode,
		type: ObjectType,
		path: string,
		key: string,
		property: Property | undefined,
	): void {
		const member = memberOf(node, key);
		if (member === undefined) return;
		const since = property?.absentInV0 === true && this.body === 'v0' ? undefined : property?.since;
		const known = type.properties.filter(candidate => this.isKnown(candidate));
		this.report(node, path, `Additional properties are not allowed, but found properties '${key}'.`, {
			kind: 'unknown-key',
			member,
			title: type.title,
			type,
			known,
			since,
		});
	}

	private string(node: JsonNode, type: StringType, path: string, property: Property | undefined): void {
		if (node.kind !== 'string') return this.wrongType(node, type, path, property);
		if (node.opaque === true) return;
		const length = node.value.length;
		// The source of a secret may be empty for the schema; the reader refuses it.
		const ofReader = type.meaning === 'secret-source' && !this.withReaders;
		if (type.minLength !== undefined && length < type.minLength && !ofReader) {
			const error = `'${node.value}' does not match minimum length of ${type.minLength}.`;
			this.report(node, path, error, { kind: 'too-short' });
		}
		this.id(node.value, node, type, path);
		if (type.values !== undefined) this.enumValue(node, node.value, type.values, path);
	}

	private id(id: string, node: JsonNode, type: StringType, path: string): void {
		if (type.meaning === 'schedule-id' && this.body === 'schedule') {
			if (!matchesScheduleIdPattern(id)) this.badId(node, id, SCHEDULE_ID_PATTERN_TEXT, 'schedule', path);
		} else if (type.meaning === 'job-id' || type.meaning === 'schedule-id' || type.meaning === 'dependency') {
			const of =
				type.meaning === 'job-id' ? 'job' : type.meaning === 'dependency' ? 'dependency' : 'schedule';
			if (!matchesIdPattern(id, this.target)) this.badId(node, id, idPatternText(this.target), of, path);
		}
	}

	private badId(
		node: JsonNode,
		id: string,
		pattern: string,
		of: 'job' | 'schedule' | 'dependency',
		path: string,
	): void {
		this.report(node, path, `'${id}' does not match pattern '${pattern}'.`, { kind: 'bad-id', of });
	}

	private enumValue(node: JsonNode, value: string, values: readonly EnumValue[], path: string): void {
		const found = values.find(candidate => candidate.value === value);
		if (found !== undefined && isKnownIn(found, this.target)) return;
		const allowed = values
			.filter(candidate => isKnownIn(candidate, this.target))
			.map(candidate => candidate.value);
		this.report(node, path, 'Instance is invalid enum value.', {
			kind: 'bad-value',
			allowed,
			since: found?.since,
		});
	}

	private number(node: JsonNode, type: NumberType, path: string, property: Property | undefined): void {
		if (node.kind !== 'number') return this.wrongType(node, type, path, property);
		const isPlain = type.integer ? isPlainInteger(node) : isShortNumber(node);
		if (isPlain && Number(node.raw) >= (type.minimum ?? Number.NEGATIVE_INFINITY)) return;
		const value = decimal(node.raw, keptDigits(this.target));
		if (type.integer && !isWhole(value)) this.wrongType(node, type, path, property);
		if (type.minimum !== undefined && compareDecimals(value, exact(type.minimum)) < 0) {
			const error = `${decimalText(value)} is smaller than required minimum value of ${type.minimum}.`;
			this.report(node, path, error, { kind: 'too-small', minimum: type.minimum, property });
		}
	}

	/** One of two shapes; the schema says no more than that neither fits (recordings v1-00247 … v1-00270). */
	private envValue(node: JsonNode, reference: ObjectType, path: string): void {
		if (node.kind === 'string') return;
		const secret = node.kind === 'object' ? memberOf(node, 'secret') : undefined;
		const property = propertyOf(reference, 'secret');
		if (secret !== undefined && property !== undefined && !isKnownIn(property, this.target)) {
			const error = 'Instance does not match any schema.';
			const { since } = property;
			this.report(node, path, error, {
				kind: 'unknown-key',
				member: secret,
				title: reference.title,
				type: reference,
				known: [],
				since,
			});
			return;
		}
		if (node.kind === 'object' && (secret?.value === undefined || secret.value.kind === 'string')) return;
		this.report(node, path, 'Instance does not match any schema.', { kind: 'env-value' });
	}

	private wrongType(node: JsonNode, type: Type, path: string, property: Property | undefined): void {
		const expected = expectedName(type);
		const actual = typeName(node);
		const error = `Wrong type. Expected ${expected}, was ${actual}.`;
		this.report(node, path, error, { kind: 'wrong-type', expected, actual, type, property });
	}

	private report(node: JsonNode, path: string, error: string, detail: ViolationDetail): void {
		this.violations.push({ stage: 'schema', node, path, error, ...detail });
	}
}

/** The JSON type the server's schema wants, in the words of its messages. */
function expectedName(type: Type): string {
	switch (type.kind) {
		case 'number':
			return type.integer ? 'integer' : 'number';
		case 'map':
		case 'env-value':
			return 'object';
		default:
			return type.kind;
	}
}

/** Short whole numbers, which nearly all are, need no exact arithmetic. */
function isPlainInteger(node: NumberNode): boolean {
	return /^\d{1,15}$/.test(node.raw);
}

/** Fifteen significant digits always survive in a double, and in their order (IEEE 754). */
function isShortNumber({ raw }: NumberNode): boolean {
	return raw.length <= 15 && /^\d+(?:\.\d+)?$/.test(raw);
}

const EXACT = new Map<number, Decimal>();

function exact(minimum: number): Decimal {
	let value = EXACT.get(minimum);
	if (value === undefined) {
		value = decimal(String(minimum));
		EXACT.set(minimum, value);
	}
	return value;
}
