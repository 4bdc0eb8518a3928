import type { CompletionItem, CompletionList, Position } from 'vscode-languageserver-protocol';
import type { Meaning } from '../../core/definition/type.ts';
import type { Unit } from '../../core/job-file.ts';
import type { Member } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import { mayRead } from '../../core/secrets/spaces.ts';
import type { Analysis } from '../analysis.ts';
import type { Client } from '../capabilities.ts';
import { cursorAt, definitionOf, unitAt } from '../cursor.ts';
import type { OpenDocument } from '../documents.ts';
import type { Project } from '../project.ts';
import { looseDeclarations } from './loose-declarations.ts';
import { type Slot, slotAt, withStringClosed } from './slot.ts';

/** More than this and the client asks again as the name grows. */
const MAX_ITEMS = 200;

/** One string that may stand at the cursor, best first. */
interface Candidate {
	readonly value: string;
	readonly detail: string | undefined;
}

/** `CompletionItemKind.Reference` for an alias, `.Value` for a source. */
const KINDS = { 'secret-alias': 18, 'secret-source': 12 } as const;

/** What may be typed at a position; null where there is nothing to offer. */
export function complete(analysis: Analysis, position: Position, client: Client): CompletionList | null {
	if (!analysis.isJobFile) return null;
	const { document, project } = analysis;
	const offset = document.positions.offsetAt(position);
	const { context, close } = withStringClosed(analysis.context, offset);
	const cursor = cursorAt(context.document.root, offset);
	const slot = slotAt(cursor, offset, context.document.text, close);
	if (cursor.member === undefined || slot === undefined) return null;
	const unit = unitAt(context.units, offset);
	const meaning = meaningOf(cursor.member, unit, context.document.problems.length > 0);
	if (meaning !== 'secret-alias' && meaning !== 'secret-source') return null;
	const all = meaning === 'secret-alias' ? aliases(context, unit) : sources(project, unit, slot.typed);
	const isTooMuch = all.length > MAX_ITEMS;
	const offered = isTooMuch
		? all.filter(({ value }) => isSpelledIn(slot.typed, value)).slice(0, MAX_ITEMS)
		: all;
	return listOf(offered, isTooMuch, KINDS[meaning], slot, offset, document, client);
}

/**
 * What a string at this place means. Where brackets are missing the place in the tree may be wrong, so that the key
 * alone decides there.
 */
function meaningOf(member: Member, unit: Unit | undefined, isBroken: boolean): Meaning | undefined {
	const type = unit === undefined ? undefined : definitionOf(member, unit)?.type;
	if (type !== undefined) return type.kind === 'string' ? type.meaning : undefined;
	if (!isBroken) return undefined;
	if (member.key.value === 'secret') return 'secret-alias';
	return member.key.value === 'source' ? 'secret-source' : undefined;
}

/** The declared aliases; those nobody refers to yet come first, for Metronome refuses a job that has one. */
function aliases(context: FileContext, unit: Unit | undefined): readonly Candidate[] {
	const table = unit?.kind === 'job' ? unit.job.secrets : undefined;
	const sourceOf = new Map<string, string | undefined>();
	for (const { alias, source } of table?.declarations ?? []) sourceOf.set(alias, source?.value);
	if (context.document.problems.length > 0) {
		for (const { alias, source } of looseDeclarations(context.document.root)) {
			if (!sourceOf.has(alias)) sourceOf.set(alias, source);
		}
	}
	const used = new Set(table?.references.map(reference => reference.alias));
	const names = [...sourceOf.keys()];
	const ordered = [...names.filter(alias => !used.has(alias)), ...names.filter(alias => used.has(alias))];
	return ordered.map(alias => ({ value: alias, detail: sourceOf.get(alias) }));
}

/** The sources in the inventory; those the job may read come first. */
function sources(
	{ inventory, target }: Project,
	unit: Unit | undefined,
	typed: string,
): readonly Candidate[] {
	if (inventory === undefined) return [];
	const id = unit?.kind === 'job' ? unit.job.id : undefined;
	const hasSpaces = target.dialect === 'dcos' && id !== undefined;
	const slash = typed.startsWith('/') ? '/' : '';
	const readable: Candidate[] = [];
	const others: Candidate[] = [];
	for (const source of [...inventory.sources].sort()) {
		const value = slash !== '' && !source.startsWith('/') ? `${slash}${source}` : source;
		if (!hasSpaces || mayRead(id, source)) readable.push({ value, detail: inventory.name });
		else others.push({ value, detail: `${inventory.name}; outside the spaces of ${id}` });
	}
	return [...readable, ...others];
}

/** The letters typed occur in the name, in this order: the way editors filter. */
function isSpelledIn(typed: string, name: string): boolean {
	const letters = name.toLowerCase();
	let at = 0;
	for (const letter of typed.toLowerCase()) {
		at = letters.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}

function listOf(
	candidates: readonly Candidate[],
	isIncomplete: boolean,
	kind: CompletionItem['kind'] & number,
	slot: Slot,
	offset: number,
	{ positions }: OpenDocument,
	client: Client,
): CompletionList {
	const replace = positions.range(slot.span);
	const insert = positions.range({ start: slot.span.start, end: offset });
	const { insertReplace, defaultEditRange } = client.completion;
	const items = candidates.map(({ value, detail }, index): CompletionItem => {
		const newText = slot.open + JSON.stringify(value).slice(1, -1) + slot.close;
		const item: CompletionItem = { label: value, kind, sortText: String(index).padStart(SORT_DIGITS, '0') };
		if (detail !== undefined) item.detail = detail;
		if (defaultEditRange) {
			if (newText !== value) item.textEditText = newText;
		} else item.textEdit = insertReplace ? { newText, insert, replace } : { newText, range: replace };
		return item;
	});
	if (!defaultEditRange) return { isIncomplete, items };
	return { isIncomplete, itemDefaults: { editRange: insertReplace ? { insert, replace } : replace }, items };
}

const SORT_DIGITS = 3;
