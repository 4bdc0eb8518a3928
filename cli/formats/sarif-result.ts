import type { Severity } from '../../core/finding.ts';
import type { Range, Span } from '../../core/text.ts';
import type { Shown, ShownFinding, ShownFix, ShownPlace } from './shown.ts';

export const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
	Severity,
	string
>;

/** Stands for the working directory, as GitHub has it. */
export const BASE = '%SRCROOT%';

export type SarifResult = ReturnType<typeof sarifResult>;

/** A `result` object. `ruleIndex` counts in the driver's rules. */
export function sarifResult(finding: ShownFinding, ruleIndex: number, view: Shown) {
	const { code, severity, consequence, job, pointer } = finding;
	const fix = finding.fix();
	const place = job === null ? pointer : `${job}${pointer ?? ''}`;
	const logical = !place ? {} : { logicalLocations: [{ fullyQualifiedName: place, kind: 'property' }] };
	return {
		ruleId: code,
		ruleIndex,
		level: LEVELS[severity],
		message: { text: plain(finding.message) },
		locations: [{ ...physical(finding, view), ...logical }],
		...relatedLocations(finding, view),
		// GitHub goes by `primaryLocationLineHash`, which upload-sarif adds, and warns of anybody else's.
		partialFingerprints: { 'metronomeJobs/v1': finding.fingerprint },
		...suppressions(finding),
		...(fix === null || finding.file === null ? {} : { fixes: [fixObject(fix, finding.file)] }),
		properties: {
			consequence,
			...(job === null ? {} : { job }),
			...(fix === null ? {} : { safeFix: fix.safe }),
		},
	};
}

/** GitHub takes 1,000 locations of a result and shows 100. */
const MAX_RELATED = 100;

function relatedLocations({ related }: ShownFinding, view: Shown) {
	if (related.length === 0) return {};
	return {
		relatedLocations: related.slice(0, MAX_RELATED).map((place, n) => ({
			id: n + 1,
			...physical(place, view),
			message: { text: plain(place.message) },
		})),
	};
}

function suppressions({ suppressed }: ShownFinding) {
	if (suppressed === null) return {};
	const { by, reason } = suppressed;
	return {
		suppressions: [
			{
				kind: by === 'label' ? 'inSource' : 'external',
				status: 'accepted',
				justification: reason === '' ? `suppressed by ${by}` : reason,
			},
		],
	};
}

function physical({ file, range, span }: Pick<ShownPlace, 'file' | 'range' | 'span'>, view: Shown) {
	const text = snippet(file, span, view);
	return {
		physicalLocation: {
			...artifactLocation(file ?? '.'),
			// Code scanning wants a region everywhere.
			region:
				range === null
					? { startLine: 1 }
					: { ...region(range), ...(text === undefined ? {} : { snippet: { text } }) },
		},
	};
}

/** Longer places are to be read in the file. */
const MAX_SNIPPET = 400;

function snippet(file: string | null, span: Span | null, view: Shown): string | undefined {
	if (span === null || span.end === span.start || span.end - span.start > MAX_SNIPPET) return undefined;
	return view.sourceOf(file)?.text.slice(span.start, span.end);
}

function region({ start, end }: Range) {
	return {
		startLine: start.line + 1,
		startColumn: start.character + 1,
		endLine: end.line + 1,
		endColumn: end.character + 1,
	};
}

/** A file by its path; one outside the working directory that is named absolutely is not relative to the base. */
export function artifactLocation(path: string) {
	const uri = path
		.split('/')
		.map(part => encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\ufffd')))
		.join('/');
	return { artifactLocation: path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: BASE } };
}

function fixObject({ title, edits }: ShownFix, file: string) {
	const replacements = edits.map(({ range, newText }) => ({
		deletedRegion: region(range),
		insertedContent: { text: newText },
	}));
	return {
		description: { text: plain(title) },
		artifactChanges: [{ ...artifactLocation(file), replacements }],
	};
}

/** Text that no reader takes for an embedded link, which SARIF writes `[text](target)` (2.1.0 §3.11.6). */
function plain(text: string): string {
	return text.replaceAll('](', '] (');
}
