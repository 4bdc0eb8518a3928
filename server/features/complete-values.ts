import { describeCron, parseCron } from '../../core/cron.ts';
import { isKnownIn, type Meaning, type StringType, type Type } from '../../core/definition/type.ts';
import { objectsOf } from '../../core/job.ts';
import type { JobSummary } from '../../core/jobset.ts';
import { type JsonNode, stringIn, valueIn } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import { DEFAULT_TIME_ZONE } from '../../core/schedule.ts';
import type { Span } from '../../core/text.ts';
import { timeZones } from '../../core/timezone.ts';
import type { Analysis } from '../analysis.ts';
import { baseName } from '../uris.ts';
import { type Candidate, KIND, MAX_ITEMS, narrowed } from './candidate.ts';
import { aliasesOf, type KnownAlias, newSecret, type StoredNames, sourcesOf } from './complete-secrets.ts';
import { objectType, type ValuePlace } from './place.ts';
import { type Layout, type Skeleton, skeletonOf, written } from './skeleton.ts';

/** What completion looks at besides the place. */
export interface ValueSurroundings {
	readonly analysis: Analysis;
	/** The tree that the place is of: with the string at the cursor closed. */
	readonly context: FileContext;
	/** The jobs that are judged together. */
	readonly jobs: () => readonly JobSummary[];
	readonly stored: StoredNames;
	readonly layout: Layout;
	/** Is called where there is more than is offered. */
	readonly cut: () => void;
}

type Bare = Omit<Candidate, 'newText' | 'span' | 'keepsRest'>;

/** The values that may stand at a place. */
export function valueCandidates(place: ValuePlace, around: ValueSurroundings): readonly Candidate[] {
	const { type, member } = place;
	const meaning = type?.kind === 'string' ? type.meaning : meaningByKey(place, around.context);
	if (meaning === 'secret-alias') return aliases(place, around);
	if (meaning === 'dependency')
		return dependencies(place, around, id => ({ kind: 'json', json: JSON.stringify(id) }));
	if (meaning !== undefined) return ofMeaning(meaning, place, around);
	if (type?.kind === 'env-value') return references(place, around);
	if (type?.kind === 'string') return ofEnum(type, place, around);
	// Text between quotes becomes no number and no list.
	if (type?.kind === 'boolean') {
		return ['true', 'false'].map(json => valueCandidate({ label: json, kind: KIND.value }, json, place));
	}
	if (type === undefined || place.slot.opened) return [];
	if (objectType(type)?.title === DEPENDENCY_TITLE) {
		const members = (id: string): Skeleton => ({
			kind: 'object',
			members: [['id', { kind: 'json', json: JSON.stringify(id) }]],
		});
		return dependencies(place, around, members);
	}
	return [skeletonCandidate(member?.key.value ?? '', type, place, around)];
}

const DEPENDENCY_TITLE = 'a dependency';

/** Where brackets are missing the place in the tree may be wrong, so that the key alone decides there. */
function meaningByKey({ type, member }: ValuePlace, context: FileContext): Meaning | undefined {
	if (type !== undefined || context.document.problems.length === 0) return undefined;
	if (member?.key.value === 'secret') return 'secret-alias';
	return member?.key.value === 'source' ? 'secret-source' : undefined;
}

function skeletonCandidate(
	name: string,
	type: Type,
	place: ValuePlace,
	around: ValueSurroundings,
): Candidate {
	const { version } = around.analysis.project.target;
	const skeleton = skeletonOf({ name, type, description: '' }, version);
	const text = written(skeleton, around.layout);
	const label =
		skeleton.kind === 'object' ? '{ … }' : skeleton.kind === 'array' ? '[ … ]' : written(skeleton, PLAIN);
	const filter = skeleton.kind === 'hole' ? undefined : label.slice(0, 1);
	return valueCandidate({ label, filter, kind: KIND.value, isSnippet: around.layout.snippet }, text, place);
}

const PLAIN: Layout = { snippet: false, lines: undefined };

