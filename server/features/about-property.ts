import type { Property, Type } from '../../core/definition/type.ts';
import { needsText } from '../../core/version.ts';
import type { Markup } from './markup.ts';

/** What the definition says of a property: type and limits, default, version, meaning, and where it is written down. */
export function aboutProperty(property: Property, markup: Markup): readonly string[] {
	const facts = [typeText(property.type, markup)];
	if (property.required !== undefined) facts.push('required');
	if (property.default !== undefined) facts.push(`default ${markup.code(property.default)}`);
	if (property.since !== undefined) facts.push(`needs ${needsText(property.since)}`);
	const values = property.type.kind === 'string' ? (property.type.values ?? []) : [];
	return [
		`${markup.bold(property.name)}: ${facts.join(', ')}`,
		markup.prose(property.description),
		...values.map(({ value, description, since }) => {
			const needs = since === undefined ? '' : ` Needs ${needsText(since)}.`;
			return `${markup.code(value)}: ${markup.prose(description)}${needs}`;
		}),
	];
}

/** A type in the words of people, with its limits. */
export function typeText(type: Type, markup: Markup): string {
	switch (type.kind) {
		case 'object':
			return type.title;
		case 'map':
			return `an object, one key for each ${type.keyName}`;
		case 'array':
			return type.maxItems === undefined ? 'a list' : `a list of at most ${type.maxItems}`;
		case 'env-value':
			return 'a string, or a reference to a secret';
		case 'number': {
			const unit = type.unit === undefined ? '' : ` (${type.unit})`;
			const minimum = type.minimum === undefined ? '' : `, at least ${type.minimum}`;
			const maximum =
				type.maximum === undefined || type.maximum === LARGEST_INT ? '' : `, at most ${type.maximum}`;
			return `${type.integer ? 'a whole number' : 'a number'}${unit}${minimum}${maximum}`;
		}
		case 'string': {
			const values = type.values?.map(({ value }) => markup.code(value));
			return values === undefined ? 'a string' : `one of ${values.join(', ')}`;
		}
		default:
			return 'true or false';
	}
}

/** Where Java's whole numbers end: no limit that anybody meets. */
const LARGEST_INT = 2 ** 31 - 1;

const SCHEMAS = 'https://github.com/dcos/metronome/blob/master/api/src/main/resources/public/api/v1/schema';

/** A link to the server's own schema of a job or a schedule, where the property is written down. */
export function schemaLink(kind: 'job' | 'schedule', markup: Markup): string {
	const file = kind === 'job' ? 'jobspec.schema.json' : 'schedulespec.schema.json';
	return `Source: ${markup.link(`Metronome ${file}`, `${SCHEMAS}/${file}`)}`;
}
