import { CONFIG } from '../core/definition/config.ts';
import { JOB } from '../core/definition/job.ts';
import { SCHEDULE } from '../core/definition/schedule.ts';
import type { NumberType, ObjectType, Property, StringType, Type } from '../core/definition/type.ts';
import { schemaUrl } from '../core/project.ts';
import { RULES } from '../core/rules/registry.ts';
import { findingsSchema } from './findings-schema.ts';
import { DRAFT, type JsonSchema } from './json-schema-draft.ts';
import { planSchema } from './plan-schema.ts';

/**
 * The published schemas, made from `core/definition/`. A schema may take more than the server, never less:
 * what it cannot say is listed in `schemas/` descriptions and in the tests.
 */
export function schemaFiles(): Map<string, JsonSchema> {
	return new Map([
		['job.schema.json', root('job.schema.json', 'A job definition of Metronome 0.6.70', objectSchema(JOB))],
		[
			'schedule.schema.json',
			root('schedule.schema.json', 'A schedule of a Metronome job', objectSchema(SCHEDULE)),
		],
		['job-file.schema.json', jobFile()],
		['config.schema.json', root('config.schema.json', 'Settings of Metronome Jobs', objectSchema(CONFIG))],
		['findings.schema.json', findingsSchema()],
		['plan.schema.json', planSchema()],
	]);
}

export function root(name: string, title: string, schema: JsonSchema): JsonSchema {
	return { $schema: DRAFT, $id: schemaUrl(name), title, ...schema };
}

function jobFile(): JsonSchema {
	const job = objectSchema(JOB);
	const schedule = objectSchema(SCHEDULE);
	const one = [
		{ $ref: '#/definitions/job' },
		{ $ref: '#/definitions/schedule' },
		{
			type: 'object',
			properties: { job: { $ref: '#/definitions/job' }, schedule: { $ref: '#/definitions/schedule' } },
			required: ['job'],
		},
	];
	return root('job-file.schema.json', 'A job file: a job, a list of jobs, or a job beside its schedule', {
		definitions: { job, schedule },
		anyOf: [...one, { type: 'array', items: { anyOf: one } }],
	});
}

export function typeSchema(type: Type): JsonSchema {
	switch (type.kind) {
		case 'string':
			return stringSchema(type);
		case 'number':
			return numberSchema(type);
		case 'boolean':
			return { type: 'boolean' };
		case 'array':
			return {
				type: 'array',
				items: typeSchema(type.items),
				...(type.maxItems === undefined ? {} : { maxItems: type.maxItems }),
			};
		case 'map':
			return {
				type: 'object',
				additionalProperties: typeSchema(type.values),
				...(type.keys === undefined ? {} : { propertyNames: stringSchema(type.keys) }),
			};
		case 'env-value':
			return { anyOf: [{ type: 'string' }, objectSchema(type.reference)] };
		case 'object':
			return objectSchema(type);
		case 'choice':
			return { anyOf: type.of.map(typeSchema) };
		case 'any':
			return {};
	}
}

function stringSchema(type: StringType): JsonSchema {
	return {
		type: 'string',
		...(type.minLength === undefined ? {} : { minLength: type.minLength }),
		...(type.form === undefined ? {} : { pattern: type.form.pattern }),
		...(type.meaning === 'rule-code' ? { enum: RULES.map(rule => rule.meta.code) } : {}),
		...(type.form === undefined ? {} : { pattern: type.form.pattern }),
		...(type.values === undefined
			? {}
			: {
					enum: type.values.map(value => value.value),
					enumDescriptions: type.values.map(value => value.description),
				}),
	};
}

function numberSchema(type: NumberType): JsonSchema {
	return {
		type: type.integer ? 'integer' : 'number',
		...(type.minimum === undefined ? {} : { minimum: type.minimum }),
		...(type.maximum === undefined ? {} : { maximum: type.maximum }),
	};
}

export function objectSchema(type: ObjectType): JsonSchema {
	const required = type.properties
		.filter(property => property.required !== undefined)
		.map(property => property.name);
	return {
		type: 'object',
		...(type.unknownKeys === 'refused' ? { additionalProperties: false } : {}),
		...(required.length === 0 ? {} : { required }),
		properties: Object.fromEntries(
			type.properties.map(property => [property.name, propertySchema(property)]),
		),
	};
}

function propertySchema(property: Property): JsonSchema {
	const since = property.since === undefined ? '' : ` Since Metronome ${property.since.text}.`;
	return {
		description: property.description + since,
		...typeSchema(property.type),
		...(property.default === undefined ? {} : { default: JSON.parse(property.default) }),
	};
}
