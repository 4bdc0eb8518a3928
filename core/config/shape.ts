import type {
	ChoiceType,
	MapType,
	NumberType,
	ObjectType,
	Property,
	StringType,
	Type,
} from '../definition/type.ts';
import { propertyOf } from '../definition/type.ts';
import {
	countingMembers,
	type JsonNode,
	type Member,
	memberOf,
	type NumberNode,
	type ObjectNode,
	type StringNode,
} from '../json.ts';
import { listed, quoted } from '../quote.ts';
import { closest } from '../spelling.ts';
import { meaningProblem } from './meaning.ts';
import type { ReportProblem } from './problem.ts';

/** Reports every place where a value does not have the shape that the definition gives it. */
export function checkShape(node: JsonNode, type: Type, report: ReportProblem): void {
	switch (type.kind) {
		case 'any':
			return;
		case 'choice':
			return checkChoice(node, type, report);
		case 'string':
			return node.kind === 'string' ? checkString(node, type, report) : wrongType(node, type, report);
		case 'number':
			return node.kind === 'number' ? checkNumber(node, type, report) : wrongType(node, type, report);
		case 'boolean':
			return node.kind === 'boolean' ? undefined : wrongType(node, type, report);
		case 'array':
			if (node.kind !== 'array') return wrongType(node, type, report);
			for (const item of node.items) checkShape(item, type.items, report);
			return;
		case 'map':
			return node.kind === 'object' ? checkMap(node, type, report) : wrongType(node, type, report);
		case 'object':
			return node.kind === 'object' ? checkObject(node, type, report) : wrongType(node, type, report);
		case 'env-value':
			return;
	}
}

function checkChoice(node: JsonNode, type: ChoiceType, report: ReportProblem): void {
	const fitting = type.of.find(candidate => jsonType(candidate) === node.kind);
	if (fitting === undefined) return wrongType(node, type, report);
	checkShape(node, fitting, report);
}

function checkObject(object: ObjectNode, type: ObjectType, report: ReportProblem): void {
	checkRepeats(object, report);
	for (const member of countingMembers(object)) {
		const property = propertyOf(type, member.key.value);
		if (property === undefined) unknownKey(member, type, report);
		else if (member.value !== undefined) checkShape(member.value, property.type, report);
	}
	for (const { name, required } of type.properties) {
		if (required !== undefined && memberOf(object, name) === undefined) {
			report(object.member ?? object, `'${name}' is missing: ${type.title} needs it.`);
		}
	}
}

function unknownKey(member: Member, type: ObjectType, report: ReportProblem): void {
	const key = member.key.value;
	const names = type.properties.map(property => property.name);
	const near = mistakenFor(key, type.properties) ?? closest(key, names);
	const hint = near === undefined ? `There are ${listed(names)}` : `Did you mean '${near}'?`;
	report(member, `${quoted(key)} is no setting of ${type.title}. ${hint}${near === undefined ? '.' : ''}`);
}

function mistakenFor(key: string, properties: readonly Property[]): string | undefined {
	return properties.find(property => property.mistakenFor?.includes(key) === true)?.name;
}

function checkMap(object: ObjectNode, type: MapType, report: ReportProblem): void {
	checkRepeats(object, report);
	for (const member of countingMembers(object)) {
		if (type.keys !== undefined) checkString(member.key, type.keys, (_, message) => report(member, message));
		if (member.value !== undefined) checkShape(member.value, type.values, report);
	}
}

function checkRepeats(object: ObjectNode, report: ReportProblem): void {
	for (const member of object.members) {
		if (memberOf(object, member.key.value) === member) continue;
		report(
			member,
			`${quoted(member.key.value)} stands here twice, and only the last one counts. Remove one.`,
		);
	}
}

function checkString(node: StringNode, type: StringType, report: ReportProblem): void {
	const { value } = node;
	if (type.minLength !== undefined && value.length < type.minLength) {
		report(node, 'This must not be empty.');
	} else if (type.form !== undefined && !new RegExp(type.form.pattern, 'u').test(value)) {
		const shown = type.form.confidential === true ? 'This' : quoted(value);
		report(node, `${shown} must be ${type.form.description}.`);
	} else if (type.values !== undefined && !type.values.some(allowed => allowed.value === value)) {
		const allowed = type.values.map(candidate => candidate.value);
		const near = closest(value, allowed);
		report(
			node,
			`${quoted(value)} must be ${listed(allowed, 'or')}.${near === undefined ? '' : ` Did you mean '${near}'?`}`,
		);
	} else {
		const problem = type.meaning === undefined ? undefined : meaningProblem(value, type.meaning);
		if (problem !== undefined) report(node, problem);
	}
}

function checkNumber(node: NumberNode, type: NumberType, report: ReportProblem): void {
	const value = Number(node.raw);
	if (type.integer && !Number.isInteger(value)) report(node, `${node.raw} must be a whole number.`);
	else if (type.minimum !== undefined && value < type.minimum)
		report(node, `${node.raw} must be at least ${type.minimum}.`);
	else if (type.maximum !== undefined && value > type.maximum)
		report(node, `${node.raw} must be at most ${type.maximum}.`);
}

function wrongType(node: JsonNode, type: Type, report: ReportProblem): void {
	const hint = type.kind === 'string' && node.kind === 'number' ? `: write "${node.raw}"` : '';
	report(node, `This must be ${typeText(type)}, not ${JSON_TYPE_TEXT[node.kind]}${hint}.`);
}

const JSON_TYPE_TEXT: Readonly<Record<JsonNode['kind'], string>> = {
	object: 'an object',
	array: 'a list',
	string: 'a string',
	number: 'a number',
	boolean: 'true or false',
	null: 'null',
};

/** The JSON type that values of a type have; undefined where more than one is fine. */
function jsonType(type: Type): JsonNode['kind'] | undefined {
	switch (type.kind) {
		case 'map':
			return 'object';
		case 'choice':
		case 'any':
		case 'env-value':
			return undefined;
		default:
			return type.kind;
	}
}

function typeText(type: Type): string {
	if (type.kind === 'choice') return type.of.map(typeText).join(' or ');
	const kind = jsonType(type);
	if (kind === undefined) return 'a value';
	if (type.kind === 'array') {
		const items = jsonType(type.items);
		return items === undefined ? 'a list' : `a list of ${items}s`;
	}
	return JSON_TYPE_TEXT[kind];
}
