import { JOB } from '../definition/job.ts';
import { RUN } from '../definition/run.ts';
import { isKnownIn, type ObjectType, type Property, propertyOf } from '../definition/type.ts';
import { removeMember, renameKey } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { countingMembers, type JsonNode, type Member, memberOf, type ObjectNode } from '../json.ts';
import { listed, quoted } from '../quote.ts';
import { closest } from '../spelling.ts';
import type { SourceText } from '../text.ts';
import { fits } from '../verdict/schema.ts';
import { needsText } from '../version.ts';
import { type Home, homesOf, isFree, placeText, type Way, wayTo } from './home.ts';
import { type Move, moveMembers, wrapMembers } from './move.ts';
import { cut, type Repair, type RepairContext } from './repair.ts';
import { repairedOrRight } from './value.ts';

/** What someone may have meant by a key that its object does not know. */
export type KeyAdvice =
	| { readonly kind: 'rename'; readonly property: Property }
	/** It is known in another place; `way` leads there, where nothing else is in the way. */
	| { readonly kind: 'move'; readonly home: Home; readonly way: Way | undefined }
	/** `"docker": {"docker": {…}}`. */
	| { readonly kind: 'unwrap'; readonly inner: ObjectNode };

/** Everything the advice on a key depends on. */
export interface KeyContext extends RepairContext {
	readonly type: ObjectType;
	/** Properties of the object that the server knows. */
	readonly known: readonly Property[];
	/** The job definition the key stands in. */
	readonly job: JsonNode | undefined;
	readonly source: SourceText;
}

export function adviceOn(member: Member, context: KeyContext): KeyAdvice | undefined {
	const key = member.key.value;
	const holder = member.object.member?.key.value;
	if (holder === key && member.value?.kind === 'object') return { kind: 'unwrap', inner: member.value };
	const { known } = context;
	const mistaken = known.find(property => property.mistakenFor?.some(other => sameLetters(other, key)));
	const property = mistaken ?? known.find(({ name }) => sameLetters(name, key));
	if (property !== undefined) return { kind: 'rename', property };
	const homes = homesOf(key, context.type);
	const exact = homes.filter(home => home.property.name === key);
	if (exact.length > 0) return bestHome(exact, member.value, context);
	const near = closest(
		key,
		known.map(({ name }) => name),
	);
	const nearProperty = near === undefined ? undefined : propertyOf(context.type, near);
	if (nearProperty !== undefined) return { kind: 'rename', property: nearProperty };
	// By another name it only counts where the value leaves no doubt.
	const right = homes.filter(home => isRight(member.value, home.property, context));
	return right.length === 1 ? bestHome(right, member.value, context) : undefined;
}

function sameLetters(a: string, b: string): boolean {
	if (a.length < 2 || b.length < 2 || a.length > LONGEST_KEY || b.length > LONGEST_KEY) return false;
	return letters(a) === letters(b);
}

/** No name of a property is near it, whatever separators someone puts in; in UTF-16 units. */
const LONGEST_KEY = 200;

function letters(word: string): string {
	return word.toLowerCase().replaceAll(/[-_.\s]/g, '');
}

function isRight(value: JsonNode | undefined, property: Property, context: RepairContext): boolean {
	return value !== undefined && repairedOrRight(value, property.type, context) !== undefined;
}

/** The place where the value fits and the way is laid; else one where it fits; else any. */
function bestHome(
	homes: readonly Home[],
	value: JsonNode | undefined,
	context: KeyContext,
): KeyAdvice | undefined {
	const fitting = homes.filter(({ property }) => isRight(value, property, context));
	const candidates = fitting.length > 0 ? fitting : homes;
	const ways = candidates.map(home => ({
		home,
		way: context.job === undefined ? undefined : wayTo(home.place, context.job),
	}));
	const best = ways.find(({ way }) => way?.missing.length === 0) ?? ways[0];
	return best === undefined ? undefined : { kind: 'move', ...best };
}

/** The end of a message: what to do about the key. */
export function adviceText(advice: KeyAdvice, key: string, context: KeyContext): string {
	switch (advice.kind) {
		case 'rename':
			return `Probably '${advice.property.name}' is meant.`;
		case 'unwrap':
			return 'It stands inside itself; write its properties directly.';
		case 'move':
			return moveText(advice.home, advice.way, key, context);
	}
}

function moveText({ place, property }: Home, way: Way | undefined, key: string, context: KeyContext): string {
	const name = property.name === key ? '' : ` as '${property.name}'`;
	const where = `It belongs in ${placeText(place)}${name}`;
	const { since } = property;
	if (since !== undefined && !isKnownIn(property, context.version))
		return `${where}, from ${needsText(since)} on.`;
	return way === undefined || isFree(way, property)
		? `${where}; move it there.`
		: `${where}, where it is already; remove it here.`;
}

/** The change that the advice amounts to; null where the right place is taken or the value would not be right there. */
export function adviceFix(member: Member, advice: KeyAdvice, context: KeyContext): Fix | null {
	switch (advice.kind) {
		case 'rename':
			return renameFix(member, advice.property, context);
		case 'unwrap':
			return unwrapFix(member, advice.inner, context);
		case 'move':
			return moveFix(member, advice.home, advice.way, context);
	}
}

export function renameFix(member: Member, property: Property, context: KeyContext): Fix | null {
	if (memberOf(member.object, property.name) !== undefined || member.value === undefined) return null;
	const value = repairedOrRight(member.value, property.type, context);
	const title = `Rename ${quoted(member.key.value)} to '${property.name}'`;
	return {
		title,
		// What stands there may be a source, not an alias.
		safe: value?.safe === true && !isAlias(property),
		edits: [renameKey(member, property.name), ...(value?.edits ?? [])],
	};
}