function ofEnum(type: StringType, place: ValuePlace, { analysis }: ValueSurroundings): readonly Candidate[] {
	const { version } = analysis.project.target;
	const known = (type.values ?? []).filter(value => isKnownIn(value, version));
	return known.map(({ value, description }) =>
		valueCandidate({ label: value, kind: KIND.enum, detail: description }, JSON.stringify(value), place),
	);
}

function ofMeaning(meaning: Meaning, place: ValuePlace, around: ValueSurroundings): readonly Candidate[] {
	const { analysis, cut } = around;
	const { typed } = place.slot;
	const string = (candidate: Bare): Candidate =>
		valueCandidate(candidate, JSON.stringify(candidate.label), place);
	switch (meaning) {
		case 'cron': {
			const timezone = stringIn(valueIn(place.holder, 'timezone')) ?? DEFAULT_TIME_ZONE;
			return CRON_EXAMPLES.flatMap(text => {
				const parsed = parseCron(text);
				if (!parsed.ok) return [];
				return [
					string({
						label: text,
						kind: KIND.value,
						detail: describeCron(parsed.cron),
						about: { about: 'cron', text, timezone },
					}),
				];
			});
		}
		case 'timezone':
			return narrowed(zonesFor(around.context), id => id, typed, cut).map(id =>
				string({ label: id, kind: KIND.value, about: { about: 'timezone', id } }),
			);
		case 'secret-source': {
			const id = place.unit?.kind === 'job' ? place.unit.job.id : undefined;
			const { sources, hides } = sourcesOf(analysis.project, id, typed, around.stored);
			if (hides) cut();
			return narrowed(sources, ({ source }) => source, typed, cut).map(({ source, detail }) =>
				string({ label: source, kind: KIND.value, detail }),
			);
		}
		case 'job-id':
			return [
				string({ label: idFromFile(analysis.document.uri), kind: KIND.value, detail: 'after the file' }),
			];
		case 'schedule-id':
			return [string({ label: 'default', kind: KIND.value })];
		default:
			return [];
	}
}

/** From often to seldom. What they mean is worked out, not written down. */
const CRON_EXAMPLES = [
	'*/5 * * * *',
	'*/15 * * * *',
	'0 * * * *',
	'0 */6 * * *',
	'30 4 * * *',
	'0 9 * * 1-5',
	'0 6,18 * * *',
	'0 5 * * 0',
	'0 5 * * 1',
	'0 5 1 * *',
	'0 5 15 * *',
	'0 5 L * *',
	'0 5 1 1,4,7,10 *',
	'0 5 1 1 *',
];

/** The zones of this file's schedules first, then UTC. */
function zonesFor({ units }: FileContext): readonly string[] {
	const used = units.flatMap(unit => {
		const schedules: readonly JsonNode[] = unit.kind === 'job' ? unit.job.schedules : [unit.node];
		return schedules.map(node => stringIn(valueIn(node, 'timezone')));
	});
	const all = timeZones();
	const known = new Set(all);
	return [...new Set([...used, DEFAULT_TIME_ZONE, ...all])]
		.filter(id => id !== undefined && known.has(id))
		.map(String);
}

/** `etl.load` for `etl.load.json`, as an id may be written. */
export function idFromFile(uri: string): string {
	const plain = baseName(uri)
		.replace(/\.jsonc?$/i, '')
		.toLowerCase();
	const segments = plain
		.split('.')
		.map(part => part.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, ''));
	return segments.filter(segment => segment !== '').join('.') || 'job';
}

function dependencies(
	place: ValuePlace,
	{ analysis, jobs, layout, cut }: ValueSurroundings,
	value: (id: string) => Skeleton,
): readonly Candidate[] {
	const job = place.unit?.kind === 'job' ? place.unit.job : undefined;
	const files = new Map<string, string>();
	for (const { id, file } of jobs()) if (id !== undefined && !files.has(id.value)) files.set(id.value, file);
	for (const id of analysis.project.target.knownJobs)
		if (!files.has(id)) files.set(id, 'known at the target');
	const { content } = place.slot;
	const others = objectsOf(valueIn(job?.node, 'dependencies')).map(item => valueIn(item, 'id'));
	for (const node of others)
		if (node?.kind === 'string' && node.start + 1 !== content.start) files.delete(node.value);
	if (job?.id !== undefined) files.delete(job.id);
	const ids = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
	return narrowed(ids, ([id]) => id, place.slot.typed, cut).map(([id, detail]) =>
		valueCandidate(
			{ label: id, kind: KIND.reference, detail, isSnippet: layout.snippet },
			written(value(id), layout),
			place,
		),
	);
}

