import type { Certainty } from '../../core/secrets/plaintext/detect.ts';

/** A labelled value of a corpus of plain-text secrets. */
export interface CorpusRow {
	readonly key: string;
	readonly value: string;
	/** True where the value is a secret written out. */
	readonly label: boolean;
	/** The slice of the corpus it belongs to. */
	readonly kind: string;
}

/** One row of the table by kind. */
export interface KindScore {
	found: number;
	missed: number;
	falseAlarms: number;
	passed: number;
}

/** A row that was judged wrongly. It carries no value, so that it may be printed. */
export interface WrongRow {
	/** Place in the rows, from 0. */
	readonly index: number;
	readonly key: string;
	readonly kind: string;
}

export interface PlaintextScore {
	/** Right alarms among all alarms; 1 where there was none. */
	readonly precision: number;
	/** Secrets found among all secrets; 1 where there was none. */
	readonly recall: number;
	readonly perKind: ReadonlyMap<string, KindScore>;
	readonly misses: readonly WrongRow[];
	readonly falseAlarms: readonly WrongRow[];
}

/** What a detector says of a row: how certain each of its findings is. */
export type Judge = (row: CorpusRow) => readonly { readonly certainty: Certainty }[];

/** Judges every row; a row counts as an alarm from a warning up. */
export function scorePlaintext(rows: readonly CorpusRow[], judge: Judge): PlaintextScore {
	const perKind = new Map<string, KindScore>();
	const misses: WrongRow[] = [];
	const falseAlarms: WrongRow[] = [];
	rows.forEach((row, index) => {
		const alarm = judge(row).some(({ certainty }) => certainty !== 'info');
		const score = perKind.get(row.kind) ?? { found: 0, missed: 0, falseAlarms: 0, passed: 0 };
		perKind.set(row.kind, score);
		const wrong = { index, key: row.key, kind: row.kind };
		if (alarm && row.label) score.found++;
		else if (alarm) {
			score.falseAlarms++;
			falseAlarms.push(wrong);
		} else if (row.label) {
			score.missed++;
			misses.push(wrong);
		} else score.passed++;
	});
	const found = sum(perKind, 'found');
	return {
		precision: share(found, falseAlarms.length),
		recall: share(found, misses.length),
		perKind,
		misses,
		falseAlarms,
	};
}

function sum(perKind: ReadonlyMap<string, KindScore>, field: keyof KindScore): number {
	return [...perKind.values()].reduce((total, score) => total + score[field], 0);
}

function share(right: number, wrong: number): number {
	return right + wrong === 0 ? 1 : right / (right + wrong);
}

/** Reads the lines of `plaintext-secrets.jsonl`: `key`, `value_base64`, `label`, `kind`. Throws where a line has another shape. */
export function readCorpusRows(text: string, decode: (base64: string) => string): readonly CorpusRow[] {
	return text
		.split('\n')
		.filter(line => line.trim() !== '')
		.map(line => toRow(JSON.parse(line), decode));
}

function toRow(row: unknown, decode: (base64: string) => string): CorpusRow {
	if (typeof row !== 'object' || row === null) throw new Error('a row of the corpus is no object');
	const {
		key,
		value_base64: value,
		label,
		kind,
	} = { key: null, value_base64: null, label: null, kind: null, ...row };
	if (
		typeof key !== 'string' ||
		typeof value !== 'string' ||
		typeof label !== 'boolean' ||
		typeof kind !== 'string'
	) {
		throw new Error('a row of the corpus has no key, value_base64, label or kind');
	}
	return { key, value: decode(value), label, kind };
}