function isAlias({ type }: Property): boolean {
	return type.kind === 'string' && type.meaning === 'secret-alias';
}

function unwrapFix(member: Member, inner: ObjectNode, context: KeyContext): Fix | null {
	const outer = member.object;
	if (outer.members.length !== 1 || !fits(inner, context.type, context.body, context.version)) return null;
	const edits = [cut(outer.start, inner.start), cut(inner.end, outer.end)];
	return { title: `Take the inner ${quoted(member.key.value)} out`, safe: true, edits };
}

function moveFix(member: Member, home: Home, way: Way | undefined, context: KeyContext): Fix | null {
	const { property, place } = home;
	const { value } = member;
	if (way === undefined || value === undefined || !isFree(way, property)) return null;
	if (!isKnownIn(property, context.version)) return null;
	if (way.missing[0] === 'run') {
		const isFlat = member.object === way.reached && propertyOf(RUN, member.key.value) !== undefined;
		return isFlat ? newRunFix(way.reached, context.source) : null;
	}
	const repair = repairedOrRight(value, property.type, context);
	if (repair === undefined || !isComplete(home, way)) return null;
	const title = `Move ${quoted(member.key.value)} to ${placeText(place)}`;
	// Which of the two containers was meant is a guess.
	const safe = repair.safe && !(way.missing.includes('docker') || way.missing.includes('ucr'));
	if (way.missing.length > 0 && way.reached === member.object) {
		return { title, safe, edits: wrapEdits(member, property, repair, way, context.source) };
	}
	const moves = [
		{ member, value, repair, keys: [...way.missing, property.name] },
		...companions(member, home, way, context),
	];
	return {
		title:
			moves.length === 1
				? title
				: `Move ${listed(moves.map(({ keys }) => `'${keys.at(-1) ?? ''}'`))} to ${placeText(place)}`,
		safe: safe && moves.every(move => move.repair.safe),
		edits: moveMembers(moves, way.reached, context.source),
	};
}

/** Other keys beside this one that belong to the same object: `secrets` without the `env` that refers to them helps nobody. */
function companions(member: Member, { place }: Home, way: Way, context: KeyContext): Move[] {
	if (way.missing.length > 0 || way.reached.members.length === 0) return [];
	return countingMembers(member.object).flatMap(other => {
		const { key, value } = other;
		const property = propertyOf(place.type, key.value);
		const isLost = other !== member && propertyOf(context.type, key.value) === undefined;
		if (!isLost || property === undefined || value === undefined || !isFree(way, property)) return [];
		if (!isKnownIn(property, context.version)) return [];
		const repair = repairedOrRight(value, property.type, context);
		return repair === undefined ? [] : [{ member: other, value, repair, keys: [property.name] }];
	});
}

function wrapEdits(member: Member, { name }: Property, repair: Repair, way: Way, source: SourceText) {
	const renamed = name === member.key.value ? [] : [renameKey(member, name)];
	const [opening, ...others] = wrapMembers(member, member, way.missing, source);
	return [...(opening === undefined ? [] : [opening]), ...renamed, ...repair.edits, ...others];
}

/** Objects that are newly made hold only this key: none of them may want another one. */
function isComplete({ place, property }: Home, way: Way): boolean {
	if (way.missing.includes('0')) return false;
	let type: ObjectType | undefined = JOB;
	for (const [depth, key] of place.keys.entries()) {
		const held: Property['type'] | undefined = type === undefined ? undefined : propertyOf(type, key)?.type;
		type = held?.kind === 'object' ? held : undefined;
		const next = place.keys[depth + 1] ?? property.name;
		const isNew = depth >= place.keys.length - way.missing.length;
		if (isNew && type?.properties.some(({ name, required }) => required !== undefined && name !== next)) {
			return false;
		}
	}
	return true;
}

/** A job whose run is written flat: all its keys into a new `run`, where they stand next to each other. */
export function newRunFix(job: ObjectNode, source: SourceText): Fix | null {
	const members = countingMembers(job);
	const belongs = (candidate: Member): boolean => {
		const { value } = candidate.key;
		return propertyOf(RUN, value) !== undefined && propertyOf(JOB, value) === undefined;
	};
	const flat = members.filter(belongs);
	const [first, last] = [flat[0], flat.at(-1)];
	if (first === undefined || last === undefined) return null;
	if (job.members.indexOf(last) - job.members.indexOf(first) !== flat.length - 1) return null;
	const keys = new Set(flat.map(({ key }) => key.value));
	const wanted = RUN.properties.filter(({ required }) => required === 'schema').map(({ name }) => name);
	return {
		title: "Put the keys of the run into a new 'run'",
		safe: wanted.every(name => keys.has(name)),
		edits: wrapMembers(first, last, ['run'], source),
	};
}

/** Taking a key out that nobody can place. */
export function removalFix(member: Member, source: SourceText): Fix {
	const edits = [removeMember(member, source)];
	return { title: `Remove ${quoted(member.key.value)}`, safe: false, edits };
}

/** The member of an object that was meant to be a property it lacks. */
export function meantMember(node: ObjectNode, property: Property, context: KeyContext): Member | undefined {
	return countingMembers(node).find(member => {
		if (propertyOf(context.type, member.key.value) !== undefined) return false;
		const advice = adviceOn(member, context);
		return advice?.kind === 'rename' && advice.property === property;
	});
}
