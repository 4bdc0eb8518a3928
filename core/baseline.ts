import type { Finding } from './finding.ts';
import { type JsonNode, stringIn, valueIn } from './json.ts';
import { parseJson } from './json-parser.ts';

/** A finding that was there when the baseline was written. Only the fingerprint counts; the rest is for people. */
export interface BaselineEntry {
	readonly fingerprint: string;
	readonly code: string;
	readonly file: string | null;
	readonly job: string | null;
	readonly pointer: string | null;
}

export type ParsedBaseline =
	| { readonly ok: true; readonly entries: readonly BaselineEntry[] }
	/** Completes a sentence that begins with the file's name. */
	| { readonly ok: false; readonly problem: string };

const BASELINE_VERSION = '1';

/** Reads a baseline file. */
export function parseBaseline(text: string): ParsedBaseline {
	const { root, problems } = parseJson(text);
	if (root === undefined || problems.length > 0) {
		return { ok: false, problem: `is not JSON: ${problems[0]?.message ?? 'there is nothing in it'}` };
	}
	const version = valueIn(root, 'version');
	if (version?.kind !== 'number' || version.raw !== BASELINE_VERSION) {
		return { ok: false, problem: `is no baseline: it must have "version": ${BASELINE_VERSION}` };
	}
	const list = valueIn(root, 'findings');
	const entries = list?.kind === 'array' ? list.items.flatMap(item => entryOf(item) ?? []) : [];
	if (list?.kind !== 'array' || entries.length < list.items.length) {
		return {
			ok: false,
			problem: 'is no baseline: each of its "findings" must have a fingerprint and a code',
		};
	}
	return { ok: true, entries };
}

function entryOf(node: JsonNode): BaselineEntry | undefined {
	const fingerprint = stringIn(valueIn(node, 'fingerprint'));
	const code = stringIn(valueIn(node, 'code'));
	if (fingerprint === undefined || code === undefined) return undefined;
	const optional = (key: string): string | null => stringIn(valueIn(node, key)) ?? null;
	return { fingerprint, code, file: optional('file'), job: optional('job'), pointer: optional('pointer') };
}

/** The text of a baseline file: sorted, an entry a line, so that a change of one finding is a change of one line. */
export function baselineText(entries: readonly BaselineEntry[]): string {
	const lines = entries
		.map(({ fingerprint, code, file, job, pointer }) => ({ file, job, code, pointer, fingerprint }))
		.toSorted((a, b) => compare(sortKey(a), sortKey(b)))
		.map(entry => `    ${JSON.stringify(entry)}`);
	const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
	return `{\n  "version": ${BASELINE_VERSION},\n  "findings": ${list}\n}\n`;
}

function sortKey({ file, job, code, pointer, fingerprint }: BaselineEntry): string {
	return [file, job, code, pointer, fingerprint].map(part => part ?? '').join('\0');
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

export interface BaselineOutcome {
	/** Those in the baseline are suppressed by it. */
	readonly findings: readonly Finding[];
	/** Entries that no finding has any more. */
	readonly stale: readonly BaselineEntry[];
}

/**
 * Suppresses the findings of a baseline. Each entry stands for one finding, so that a copy of a job does not hide
 * behind the entries of the first; where several would do, the one in the entry's own file goes first.
 */
export function applyBaseline(
	findings: readonly Finding[],
	entries: readonly BaselineEntry[],
): BaselineOutcome {
	const open = new Map<string, BaselineEntry[]>();
	for (const entry of entries) {
		const same = open.get(entry.fingerprint);
		if (same === undefined) open.set(entry.fingerprint, [entry]);
		else same.push(entry);
	}
	const matched = new Set<Finding>();
	for (const sameFile of [true, false]) {
		for (const finding of findings) {
			const candidates = matched.has(finding) ? undefined : open.get(finding.fingerprint);
			const at = candidates?.findIndex(entry => !sameFile || entry.file === finding.file) ?? -1;
			if (candidates === undefined || at < 0) continue;
			candidates.splice(at, 1);
			matched.add(finding);
		}
	}
	return { findings: findings.map(finding => markKnown(finding, matched)), stale: [...open.values()].flat() };
}

function markKnown(finding: Finding, matched: ReadonlySet<Finding>): Finding {
	if (!matched.has(finding) || finding.suppressed !== null) return finding;
	return {
		...finding,
		suppressed: { by: 'baseline', reason: 'It was there when the baseline was written.' },
	};
}

/**
 * The baseline of now: everything that nothing else suppresses. Of the earlier entries those stay whose file was not
 * judged this time.
 */
export function updatedBaseline(
	earlier: readonly BaselineEntry[],
	findings: readonly Finding[],
	wasJudged: (file: string | null) => boolean,
): readonly BaselineEntry[] {
	const open = findings.filter(({ suppressed }) => suppressed === null || suppressed.by === 'baseline');
	return [...earlier.filter(entry => !wasJudged(entry.file)), ...open];
}
