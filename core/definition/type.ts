import { isAtLeast, type Version } from '../version.ts';

/**
 * The shape of a job definition as data. One description of each property, from which the checks, the published
 * schemas, the rule docs, completion, hover and the defaults come.
 */
export type Type =
	| StringType
	| NumberType
	| BooleanType
	| ArrayType
	| MapType
	| ObjectType
	| EnvValueType
	| ChoiceType
	| AnyType;

/** What a string means, beyond its characters. */
export type Meaning =
	| 'job-id'
	| 'schedule-id'
	| 'dependency'
	| 'cron'
	| 'timezone'
	| 'secret-alias'
	| 'secret-source'
	| 'container-path'
	| 'uri'
	| 'image'
	| 'command'
	// Only in the project's settings (`config.ts`).
	| 'rule-code'
	| 'glob'
	| 'path'
	| 'date'
	| 'metronome-version'
	| 'dcos-release'
	| 'pointer'
	| 'env-variable'
	| 'url';

export interface StringType {
	readonly kind: 'string';
	/** Characters (UTF-16 units at the server). */
	readonly minLength?: number;
	readonly values?: readonly EnumValue[];
	readonly meaning?: Meaning;
	/** What the whole string must look like. Settings only: the forms of a job definition depend on the version. */
	readonly form?: StringForm;
}

export interface StringForm {
	/** A regular expression, anchored, for JSON Schema and JavaScript alike. */
	readonly pattern: string;
	/** Completes `… must be`: `a date such as 2027-01-31`. */
	readonly description: string;
	/** A wrong value may be a credential that was put in the wrong place: never quote it. */
	readonly confidential?: boolean;
}

export interface EnumValue {
	readonly value: string;
	readonly description: string;
	readonly since?: Version;
}

export interface NumberType {
	readonly kind: 'number';
	/** Only whole numbers; `2.0` and `2e0` are whole. */
	readonly integer: boolean;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly unit?: 's' | 'MiB' | 'CPUs' | 'GPUs';
	/** Read as a duration in seconds, with the reader's own limits (recordings v1-00952 … v1-00960). */
	readonly duration?: 'non-negative' | 'any';
}

export interface BooleanType {
	readonly kind: 'boolean';
}

export interface ArrayType {
	readonly kind: 'array';
	readonly items: Type;
	readonly maxItems?: number;
}

/** An object whose keys are the user's own. */
export interface MapType {
	readonly kind: 'map';
	readonly values: Type;
	/** What a key names, for messages and completion. */
	readonly keyName: string;
	/** What keys look like; any, where it is left out. */
	readonly keys?: StringType;
}

/** One of several shapes that differ in their JSON type. Settings only. */
export interface ChoiceType {
	readonly kind: 'choice';
	readonly of: readonly Type[];
}

/** Any JSON value. Settings only. */
export interface AnyType {
	readonly kind: 'any';
}

/** `run.env.X`: a string, or an object that refers to a secret. */
export interface EnvValueType {
	readonly kind: 'env-value';
	readonly reference: ObjectType;
}

export interface ObjectType {
	readonly kind: 'object';
	/** In the words of people: `a docker container`. */
	readonly title: string;
	readonly properties: readonly Property[];
	/** The server refuses a key that is not among the properties, or drops it silently. */
	readonly unknownKeys: 'refused' | 'dropped';
}

export interface Property {
	readonly name: string;
	readonly type: Type;
	/** The JSON schema of the server wants it; `read`: only its reader does. */
	readonly required?: 'schema' | 'read';
	/** What the server fills in, as JSON. */
	readonly default?: string;
	readonly since?: Version;
	/** Known from these versions on, too, but only in their own line (0.3.6: in 0.3.x). */
	readonly backports?: readonly Version[];
	/** Not in the body of the v0 endpoint. */
	readonly absentInV0?: boolean;
	/** Markdown, whole sentences. */
	readonly description: string;
	/** Key names people write instead. */
	readonly mistakenFor?: readonly string[];
}

/** Whether a Metronome knows a property or a value: from `since` on, or from a backport on in its line. */
export function isKnownIn(
	{ since, backports }: Pick<Property, 'since' | 'backports'>,
	target: Version,
): boolean {
	if (since === undefined || isAtLeast(target, since)) return true;
	const inLine = (from: Version): boolean =>
		from.parts[0] === target.parts[0] && from.parts[1] === target.parts[1] && isAtLeast(target, from);
	return backports?.some(inLine) ?? false;
}

export function propertyOf(type: ObjectType, name: string): Property | undefined {
	let byName = propertiesByName.get(type);
	if (byName === undefined) {
		byName = new Map(type.properties.map(property => [property.name, property]));
		propertiesByName.set(type, byName);
	}
	return byName.get(name);
}

/** Made at the first look-up: every key of every definition is looked up. */
const propertiesByName = new WeakMap<ObjectType, ReadonlyMap<string, Property>>();
