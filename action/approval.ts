import type { Digest } from '../deploy/plan-options.ts';
import type { Plan } from '../deploy/planned.ts';

/**
 * The keyed digest of what a plan writes, and where: equal ones mean that the same jobs are changed from the same state to
 * the same state. Jobs that stay as they are do not count, so another team's change takes no approval away.
 */
export function planDigestOf(repository: string, target: string, plan: Plan, digest: Digest): string {
	const writes = plan.operations
		.map(({ kind, job, desired, live }) => [job, kind, desired, live])
		.toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
	const what = { repository, target, address: plan.cluster.address, owner: plan.owner, writes };
	return digest(`approval\n${JSON.stringify(what)}`);
}

/** Where a comment stands: an approval counts nowhere else. */
export interface CommentPlace {
	/** `owner/name` */
	readonly repository: string;
	readonly pull: number;
	readonly marker: string;
}

/** A line that is not seen, with a plan's digest and a seal over the whole text of the comment; then that text. */
export function withApproval(place: CommentPlace, approved: string, text: string, digest: Digest): string {
	return `<!-- metronome-jobs:approves ${approved} ${sealOf(place, approved, text, digest)} -->\n${text}`;
}

export type Approval =
	| { readonly kind: 'approved'; readonly digest: string }
	/** The comment approves nothing: it shows no plan, or none that can be done. */
	| { readonly kind: 'none' }
	/** Somebody has changed it since, or it was sealed with another key. */
	| { readonly kind: 'edited' };

/** Reads what a comment of ours approves. `body`: the whole of it, marker and all. */
export function approvalIn(body: string, place: CommentPlace, digest: Digest): Approval {
	const [marker, line = '', ...rest] = plain(body).split('\n');
	const [, approved, seal] =
		/^<!-- metronome-jobs:approves ([0-9a-f]{64}) ([0-9a-f]{64}) -->$/.exec(line) ?? [];
	if (approved === undefined || marker !== place.marker) return { kind: 'none' };
	const isOurs = seal === sealOf(place, approved, rest.join('\n'), digest);
	return isOurs ? { kind: 'approved', digest: approved } : { kind: 'edited' };
}

function sealOf(
	{ repository, pull, marker }: CommentPlace,
	approved: string,
	text: string,
	digest: Digest,
): string {
	return digest(`comment\n${JSON.stringify([repository, pull, marker, approved, plain(text)])}`);
}

/** GitHub may give line ends back as CR LF, and takes blanks off the end. */
function plain(text: string): string {
	return text.replaceAll('\r\n', '\n').trimEnd();
}
