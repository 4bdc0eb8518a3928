import {
	countingMembers,
	escapePointer,
	type JsonNode,
	type Member,
	memberOf,
	type ObjectNode,
	pointerOf,
} from '../json.ts';
import { memberPointer } from '../place.ts';
import type { SettingsPatch } from '../settings.ts';
import type { Span } from '../text.ts';
import type { Piece, PieceEdit } from './pieces.ts';

/** What a patch does to one place of a job. */
export interface PatchChange {
	/** In the patched job file. */
	readonly pointer: string;
	readonly does: 'sets' | 'adds' | 'removes';
	/** The settings file, as findings name it; the pointer of the value there, and its key. */
	readonly file: string;
	readonly from: { readonly pointer: string; readonly key: Span };
	/** In the job file before this patch: the key of what is replaced or removed, or the object that gets more. */
	readonly at: { readonly pointer: string; readonly span: Span };
}

export interface Merge {
	/** In the text that `target` was parsed from, in their order. */
	readonly edits: readonly PieceEdit[];
	readonly changes: readonly PatchChange[];
}

/**
 * Works out a JSON merge patch (RFC 7396) as edits of the text, so that everything it does not name stays as its author
 * wrote it. Objects are merged, everything else is replaced, and `null` removes a member.
 */
export function mergePatch(target: ObjectNode, patch: Pick<SettingsPatch, 'patch' | 'text' | 'file'>): Merge {
	const merging = new Merging(patch.text, patch.file);
	merging.object(target, patch.patch);
	return {
		edits: merging.edits.toSorted((a, b) => a.start - b.start || a.end - b.end),
		changes: merging.changes,
	};
}

class Merging {
	readonly edits: PieceEdit[] = [];
	readonly changes: PatchChange[] = [];
	private readonly text: string;
	private readonly file: string;

	constructor(text: string, file: string) {
		this.text = text;
		this.file = file;
	}

	object(target: ObjectNode, patch: ObjectNode): void {
		const added: Member[] = [];
		const removed = new Set<Member>();
		for (const member of countingMembers(patch)) {
			const { value } = member;
			const old = memberOf(target, member.key.value);
			if (value === undefined) continue;
			if (value.kind === 'null') {
				if (old === undefined) continue;
				for (const one of target.members) if (one.key.value === member.key.value) removed.add(one);
				this.change('removes', target, member, old);
			} else if (old === undefined) {
				added.push(member);
				this.change('adds', target, member, undefined);
			} else if (value.kind === 'object' && old.value?.kind === 'object') this.object(old.value, value);
			else if (old.value !== undefined) {
				const { start, end } = old.value;
				this.edits.push({ start, end, pieces: this.value(value, true) });
				this.change('sets', target, member, old);
			}
		}
		this.add(target, added, removed);
		this.remove(target, removed);
	}

	private change(
		does: PatchChange['does'],
		target: ObjectNode,
		member: Member,
		old: Member | undefined,
	): void {
		const { key } = member;
		const at = old === undefined ? { start: target.start, end: target.start + 1 } : old.key;
		this.changes.push({
			does,
			pointer: `${pointerOf(target)}/${escapePointer(key.value)}`,
			file: this.file,
			from: { pointer: memberPointer(member), key: { start: key.start, end: key.end } },
			at: {
				pointer: old === undefined ? pointerOf(target) : memberPointer(old),
				span: { start: at.start, end: at.end },
			},
		});
	}

	private add(target: ObjectNode, added: readonly Member[], removed: ReadonlySet<Member>): void {
		if (added.length === 0) return;
		const last = target.members.findLast(member => !removed.has(member));
		const pieces = added.flatMap((member, index) => [
			...(index === 0 && last === undefined ? [] : [this.glue(', ', member.key.start)]),
			...this.member(member),
		]);
		const at = last?.end ?? target.start + 1;
		this.edits.push({ start: at, end: at, pieces });
	}

	/** A member goes with the comma behind it, or else with the one before it. */
	private remove({ members }: ObjectNode, removed: ReadonlySet<Member>): void {
		for (let first = 0; first < members.length; first++) {
			if (!isIn(removed, members[first])) continue;
			let last = first;
			while (isIn(removed, members[last + 1])) last++;
			const next = members[last + 1];
			const start =
				next === undefined ? (members[first - 1]?.end ?? members[first]?.start) : members[first]?.start;
			const end = next?.start ?? members[last]?.end;
			if (start !== undefined && end !== undefined) this.edits.push({ start, end, pieces: [] });
			first = last;
		}
	}

	private member({ key, value }: Member): Piece[] {
		if (value === undefined) return [];
		return [this.copy(key), this.glue(': ', key.end), ...this.value(value, true)];
	}

	/** A value as it stands in the settings, without comments. `merged`: its nulls mean that there is nothing. */
	private value(node: JsonNode, merged: boolean): Piece[] {
		if (node.kind === 'array') {
			return this.container(
				node,
				'[',
				']',
				node.items.map(item => this.value(item, false)),
			);
		}
		if (node.kind !== 'object') return [this.copy(node)];
		const members = countingMembers(node).filter(({ value }) => !(merged && value?.kind === 'null'));
		const parts = members.map(({ key, value }) =>
			value === undefined ? [] : [this.copy(key), this.glue(': ', key.end), ...this.value(value, merged)],
		);
		return this.container(node, '{', '}', parts);
	}

	private container(node: Span, open: string, close: string, parts: readonly Piece[][]): Piece[] {
		const inside = parts.flatMap((part, index) =>
			index === 0 ? part : [this.glue(', ', part[0]?.from.start ?? node.start), ...part],
		);
		const { start, end } = node;
		return [
			{ text: open, file: this.file, from: { start, end: start + 1 } },
			...inside,
			{ text: close, file: this.file, from: { start: end - 1, end } },
		];
	}

	private copy({ start, end }: Span): Piece {
		return { text: this.text.slice(start, end), file: this.file, from: { start, end } };
	}

	private glue(text: string, at: number): Piece {
		return { text, file: this.file, from: { start: at, end: at } };
	}
}

function isIn(removed: ReadonlySet<Member>, member: Member | undefined): boolean {
	return member !== undefined && removed.has(member);
}
