import type { Finding, Related } from '../core/finding.ts';
import type { FileSummary } from '../core/jobset.ts';
import type { LabelSuppression } from '../core/policy/label.ts';
import type { SourceText } from '../core/text.ts';

/**
 * A job file as the patches of the target make it. What is found in that text is shown in the file that people have open;
 * where a patch made it so, at the place that the patch changes, and the patch is a related place.
 */
export interface PatchedFile {
	/** What is judged. */
	readonly source: SourceText;
	readonly finding: (finding: Finding) => Finding;
	readonly label: (label: LabelSuppression) => LabelSuppression;
	readonly summary: (summary: FileSummary) => FileSummary;
	/** The patches behind what other files may speak of, by its pointer. */
	readonly behind: (summary: FileSummary) => ReadonlyMap<string, Related>;
}

/** At a patch, as a related place of what it is to blame for. */
export const FROM_PATCH = 'It comes from this patch';
