import type { Edit } from '../../core/finding.ts';
import type { Unit } from '../../core/job-file.ts';
import { countingMembers, type JsonNode } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import { aliasFor } from '../../core/secrets/alias.ts';
import { declareSecret, SECRETS_SINCE } from '../../core/secrets/declare.ts';
import type { Inventory } from '../../core/secrets/inventory.ts';
import { ownSource, spaceOfSource, spacesOfJob } from '../../core/secrets/spaces.ts';
import type { SourceDialect } from '../../core/target.ts';
import { isAtLeast } from '../../core/version.ts';
import type { Project } from '../project.ts';
import { isSpelledIn } from './candidate.ts';
import { looseDeclarations } from './loose-declarations.ts';

/** An alias that may be referred to, and its source. */
export interface KnownAlias {
	readonly alias: string;
	readonly source: string | undefined;
}

/** The declared aliases; those nobody refers to yet come first, for Metronome refuses a job that has one. */
export function aliasesOf(context: FileContext, unit: Unit | undefined): readonly KnownAlias[] {
	const table = unit?.kind === 'job' ? unit.job.secrets : undefined;
	const known = new Map<string, KnownAlias>();
	for (const { alias, source } of table?.declarations ?? [])
		known.set(alias, { alias, source: source?.value });
	// A bracket that is missing further up has them elsewhere in the tree.
	if (known.size === 0 && context.document.problems.length > 0) {
		for (const loose of looseDeclarations(context.document.root)) {
			if (!known.has(loose.alias)) known.set(loose.alias, loose);
		}
	}
	const used = new Set(table?.references.map(reference => reference.alias));
	const all = [...known.values()];
	return [...all.filter(({ alias }) => !used.has(alias)), ...all.filter(({ alias }) => used.has(alias))];
}

/** A source of the store, and what is known of it. */
export interface KnownSource {
	readonly source: string;
	readonly detail: string;
}

/** What a secret store has told of the names in these folders (`etl/`; `''`: the top), and of all others. */
export type StoredNames = (folders: readonly string[]) => Inventory | undefined;

/**
 * The sources in the store, or else in the inventory. Where the store has spaces only those that the job may read, the
 * nearest to it first; others come when what is typed begins none of these, and say so. `hides`: there are more.
 */
export function sourcesOf(
	{ inventory, target }: Project,
	jobId: string | undefined,
	typed: string,
	stored: StoredNames,
): { readonly sources: readonly KnownSource[]; readonly hides: boolean } {
	const owner = target.dialect === 'dcos' ? jobId : undefined;
	const hasSlash = typed.startsWith('/');
	const plain = hasSlash ? typed.slice(1) : typed;
	const lists = [stored(foldersFor(owner, plain)), inventory].filter(list => list !== undefined);
	const offered = (list: Inventory, sources: readonly string[], remark: string): readonly KnownSource[] =>
		sources.map(source => ({
			source: `${hasSlash ? '/' : ''}${source}${lacksField(source, target.dialect) ? '@' : ''}`,
			detail: `${list.name}${remark}`,
		}));
	const orders = lists.map(list => ({ list, ...orderedFor(list, owner) }));
	const readable = distinct(orders.flatMap(order => offered(order.list, order.readable, '')));
	const remark = `; outside the spaces of ${jobId}`;
	const others = orders.some(order => order.others.length > 0);
	const letters = plain.toLowerCase();
	if (!others || orders.some(order => order.readable.some(one => isSpelledIn(letters, one.toLowerCase())))) {
		return { sources: readable, hides: others };
	}
	const outside = orders.flatMap(order => offered(order.list, order.others, remark));
	return { sources: distinct([...readable, ...outside]), hides: false };
}

/** The folder that is being typed, and the first of the spaces that the job may read. */
function foldersFor(jobId: string | undefined, typed: string): readonly string[] {
	const spaces = jobId === undefined ? [] : spacesOfJob(jobId).slice(0, MOST_SPACES);
	const folders = spaces.map(space => (space === '' ? '' : `${space}/`));
	return [...new Set([typed.slice(0, typed.lastIndexOf('/') + 1), ...folders])];
}

/** A list of Vault has paths, and folders with a slash at their end. */
function lacksField(source: string, dialect: SourceDialect): boolean {
	return dialect === 'vault' && !source.endsWith('/') && !source.includes('@');
}

function distinct(sources: readonly KnownSource[]): readonly KnownSource[] {
	return [...new Map(sources.toReversed().map(known => [known.source, known])).values()].reverse();
}

/** Of a job's spaces, from the top: a list of one has those below it, and what lies deeper is asked for when it is typed. */
const MOST_SPACES = 2;

interface Ordered {
	readonly jobId: string | undefined;
	readonly readable: readonly string[];
	readonly others: readonly string[];
}

/** Without an id: all may be read. An inventory may have thousands, and every key stroke asks for the same job's. */
function orderedFor(inventory: Inventory, jobId: string | undefined): Ordered {
	const before = lastOrder.get(inventory);
	if (before !== undefined && before.jobId === jobId) return before;
	const all = [...inventory.sources].sort();
	const nearness = new Map(
		(jobId === undefined ? [] : spacesOfJob(jobId)).map((space, index) => [space, index]),
	);
	const placed = all.map(source => ({ source, near: nearness.get(spaceOfSource(source)) ?? -1 }));
	const readable = jobId === undefined ? placed : placed.filter(({ near }) => near >= 0);
	const order = {
		jobId,
		readable: readable.sort((a, b) => b.near - a.near).map(({ source }) => source),
		others: jobId === undefined ? [] : placed.filter(({ near }) => near < 0).map(({ source }) => source),
	};
	lastOrder.set(inventory, order);
	return order;
}

const lastOrder = new WeakMap<Inventory, Ordered>();

/** A secret that a job does not have yet, and the edit that declares it. */
export interface NewSecret {
	readonly alias: string;
	readonly source: string;
	readonly edit: Edit;
}

/**
 * A new secret for a variable or a file, named as typed or after it. Undefined where the job is not whole enough to be
 * edited elsewhere, or the target has no secrets.
 */
export function newSecret(
	context: FileContext,
	unit: Unit | undefined,
	typed: string,
	variable: string,
	isReplaced: string | undefined,
): NewSecret | undefined {
	if (unit?.kind !== 'job' || unit.job.run === undefined || !isClosed(unit.job.run)) return undefined;
	if (!isAtLeast(context.target.version, SECRETS_SINCE) || context.target.secretsPlugin === 'absent')
		return undefined;
	const { run, id, secrets } = unit.job;
	// The reference at the cursor is the one that is about to be given a name.
	const others = { ...secrets, references: secrets.references.filter(({ alias }) => alias !== isReplaced) };
	const alias = typed !== '' && /^[\w./-]+$/.test(typed) ? typed : aliasFor(variable, others);
	if (secrets.declarations.some(declaration => declaration.alias === alias)) return undefined;
	const source = ownSource(id, alias, context.target.dialect);
	const edit = declareSecret(run, alias, source, context.source);
	return edit === undefined ? undefined : { alias, source, edit };
}

function isClosed(node: JsonNode): boolean {
	for (let at: JsonNode | undefined = node; at !== undefined; at = at.parent) {
		if ((at.kind === 'object' || at.kind === 'array') && !at.closed) return false;
	}
	if (node.kind !== 'object') return true;
	return countingMembers(node).every(({ value }) => value?.kind !== 'object' || value.closed);
}
