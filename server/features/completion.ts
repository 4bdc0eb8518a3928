import type { CompletionList, Position } from 'vscode-languageserver-protocol';
import { JOB } from '../../core/definition/job.ts';
import { SCHEDULE } from '../../core/definition/schedule.ts';
import { propertyOf } from '../../core/definition/type.ts';
import { indentUnit, lineIndent } from '../../core/edit.ts';
import type { Edit } from '../../core/finding.ts';
import type { JobSummary } from '../../core/jobset.ts';
import { type JsonNode, memberOf } from '../../core/json.ts';
import { ownSource } from '../../core/secrets/spaces.ts';
import type { SourceText } from '../../core/text.ts';
import type { Analysis } from '../analysis.ts';
import type { Client } from '../capabilities.ts';
import { type Candidate, KIND, listOf } from './candidate.ts';
import { keyCandidates } from './complete-keys.ts';
import type { StoredNames } from './complete-secrets.ts';
import { idFromFile, valueCandidates } from './complete-values.ts';
import { jobTemplates } from './job-templates.ts';
import { type Place, placeAt, type RootPlace } from './place.ts';
import { type Layout, written } from './skeleton.ts';
import { withStringClosed } from './slot.ts';

/**
 * What may be typed at a position; null where there is nothing to offer. `jobs`: all that are judged together with the
 * document's own. `stored`: the names that a secret store has told.
 */
export function complete(
	analysis: Analysis,
	position: Position,
	client: Client,
	jobs: () => readonly JobSummary[] = () => [],
	stored: StoredNames = () => undefined,
): CompletionList | null {
	const { document } = analysis;
	if (!analysis.isJobFile && !mayBecomeJob(analysis.context.document.root, document.source.text)) return null;
	const { text } = document.source;
	const offset = document.positions.offsetAt(position);
	const context = withStringClosed(analysis.context, offset);
	const place = placeAt(context, offset, text);
	if (place === undefined) return null;
	const layout = layoutOf(place, document.source, client);
	let isCut = false;
	const cut = (): void => {
		isCut = true;
	};
	const candidates =
		place.kind === 'key'
			? keyCandidates(place, { analysis, jobs, layout, cut })
			: place.kind === 'value'
				? valueCandidates(place, { analysis, context, jobs, stored, layout, cut })
				: templates(place, analysis, layout);
	if (candidates.length === 0) return null;
	const missing = missingSigns(place);
	const all =
		missing.length === 0
			? candidates
			: candidates.map(one => ({ ...one, also: [...missing, ...(one.also ?? [])] }));
	return listOf(all, isCut, offset, document, client);
}

/** Nothing yet, or an object that has begun like a job or a schedule and has no other keys. */
function mayBecomeJob(root: JsonNode | undefined, text: string): boolean {
	if (root === undefined) return text.trim().length <= LONGEST_WORD;
	const first = root.kind === 'array' ? root.items[0] : root;
	if (first === undefined) return true;
	if (first.kind !== 'object') return false;
	// The last key may be half typed.
	const keys = first.members.filter(({ value }) => value !== undefined).map(({ key }) => key.value);
	const isKnown = (key: string): boolean =>
		propertyOf(JOB, key) !== undefined || propertyOf(SCHEDULE, key) !== undefined;
	return keys.every(isKnown) && (keys.length === 0 || memberOf(first, 'id') !== undefined);
}

/** Of a word that is typed into an empty file. */
const LONGEST_WORD = 20;

/** The comma or colon that was forgotten before the place. */
function missingSigns(place: Place): readonly Edit[] {
	if (place.commaBefore !== undefined) {
		return [{ start: place.commaBefore, end: place.commaBefore, newText: ',' }];
	}
	if (place.kind !== 'value' || !place.lacksColon || place.member === undefined) return [];
	const { end } = place.member.key;
	return [{ start: end, end, newText: ':' }];
}

/**
 * Over several lines where the file is written so, and where it is sure what the client does with the indentation: it
 * takes the lines as they are, or there is none.
 */
function layoutOf(place: Place, source: SourceText, client: Client): Layout {
	const announced = client.announced.textDocument?.completion?.completionItem;
	const snippet = announced?.snippetSupport === true;
	const indent = lineIndent(source, place.slot.whole.start);
	const modes: unknown = announced?.insertTextModeSupport?.valueSet;
	const takesLines = indent === '' || (Array.isArray(modes) && modes.includes(AS_IS));
	const isSpread =
		place.kind === 'root' || startsLine(place.slot.whole.start, source) || source.lineCount > 2;
	const unit = indentUnit(source);
	return { snippet, lines: takesLines && isSpread ? { lineEnd: source.lineEnd, indent, unit } : undefined };
}

/** `InsertTextMode.asIs`. */
const AS_IS = 1;

function startsLine(offset: number, source: SourceText): boolean {
	return /(?:^|[\r\n])[ \t]*"?$/.test(source.text.slice(Math.max(0, offset - LONGEST_INDENT), offset));
}

const LONGEST_INDENT = 100;

/** Whole jobs; never between quotes. */
function templates(place: RootPlace, { document, project }: Analysis, layout: Layout): readonly Candidate[] {
	const { slot, commaBehind } = place;
	if (slot.opened) return [];
	const id = idFromFile(document.uri);
	return jobTemplates(id, ownSource(id, 'password', project.target.dialect)).map(
		({ label, detail, skeleton }) => ({
			label,
			detail,
			kind: KIND.snippet,
			newText: written(skeleton, layout) + (commaBehind ? ',' : ''),
			isSnippet: layout.snippet,
			span: slot.whole,
			keepsRest: true,
		}),
	);
}