function aliases(place: ValuePlace, around: ValueSurroundings): readonly Candidate[] {
	const known = knownAliases(place, around).map(({ alias, source }) =>
		valueCandidate({ label: alias, kind: KIND.reference, detail: source }, JSON.stringify(alias), place),
	);
	return withLast(
		known,
		declaring(place, around, variableOf(place), alias => JSON.stringify(alias)),
	);
}

/** Of very many those before the last ones give way. */
function withLast(known: readonly Candidate[], last: readonly Candidate[]): readonly Candidate[] {
	return [...known.slice(0, MAX_ITEMS - last.length), ...last];
}

function knownAliases(place: ValuePlace, { context, cut }: ValueSurroundings): readonly KnownAlias[] {
	return narrowed(aliasesOf(context, place.unit), ({ alias }) => alias, place.slot.typed, cut);
}

/** References to secrets, where a variable has no value yet. */
function references(place: ValuePlace, around: ValueSurroundings): readonly Candidate[] {
	const reference = (alias: string): string =>
		written({ kind: 'object', members: [['secret', { kind: 'json', json: JSON.stringify(alias) }]] }, PLAIN);
	const known = knownAliases(place, around).map(({ alias, source }) => {
		const detail = source === undefined ? 'secret' : `secret ${source}`;
		return valueCandidate({ label: alias, kind: KIND.reference, detail }, reference(alias), place);
	});
	return withLast(known, declaring(place, around, place.member?.key.value ?? '', reference));
}

/** A secret that is declared along with its first reference. */
function declaring(
	place: ValuePlace,
	{ context, analysis, cut }: ValueSurroundings,
	variable: string,
	json: (alias: string) => string,
): readonly Candidate[] {
	const { slot, member } = place;
	// Where a quote is missing, what stands behind it has other offsets or another meaning.
	if (context !== analysis.context || slot.opened !== slot.closed) return [];
	const isName = place.type?.kind === 'string';
	const secret = newSecret(context, place.unit, isName ? slot.typed : '', variable, stringIn(member?.value));
	if (secret === undefined) return [];
	// It is named as typed: with the next letter it is another one.
	if (isName) cut();
	const { alias, source, edit } = secret;
	const label = `Declare and use ${alias}`;
	return [
		valueCandidate(
			{ label, filter: alias, kind: KIND.snippet, detail: `new secret ${source}`, also: [edit] },
			json(alias),
			place,
		),
	];
}

/** The variable or the file that a reference is for. */
function variableOf({ holder }: ValuePlace): string {
	return holder.member?.key.value ?? stringIn(valueIn(holder, 'containerPath')) ?? '';
}

/** Puts JSON in the place: of a string between quotes only the content. */
export function valueCandidate(candidate: Bare, json: string, place: ValuePlace): Candidate {
	const { slot, commaBehind } = place;
	const comma = commaBehind ? ',' : '';
	if (!slot.opened) return placed(candidate, candidate.filter, json + comma, slot.whole, true);
	if (!json.startsWith('"')) {
		const filter = `"${candidate.filter ?? candidate.label}`;
		return placed(candidate, filter, json + comma, slot.whole, false);
	}
	const content = slot.closed ? json.slice(1, -1) : json.slice(1) + comma;
	return placed(candidate, candidate.filter, content, slot.content, slot.closed);
}

/** Written out, for a spread is a quarter of the time of completing among hundreds of names. */
function placed(
	{ label, kind, detail, isSnippet, also, about }: Bare,
	filter: string | undefined,
	newText: string,
	span: Span,
	keepsRest: boolean,
): Candidate {
	return { label, kind, detail, filter, isSnippet, also, about, newText, span, keepsRest };
}
