import { applyEdits } from './edit.ts';
import type { Edit, Finding, Fix } from './finding.ts';
import { parseJson } from './json-parser.ts';
import { SourceText } from './text.ts';

export interface FixOptions {
	/** Also fixes that someone must look at. */
	readonly unsafe: boolean;
	/** Judges a new text of the file as the old one was judged, suppressions included. */
	readonly judge: (source: SourceText) => readonly Finding[];
}

export interface AppliedFix {
	readonly code: string;
	readonly title: string;
	readonly safe: boolean;
}

export interface FixOutcome {
	/** The new text, without the byte order mark that the source may have had. */
	readonly text: string;
	/** In the order in which they were applied. */
	readonly applied: readonly AppliedFix[];
	/** Fixes that would have made the text worse, and were not applied. */
	readonly refused: readonly AppliedFix[];
}

/** More rounds than any file needs. */
const MAX_ROUNDS = 50;

/**
 * Applies the fixes of one text until none is left that helps. Each round applies as many as do not touch each other,
 * save those after which the text parses worse or has more findings that Metronome refuses. Running it again on its
 * own result changes nothing.
 */
export function fixText(source: SourceText, options: FixOptions): FixOutcome {
	let state = stateOf(source, options, []);
	const trail = [state];
	let refused: readonly Candidate[] = [];
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const candidates = candidatesOf(state, options.unsafe);
		const step = nextStep(state, candidates, options);
		if (step === undefined) {
			refused = candidates;
			break;
		}
		const start = trail.findIndex(earlier => earlier.signature === step.signature);
		if (start >= 0) {
			state = restingPlace(trail.slice(start));
			break;
		}
		state = step;
		trail.push(state);
	}
	return { text: state.source.text, applied: state.applied, refused: refused.map(summaryOf) };
}

interface State {
	readonly source: SourceText;
	readonly findings: readonly Finding[];
	/** How often each rule finds something. Places are not in it: in a broken text they move with every letter. */
	readonly signature: string;
	readonly problems: number;
	readonly refusals: number;
	readonly applied: readonly AppliedFix[];
}

interface Candidate extends AppliedFix {
	readonly edits: readonly Edit[];
}

function stateOf(source: SourceText, options: FixOptions, applied: readonly AppliedFix[]): State {
	const findings = options.judge(source);
	const stops = ({ consequence }: Finding): boolean => consequence === 'refused' || consequence === 'breaks';
	return {
		source,
		findings,
		signature: findings
			.map(finding => finding.code)
			.toSorted()
			.join(),
		problems: parseJson(source.text).problems.length,
		refusals: findings.filter(stops).length,
		applied,
	};
}

function candidatesOf(state: State, unsafe: boolean): Candidate[] {
	const candidates: Candidate[] = [];
	for (const finding of state.findings) {
		const fix: Fix | null = finding.suppressed === null ? (finding.fix?.() ?? null) : null;
		if (fix === null || fix.edits.length === 0 || (!fix.safe && !unsafe)) continue;
		candidates.push({ code: finding.code, title: fix.title, safe: fix.safe, edits: fix.edits });
	}
	return candidates.toSorted((a, b) => startOf(a) - startOf(b));
}

function startOf({ edits }: Candidate): number {
	return Math.min(...edits.map(edit => edit.start));
}

/** The next text that is no worse, with as many fixes as go together; undefined where no fix helps. */
function nextStep(state: State, candidates: readonly Candidate[], options: FixOptions): State | undefined {
	if (candidates.length === 0) return undefined;
	const together = withoutOverlaps(candidates);
	const all = attempt(state, together, options);
	if (all !== undefined) return all;
	const groups = soundParts(state, together, options);
	const largest = groups.toSorted((a, b) => b.length - a.length)[0];
	if (largest === undefined) {
		const others = candidates.filter(candidate => !together.includes(candidate));
		return nextStep(state, others, options);
	}
	return attempt(state, groups.flat(), options) ?? attempt(state, largest, options);
}

/** Of fixes that make something worse together, those groups that do not. */
function soundParts(
	state: State,
	chosen: readonly Candidate[],
	options: FixOptions,
): readonly (readonly Candidate[])[] {
	if (chosen.length < 2) return [];
	const middle = chosen.length >> 1;
	return [chosen.slice(0, middle), chosen.slice(middle)].flatMap(part =>
		attempt(state, part, options) === undefined ? soundParts(state, part, options) : [part],
	);
}

function attempt(state: State, chosen: readonly Candidate[], options: FixOptions): State | undefined {
	const text = applyEdits(
		state.source.text,
		chosen.flatMap(candidate => candidate.edits),
	);
	if (text === state.source.text) return undefined;
	const next = stateOf(new SourceText(text), options, [...state.applied, ...chosen.map(summaryOf)]);
	return next.problems > state.problems || next.refusals > state.refusals ? undefined : next;
}

function summaryOf({ code, title, safe }: Candidate): AppliedFix {
	return { code, title, safe };
}

/** The earlier ones win; what is left out has its turn in the next round. */
function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
	const chosen: Candidate[] = [];
	const taken: Edit[] = [];
	for (const candidate of candidates) {
		if (candidate.edits.some(edit => taken.some(other => touches(edit, other)))) continue;
		chosen.push(candidate);
		taken.push(...candidate.edits);
	}
	return chosen;
}

/** Two insertions at one place count: which comes first would be chance. */
function touches(a: Edit, b: Edit): boolean {
	const inserts = a.start === a.end || b.start === b.end;
	return inserts ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}

/**
 * Fixes that bring up one another lead round in a circle, and one that does not help leads to the same findings again.
 * Wherever one enters a circle, the same place of it is taken.
 */
function restingPlace(circle: readonly State[]): State {
	return circle.reduce((best, state) => (state.signature < best.signature ? state : best));
}
