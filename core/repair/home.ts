import { JOB } from '../definition/job.ts';
import { type ObjectType, type Property, propertyOf } from '../definition/type.ts';
import { type JsonNode, memberOf, type ObjectNode, valueIn } from '../json.ts';

/** An object of a job definition that is there at most once, by its keys from the job on; `0`: the only schedule. */
export interface Place {
	readonly keys: readonly string[];
	readonly type: ObjectType;
}

/** A place where a key is known. */
export interface Home {
	readonly place: Place;
	readonly property: Property;
}

const PLACES: readonly Place[] = placesBelow([], JOB);

/** The objects an object holds; of lists only `schedules`, which has one item at most. */
function placesBelow(keys: readonly string[], type: ObjectType): Place[] {
	const inner = type.properties.flatMap(({ name, type: held }) => {
		if (held.kind === 'object') return placesBelow([...keys, name], held);
		const isSingle = held.kind === 'array' && held.maxItems === 1 && held.items.kind === 'object';
		return isSingle && held.items.kind === 'object' ? placesBelow([...keys, name, '0'], held.items) : [];
	});
	return [{ keys, type }, ...inner];
}

/** Where else a key is known by exactly this name; where nowhere, every place where it is mistaken for another. */
export function homesOf(key: string, except: ObjectType): readonly Home[] {
	const others = PLACES.filter(place => place.type !== except);
	const exact = others.flatMap(place => {
		const property = propertyOf(place.type, key);
		return property === undefined ? [] : [{ place, property }];
	});
	if (exact.length > 0) return exact;
	return others.flatMap(place =>
		place.type.properties
			.filter(property => property.mistakenFor?.includes(key) === true)
			.map(property => ({ place, property })),
	);
}

/** `run.docker`, `schedules[0]`, `the job`: for messages. */
export function placeText({ keys }: Place): string {
	if (keys.length === 0) return 'the job itself';
	return keys.map((key, index) => (key === '0' ? '[0]' : index === 0 ? key : `.${key}`)).join('');
}

/** How far the way to a place is laid in a job: the last object on it, and the keys that are missing behind it. */
export interface Way {
	readonly reached: ObjectNode;
	readonly missing: readonly string[];
}

/** Undefined where something else than an object is in the way, or the only schedule is not the only one. */
export function wayTo(place: Place, job: JsonNode): Way | undefined {
	let reached: JsonNode = job;
	let keys = place.keys;
	while (keys.length > 0) {
		const [key, next] = keys;
		if (key === undefined || reached.kind !== 'object') return undefined;
		const value: JsonNode | undefined = valueIn(reached, key);
		if (value === undefined) break;
		if (next === '0') {
			if (value.kind !== 'array' || value.items.length !== 1 || value.items[0] === undefined)
				return undefined;
			reached = value.items[0];
			keys = keys.slice(2);
		} else {
			reached = value;
			keys = keys.slice(1);
		}
	}
	return reached.kind === 'object' ? { reached, missing: keys } : undefined;
}

/** Nothing stands at the place yet under this name. */
export function isFree(way: Way, property: Property): boolean {
	return way.missing.length > 0 || memberOf(way.reached, property.name) === undefined;
}
