import type { Job } from '../../core/job.ts';
import type { FileSummary } from '../../core/jobset.ts';
import type { StringNode } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import { sourceSegments } from '../../core/secrets/spaces.ts';
import { cursorAt, unitAt } from '../cursor.ts';

/** A name that stands in several places: an alias in its job, a job's id and a source in all files of the project. */
export interface Name {
	readonly kind: 'alias' | 'job' | 'source';
	readonly value: string;
	/** The string or key that was pointed at. */
	readonly node: StringNode;
	/** The job around it. */
	readonly job: Job;
}

/** One place of a name. */
export interface Occurrence {
	readonly node: StringNode;
	/** It is what the others refer to: the declaration of an alias, the id of the job itself. */
	readonly isDefinition: boolean;
	readonly job: Job;
}

/** The name at an offset; undefined where there is none. */
export function nameAt({ document, units }: FileContext, offset: number): Name | undefined {
	const { leaf: node } = cursorAt(document.root, offset);
	const unit = unitAt(units, offset);
	if (node?.kind !== 'string' || unit?.kind !== 'job') return undefined;
	const { job } = unit;
	const { references, declarations } = job.secrets;
	const { value } = node;
	if (node === job.idNode || job.dependencies.includes(node)) return { kind: 'job', value, node, job };
	if (declarations.some(({ source }) => source === node)) return { kind: 'source', value, node, job };
	const isAlias = references.some(reference => reference.node === node) || isKeyOfSecrets(node, job);
	return isAlias ? { kind: 'alias', value, node, job } : undefined;
}

/** Every place of a name in one file, in source order. An alias has none outside its job. */
export function occurrencesIn({ units }: FileContext, { kind, value, job }: Name): readonly Occurrence[] {
	if (kind === 'alias') return occurrencesOfAlias(job, value);
	const found: Occurrence[] = [];
	for (const unit of units) {
		if (unit.kind !== 'job') continue;
		const { idNode, dependencies, secrets } = unit.job;
		const add = (node: StringNode | undefined, isDefinition: boolean): void => {
			if (node !== undefined && isSameName(kind, node.value, value)) {
				found.push({ node, isDefinition, job: unit.job });
			}
		};
		if (kind === 'job') {
			add(idNode, true);
			for (const dependency of dependencies) add(dependency, false);
		} else for (const { source } of secrets.declarations) add(source, false);
	}
	return found.sort((a, b) => a.node.start - b.node.start);
}

/** Whether a file has a place of this name. */
export function isNamedIn({ jobs }: FileSummary, { kind, value }: Name): boolean {
	return jobs.some(({ id, dependencies, sources }) => {
		const places = kind === 'job' ? [...(id === undefined ? [] : [id]), ...dependencies] : sources;
		return places.some(place => isSameName(kind, place.value, value));
	});
}

/** Slashes around a source mean nothing: `/etl/db` is `etl/db`. */
function isSameName(kind: Name['kind'], a: string, b: string): boolean {
	if (a === b) return true;
	if (kind !== 'source') return false;
	return sourceSegments(a).join('/') === sourceSegments(b).join('/') && sourceSegments(a).length > 0;
}

function occurrencesOfAlias(job: Job, alias: string): readonly Occurrence[] {
	const found: Occurrence[] = [];
	for (const reference of job.secrets.references) {
		if (reference.alias === alias) found.push({ node: reference.node, isDefinition: false, job });
	}
	// A key that is there twice counts once, and still both are meant.
	const table = job.secrets.node;
	for (const { key } of table?.kind === 'object' ? table.members : []) {
		if (key.value === alias) found.push({ node: key, isDefinition: true, job });
	}
	return found.sort((a, b) => a.node.start - b.node.start);
}

function isKeyOfSecrets(node: StringNode, { secrets }: Job): boolean {
	return secrets.node?.kind === 'object' && secrets.node.members.some(({ key }) => key === node);
}

/** What stands between the quotes of a string. */
export function contentSpan({ start, end, closed }: StringNode): {
	readonly start: number;
	readonly end: number;
} {
	return { start: start + 1, end: closed ? end - 1 : end };
}
