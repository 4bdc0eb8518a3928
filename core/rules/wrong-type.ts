import type { Property, Type } from '../definition/type.ts';
import { removeItem, removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { JsonNode } from '../json.ts';
import { writtenNumber } from '../numbers.ts';
import { bodyName, pathText } from '../path-text.ts';
import { quoted } from '../quote.ts';
import { repairedEnvValue, repairedValue } from '../repair/value.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import type { ViolationOf } from '../verdict/violation.ts';

export const wrongType = violationRule(
	{
		code: 'wrong-type',
		consequence: 'refused',
		summary: 'A value of another JSON type than Metronome wants',
		why: 'Metronome converts nothing: `"512"` is not a number for it, `8080` no value of an environment variable, one object no list, and `null` is not the same as leaving a key out. It answers 422 "Wrong type. Expected …, was …", and for environment variables "Instance does not match any schema".',
		remedy:
			'Write the value in the wanted type. Values of `env` and `labels`, and each of `args`, are strings; `schedules` and `dependencies` are lists of objects.',
		fix: 'safe',
		sources: [
			'recordings v1-00002 … v1-00693, one per property and type; v1-01715',
			'Metronome jobspec.schema.json, schedulespec.schema.json',
			'facts: metronome-and-dcos §6 and §7, row 6',
		],
		examples: [
			{
				title: 'Numbers in quotes, and values without',
				text: `{
  "id": "shop.index",
  "run": {
    "cpus": "0.5",
    "mem": 256,
    "disk": 0,
    "cmd": "./index",
    "env": { "PORT": 8080, "VERBOSE": true },
    "user": null
  }
}
`,
			},
			{
				title: 'One schedule, and dependencies by name',
				text: `{
  "id": "shop.index",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./index" },
  "dependencies": ["shop.import"]
}
`,
				others: {
					'import.json': `{ "id": "shop.import", "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./import" } }
`,
				},
			},
			{
				title: 'A schedule that is no list',
				text: `{
  "id": "shop.index",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./index" },
  "schedules": { "id": "hourly", "cron": "5 * * * *" }
}
`,
			},
			{
				title: 'A list of variables, as other systems have it',
				text: `{
  "id": "shop.index",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./index",
    "env": [
      { "name": "PORT", "value": "8080" },
      { "name": "LOG_LEVEL", "value": "info" }
    ]
  }
}
`,
			},
			{
				title: 'Every value in its type',
				silent: true,
				text: `{
  "id": "shop.index",
  "run": {
    "cpus": 0.5,
    "mem": 256.0,
    "disk": 0,
    "cmd": "./index",
    "env": { "PORT": "8080", "VERBOSE": "true" }
  },
  "schedules": [{ "id": "hourly", "cron": "5 * * * *" }]
}
`,
			},
		],
	},
	['wrong-type', 'env-value'],
	(violation, context, report) => {
		const where = pathText(violation.path, bodyName(context.body));
		const { wanted, fix } =
			violation.kind === 'env-value' ? envValue(violation, context) : value(violation, context);
		const refuses = `Metronome refuses ${bodyName(context.body)}`;
		const hint = fix === null ? '' : ` ${fix.title}.`;
		report({
			at: violation.node,
			message: `${where} must be ${wanted}, but is ${actual(violation)}: ${refuses}.${hint}`,
			fix: () => fix,
		});
	},
);

interface Presentation {
	readonly wanted: string;
	readonly fix: Fix | null;
}

function envValue({ node }: ViolationOf<'env-value'>, context: ViolationContext): Presentation {
	const wanted = 'a string or { "secret": "<alias>" }';
	return { wanted, fix: repairedEnvValue(node) ?? nullRemoval(node, false, context) };
}

function value({ node, type, property }: ViolationOf<'wrong-type'>, context: ViolationContext): Presentation {
	const repair = repairedValue(node, type, { body: context.body, version: context.target.version });
	return { wanted: typeWords(type), fix: repair ?? nullRemoval(node, isAbsentAlike(property), context) };
}

/** Properties without a default that nothing else in a definition depends on. */
const INDEPENDENT: ReadonlySet<string> = new Set([
	'description',
	'user',
	'args',
	'activeDeadlineSeconds',
	'taskKillGracePeriodSeconds',
]);

/** Leaving the property out means what its author meant by null. */
function isAbsentAlike(property: Property | undefined): boolean {
	if (property === undefined || property.required !== undefined) return false;
	return property.default !== undefined || INDEPENDENT.has(property.name);
}

function nullRemoval(node: JsonNode, safe: boolean, { source }: ViolationContext): Fix | null {
	if (node.kind !== 'null') return null;
	const edit = node.member === undefined ? removeItem(node, source) : removeMember(node.member, source);
	return edit === undefined ? null : { title: 'Remove it', safe, edits: [edit] };
}

function typeWords(type: Type): string {
	switch (type.kind) {
		case 'string':
			return 'a string';
		case 'number':
			return type.integer ? 'a whole number' : 'a number';
		case 'boolean':
			return 'true or false';
		case 'array':
			return 'a list';
		default:
			return 'an object';
	}
}

/** What stands there. Values are quoted only where no secret belongs. */
function actual(violation: ViolationOf<'wrong-type' | 'env-value'>): string {
	const { node } = violation;
	const wanted = violation.kind === 'wrong-type' ? violation.type.kind : undefined;
	const isPlain = wanted === 'number' || wanted === 'boolean';
	switch (node.kind) {
		case 'string':
			return isPlain ? `the string ${quoted(node.value)}` : 'a string';
		case 'number':
			return isPlain ? `the number ${writtenNumber(node)}` : 'a number';
		case 'boolean':
			return String(node.value);
		case 'null':
			return 'null';
		case 'array':
			return 'a list';
		case 'object':
			return violation.kind === 'env-value' ? 'an object whose "secret" is no string' : 'an object';
	}
}
