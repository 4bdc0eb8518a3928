import { isKnownIn, type ObjectType, type Property } from '../../core/definition/type.ts';
import type { JobSummary } from '../../core/jobset.ts';
import { memberOf, type ObjectNode, stringIn, valueIn } from '../../core/json.ts';
import { undeclaredAliases } from '../../core/secrets/alias.ts';
import { ownSource } from '../../core/secrets/spaces.ts';
import { needsText } from '../../core/version.ts';
import type { Analysis } from '../analysis.ts';
import { typeText } from './about-property.ts';
import { type Candidate, KIND, narrowed } from './candidate.ts';
import { PLAIN_TEXT } from './markup.ts';
import { type KeyPlace, objectType } from './place.ts';
import { escapedForSnippet, type Layout, type Skeleton, skeletonOf, written } from './skeleton.ts';

/** What the completion of keys looks at besides the place. */
export interface KeySurroundings {
	readonly analysis: Analysis;
	/** The jobs that are judged together. */
	readonly jobs: () => readonly JobSummary[];
	readonly layout: Layout;
	/** Is called where there is more than is offered. */
	readonly cut: () => void;
}

/** What the keys of a place may be: those of the definition, or the names that belong into a map. */
export function keyCandidates(
	place: KeyPlace,
	{ analysis, jobs, layout, cut }: KeySurroundings,
): readonly Candidate[] {
	const { project } = analysis;
	const { type, object, unit } = place;
	const write = (candidate: Omit<Candidate, 'newText' | 'span' | 'keepsRest'>, value: Skeleton): Candidate =>
		keyCandidate(candidate, value, place, layout);
	const holder = objectType(type);
	if (holder !== undefined) return propertiesOf(holder, place, project.target.version, write);
	if (type?.kind !== 'map') return [];
	const job = unit?.kind === 'job' ? unit.job : undefined;
	if (type.keyName === 'secret alias' && job !== undefined) {
		return undeclaredAliases(job.secrets)
			.filter(alias => isFree(object, alias, place))
			.map(alias => {
				const source = JSON.stringify(ownSource(job.id, alias, project.target.dialect));
				const value: Skeleton = { kind: 'object', members: [['source', { kind: 'hole', json: source }]] };
				return write({ label: alias, kind: KIND.reference, detail: 'referred to, not declared' }, value);
			});
	}
	if (type.keyName !== 'label' || object.member?.key.value !== 'labels') return [];
	const labels = labelKeys(jobs()).filter(key => isFree(object, key, place));
	return narrowed(labels, key => key, place.slot.typed, cut).map(key =>
		write({ label: key, kind: KIND.property, detail: 'a label of other jobs' }, { kind: 'hole', json: '""' }),
	);
}

function propertiesOf(
	holder: ObjectType,
	place: KeyPlace,
	version: Analysis['project']['target']['version'],
	write: (candidate: Omit<Candidate, 'newText' | 'span' | 'keepsRest'>, value: Skeleton) => Candidate,
): readonly Candidate[] {
	const offered = holder.properties.filter(
		property =>
			isKnownIn(property, version) &&
			isFree(place.object, property.name, place) &&
			goesHere(property.name, place),
	);
	const required = offered.filter(property => property.required !== undefined);
	const others = offered.filter(property => property.required === undefined);
	return [...required, ...others].map(property =>
		write(
			{
				label: property.name,
				kind: KIND.property,
				detail: detailOf(property),
				about: { about: 'property', holder: holder.title, name: property.name },
			},
			skeletonOf(property, version),
		),
	);
}

function detailOf(property: Property): string {
	const facts = [typeText(property.type, PLAIN_TEXT)];
	if (property.required !== undefined) facts.push('required');
	if (property.default !== undefined) facts.push(`default ${property.default}`);
	if (property.since !== undefined) facts.push(`needs ${needsText(property.since)}`);
	return facts.join(', ');
}

/** No other member has the key. */
function isFree(object: ObjectNode, key: string, { member }: KeyPlace): boolean {
	const known = memberOf(object, key);
	return known === undefined || known === member;
}

/** Keys of one object that Metronome refuses or ignores beside each other; the rules named say so. */
const RIVALS: readonly (readonly [string, string])[] = [
	// docker-and-ucr
	['docker', 'ucr'],
	// cmd-and-args
	['cmd', 'args'],
	// schedules-with-dependencies
	['schedules', 'dependencies'],
	// volume-shape
	['secret', 'hostPath'],
	['secret', 'mode'],
	// gpus-with-docker
	['gpus', 'docker'],
];

function goesHere(key: string, place: KeyPlace): boolean {
	const { object } = place;
	for (const [one, other] of RIVALS) {
		if (key === one && !isFree(object, other, place)) return false;
		if (key === other && !isFree(object, one, place)) return false;
	}
	const mode = stringIn(valueIn(object, 'mode'));
	// network-name, network-labels; `mode` of a volume has other values.
	if (key === 'name' && mode !== undefined) return mode === 'container';
	return !(key === 'labels' && mode === 'host');
}

/** The keys of labels in the project's jobs, the most used first. */
function labelKeys(jobs: readonly JobSummary[]): readonly string[] {
	const counts = new Map<string, number>();
	for (const key of jobs.flatMap(job => job.labelKeys ?? [])) counts.set(key, (counts.get(key) ?? 0) + 1);
	return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([key]) => key);
}

/** A key, with its value where it has none yet. */
function keyCandidate(
	candidate: Omit<Candidate, 'newText' | 'span' | 'keepsRest'>,
	value: Skeleton,
	place: KeyPlace,
	layout: Layout,
): Candidate {
	const { slot, hasColon } = place;
	const key = JSON.stringify(candidate.label);
	const open = slot.opened ? key.slice(1, -1) : key.slice(0, -1);
	if (hasColon) {
		return {
			...candidate,
			newText: slot.closed ? open : `${open}"`,
			span: slot.content,
			keepsRest: slot.closed,
		};
	}
	const rest = `: ${written(value, layout)}${place.commaBehind ? ',' : ''}`;
	const start = slot.opened ? slot.whole.start + 1 : slot.whole.start;
	const span = { start, end: slot.whole.end };
	const name = layout.snippet ? escapedForSnippet(open) : open;
	return { ...candidate, newText: `${name}"${rest}`, span, keepsRest: false, isSnippet: layout.snippet };
}
