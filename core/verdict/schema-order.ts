import type { ObjectType, Property, Type } from '../definition/type.ts';
import { isKnownIn, propertyOf } from '../definition/type.ts';
import { pointerParts } from '../json.ts';
import type { Version } from '../version.ts';
import type { Body } from './schema.ts';
import { setOrder } from './set-order.ts';
import type { Violation } from './violation.ts';

/**
 * Violations of the schema in the order in which the server lists them: property by property, the last of its map of
 * properties first, and what is wrong with unknown keys behind that. Source: play-json-schema-validator 0.9.4,
 * ObjectValidator; recordings v1-00365, v1-01313, v1-02278.
 */
export function bySchemaOrder(
	found: readonly Violation[],
	root: ObjectType,
	body: Body,
	target: Version,
): readonly Violation[] {
	if (found.length < 2) return found;
	const ranks = new Map<ObjectType, ReadonlyMap<string, number>>();
	const rankIn = (type: ObjectType, name: string): number => {
		let known = ranks.get(type);
		if (known === undefined) {
			known = new Map(propertyOrder(type, body, target).map((property, rank) => [property, rank]));
			ranks.set(type, known);
		}
		return known.get(name) ?? known.size;
	};
	return found
		.map(violation => ({ violation, place: placeOf(violation, root, rankIn) }))
		.sort((a, b) => compare(a.place, b.place))
		.map(({ violation }) => violation);
}

function placeOf(
	violation: Violation,
	root: ObjectType,
	rankIn: (type: ObjectType, name: string) => number,
): number[] {
	const place: number[] = [];
	let type: Type | undefined = root;
	for (const part of pointerParts(violation.path)) {
		if (type?.kind === 'object') {
			place.push(rankIn(type, part));
			type = propertyOf(type, part)?.type;
		} else if (type?.kind === 'array') {
			place.push(Number(part));
			type = type.items;
		} else {
			type = type?.kind === 'map' ? type.values : undefined;
		}
	}
	if (violation.kind === 'missing-key') place.push(rankIn(violation.type, violation.property.name));
	if (violation.kind === 'unknown-key') place.push(Number.POSITIVE_INFINITY);
	return place;
}

/** Entries of a map share a place and keep the order they have. */
function compare(a: readonly number[], b: readonly number[]): number {
	for (const [at, rank] of a.entries()) {
		const other = b[at];
		if (other === undefined) return 0;
		if (rank !== other) return rank < other ? -1 : 1;
	}
	return 0;
}

/** The properties of small objects as the schema files list them, where that decides. */
const FILE_ORDER: readonly string[] = [
	'uri',
	'executable',
	'extract',
	'cache',
	'image',
	'forcePullImage',
	'privileged',
	'parameters',
	'containerPath',
	'hostPath',
	'name',
	'mode',
	'secret',
];

function propertyOrder(type: ObjectType, body: Body, target: Version): readonly string[] {
	const names = type.properties
		.filter(property => isInSchema(property, body, target))
		.map(({ name }) => name);
	const sorted = names.toSorted((a, b) => FILE_ORDER.indexOf(a) - FILE_ORDER.indexOf(b));
	return setOrder(sorted).toReversed();
}

function isInSchema(property: Property, body: Body, target: Version): boolean {
	if (body === 'v0' && property.absentInV0 === true) return false;
	if (body === 'v0' && property.name === 'schedules') return true;
	return isKnownIn(property, target);
}
