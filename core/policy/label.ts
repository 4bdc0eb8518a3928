import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { Unit } from '../job-file.ts';
import { countingMembers, type Member, pointerOf, valueIn } from '../json.ts';
import { memberPointer } from '../place.ts';
import type { FileContext } from '../rule.ts';
import type { Span } from '../text.ts';

/** A label with this key, and the code of a rule behind it, suppresses the rule's findings in its job. Its value is the reason. */
export const IGNORE_LABEL = 'metronome-jobs.ignore.';

/** What one label of a job wants to suppress. */
export interface LabelSuppression extends Span {
	readonly file: string;
	readonly code: string;
	/** Blank: it suppresses nothing. */
	readonly reason: string;
	/** Of the label. */
	readonly pointer: string;
	/** Findings at this pointer and below belong to the job: its definition, or the wrapper around it. */
	readonly scope: string;
	readonly job: string | null;
	/** Takes the label out. Made now, so that the tree can go. Null where it is not in the file. */
	readonly removal: Fix | null;
}

/** The labels of a file's jobs that suppress findings, in source order. */
export function labelSuppressions(context: FileContext): LabelSuppression[] {
	return context.units.flatMap(unit => (unit.kind === 'job' ? labelsOfUnit(unit, context) : []));
}

function labelsOfUnit(unit: Extract<Unit, { kind: 'job' }>, context: FileContext): LabelSuppression[] {
	const labels = valueIn(unit.node, 'labels');
	if (labels?.kind !== 'object') return [];
	const scope = unit.node.member === undefined ? unit.job.pointer : pointerOf(unit.node.member.object);
	const found: LabelSuppression[] = [];
	for (const member of countingMembers(labels)) {
		if (!member.key.value.startsWith(IGNORE_LABEL) || member.value?.kind !== 'string') continue;
		found.push({
			file: context.file ?? '',
			code: member.key.value.slice(IGNORE_LABEL.length),
			reason: member.value.value,
			start: member.key.start,
			end: member.key.end,
			pointer: memberPointer(member),
			scope,
			job: unit.job.id ?? null,
			removal: removal(member, context),
		});
	}
	return found;
}

/** Unsafe: for another target or version the label may be needed. */
function removal(member: Member, context: FileContext): Fix {
	const title = `Remove the label '${member.key.value}'`;
	return { title, safe: false, edits: [removeMember(member, context.source)] };
}
