import {
	applyBaseline,
	type BaselineEntry,
	baselineText,
	parseBaseline,
	updatedBaseline,
} from '../core/baseline.ts';
import type { Finding } from '../core/finding.ts';
import { absolutePath } from './paths.ts';
import { failureOf, readTextFile } from './read.ts';
import type { CheckRequest, Trouble } from './result.ts';
import { PLAIN, writeTextFile } from './write.ts';

export interface KnownByBaseline {
	readonly findings: readonly Finding[];
	readonly troubles: readonly Trouble[];
	readonly notices: readonly string[];
}

/**
 * Suppresses what the baseline of a request has, after it has been written anew where that was asked for.
 * `wasJudged`: whether this run looked at a file, by the name that findings use; what it did not look at is neither
 * stale nor lost.
 */
export function withBaseline(
	findings: readonly Finding[],
	request: CheckRequest,
	wasJudged: (file: string | null) => boolean,
): KnownByBaseline {
	const { baseline, cwd, updateBaseline } = request;
	if (baseline === undefined) return { findings, troubles: [], notices: [] };
	const path = absolutePath(cwd, baseline);
	const read = readBaseline(path, baseline, updateBaseline === true);
	if (!read.ok) return { findings, troubles: [read.trouble], notices: [] };
	const known = applyBaseline(findings, read.entries);
	if (updateBaseline === true) return rewritten(path, baseline, read.entries, known.findings, wasJudged);
	const stale = known.stale.filter(entry => wasJudged(entry.file));
	return {
		findings: known.findings,
		troubles: [],
		notices: stale.length === 0 ? [] : [staleText(baseline, stale)],
	};
}

function rewritten(
	path: string,
	shown: string,
	earlier: readonly BaselineEntry[],
	findings: readonly Finding[],
	wasJudged: (file: string | null) => boolean,
): KnownByBaseline {
	const entries = updatedBaseline(earlier, findings, wasJudged);
	try {
		writeTextFile(path, baselineText(entries), PLAIN);
	} catch (error) {
		const message = `The baseline ${shown} was not written: it ${failureOf(error, 'written').message}.`;
		return { findings, troubles: [{ kind: 'io', path: shown, message }], notices: [] };
	}
	const known = applyBaseline(findings, entries).findings;
	return { findings: known, troubles: [], notices: [`${shown} has ${counted(entries.length)} now.`] };
}

/** The entries of a request's baseline; none where it has no baseline, or one that cannot be read: `check` says so. */
export function baselineEntries({ baseline, cwd }: CheckRequest): readonly BaselineEntry[] {
	const read = baseline === undefined ? undefined : readBaseline(absolutePath(cwd, baseline), baseline, true);
	return read?.ok === true ? read.entries : [];
}

type ReadBaseline =
	| { readonly ok: true; readonly entries: readonly BaselineEntry[] }
	| { readonly ok: false; readonly trouble: Trouble };

/** `fresh`: it is about to be written, so it need not be there yet. */
function readBaseline(path: string, shown: string, fresh: boolean): ReadBaseline {
	const read = readTextFile(path);
	if (!read.ok && fresh && read.failure.reason === 'missing') return { ok: true, entries: [] };
	if (!read.ok) {
		const message = `The baseline ${shown} ${read.failure.message}. Write one with --update-baseline.`;
		return { ok: false, trouble: { kind: 'usage', path: shown, message } };
	}
	const parsed = parseBaseline(read.file.source.text);
	if (parsed.ok) return parsed;
	return {
		ok: false,
		trouble: { kind: 'usage', path: shown, message: `The baseline ${shown} ${parsed.problem}.` },
	};
}

function staleText(shown: string, stale: readonly BaselineEntry[]): string {
	const names = [...new Set(stale.map(entry => `${entry.code} in ${entry.job ?? entry.file ?? 'no file'}`))];
	const some = names.slice(0, 5).join(', ');
	return `${shown} has ${counted(stale.length)} that nothing needs any more (${some}${names.length > 5 ? ', …' : ''}). Write it anew with --update-baseline.`;
}

function counted(entries: number): string {
	return `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
}
