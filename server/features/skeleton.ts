import { isKnownIn, type Property, type Type } from '../../core/definition/type.ts';
import type { Version } from '../../core/version.ts';

/** JSON that is about to be written, with holes for what its author has to fill in. */
export type Skeleton =
	| { readonly kind: 'json'; readonly json: string }
	/** A value to be typed over. `json` is what stands there until then. */
	| { readonly kind: 'hole'; readonly json: string; readonly choices?: readonly string[] }
	| { readonly kind: 'object'; readonly members: readonly (readonly [string, Skeleton])[] }
	| { readonly kind: 'array'; readonly items: readonly Skeleton[] };

/** How a skeleton is written out. */
export interface Layout {
	/** With tab stops, in the syntax of the protocol. */
	readonly snippet: boolean;
	/** Undefined: all on one line. */
	readonly lines: { readonly lineEnd: string; readonly indent: string; readonly unit: string } | undefined;
}

/** Numbers a job can begin with, where the least that is allowed is no good beginning. */
const STARTERS: ReadonlyMap<string, string> = new Map([
	['cpus', '0.1'],
	['mem', '128'],
	['startingDeadlineSeconds', '900'],
]);

/** What a new property begins with: everything required inside, and a hole for the rest. */
export function skeletonOf(property: Property, version: Version): Skeleton {
	const starter = STARTERS.get(property.name);
	if (starter !== undefined) return { kind: 'hole', json: starter };
	if (property.name === 'image' && property.type.kind === 'string') return { kind: 'hole', json: '""' };
	return ofType(property.type, property.default, version);
}

function ofType(type: Type, preset: string | undefined, version: Version): Skeleton {
	switch (type.kind) {
		case 'string':
			return ofString(type, preset, version);
		case 'number':
			return { kind: 'hole', json: preset ?? String(type.minimum ?? 0) };
		case 'boolean':
			// Whoever writes it down wants the other one.
			return preset === 'true'
				? { kind: 'hole', json: 'false', choices: ['false', 'true'] }
				: { kind: 'hole', json: 'true', choices: ['true', 'false'] };
		case 'array':
			return type.items.kind === 'object'
				? { kind: 'array', items: [ofType(type.items, undefined, version)] }
				: { kind: 'array', items: [{ kind: 'hole', json: '""' }] };
		case 'object':
			return { kind: 'object', members: requiredMembers(type.properties, version) };
		case 'map':
			return { kind: 'object', members: [] };
		case 'env-value':
			return { kind: 'hole', json: '""' };
		case 'choice':
		case 'any':
			return { kind: 'hole', json: 'null' };
	}
}

function ofString(
	type: Extract<Type, { kind: 'string' }>,
	preset: string | undefined,
	version: Version,
): Skeleton {
	const known = type.values
		?.filter(value => isKnownIn(value, version))
		.map(({ value }) => JSON.stringify(value));
	if (known === undefined) return { kind: 'hole', json: preset ?? '""' };
	// The default is what one has without writing it.
	const ordered = [...known.filter(json => json !== preset), ...known.filter(json => json === preset)];
	return { kind: 'hole', json: ordered[0] ?? '""', choices: ordered };
}

/** Metronome takes a run without it and has nothing to do. */
const COMMAND = 'cmd';

function requiredMembers(
	properties: readonly Property[],
	version: Version,
): readonly (readonly [string, Skeleton])[] {
	return properties
		.filter(property => property.required !== undefined || property.name === COMMAND)
		.filter(property => isKnownIn(property, version))
		.map(property => [property.name, skeletonOf(property, version)] as const);
}

/** The skeleton as JSON text, or as a snippet whose last tab stop is at its end. */
export function written(skeleton: Skeleton, layout: Layout): string {
	const writer = new Writer(layout);
	return writer.write(skeleton, layout.lines?.indent ?? '');
}

/** A text in which a snippet means nothing. */
export function escapedForSnippet(text: string): string {
	return text.replaceAll(/[\\$}]/g, '\\$&');
}

class Writer {
	private readonly layout: Layout;
	private stops = 0;

	constructor(layout: Layout) {
		this.layout = layout;
	}

	write(skeleton: Skeleton, indent: string): string {
		switch (skeleton.kind) {
			case 'json':
				return this.plain(skeleton.json);
			case 'hole':
				return this.hole(skeleton.json, skeleton.choices);
			case 'array':
				return this.list(
					'[',
					skeleton.items.map(item => (inner: string) => this.write(item, inner)),
					']',
					indent,
				);
			case 'object':
				return this.list(
					'{',
					skeleton.members.map(
						([key, value]) =>
							(inner: string) =>
								`${this.plain(JSON.stringify(key))}: ${this.write(value, inner)}`,
					),
					this.plain('}'),
					indent,
				);
		}
	}

	private list(
		open: string,
		entries: readonly ((indent: string) => string)[],
		close: string,
		indent: string,
	): string {
		if (entries.length === 0) {
			return this.layout.snippet ? `${open}$${++this.stops}${close}` : `${open}${close}`;
		}
		const { lines } = this.layout;
		const inner = indent + (lines?.unit ?? '');
		const parts = entries.map(entry => entry(inner));
		if (lines === undefined) {
			const pad = open === '{' ? ' ' : '';
			return `${open}${pad}${parts.join(', ')}${pad}${close}`;
		}
		const { lineEnd } = lines;
		return `${open}${lineEnd}${inner}${parts.join(`,${lineEnd}${inner}`)}${lineEnd}${indent}${close}`;
	}

	private hole(json: string, choices: readonly string[] | undefined): string {
		if (!this.layout.snippet) return json;
		const stop = ++this.stops;
		if (choices !== undefined && choices.length > 1) {
			const offered = choices.map(choice => choice.replaceAll(/[\\,|$}]/g, '\\$&'));
			return `\${${stop}|${offered.join(',')}|}`;
		}
		const text = json.startsWith('"') ? json.slice(1, -1) : undefined;
		if (text === undefined) return `\${${stop}:${escapedForSnippet(json)}}`;
		return text === '' ? `"$${stop}"` : `"\${${stop}:${escapedForSnippet(text)}}"`;
	}

	private plain(text: string): string {
		return this.layout.snippet ? escapedForSnippet(text) : text;
	}
}
