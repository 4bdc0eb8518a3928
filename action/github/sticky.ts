import type { Github } from './client.ts';
import { isOwn } from './marker.ts';
import { once } from './once.ts';
import { done, failed, type Reply } from './reply.ts';
import { fieldOf, numberAt, textAt } from './shape.ts';

/** Characters (UTF-16 units) that GitHub takes as the body of a comment or an issue. */
export const MAX_BODY = 65_536;

/** A comment or an issue of ours. */
export interface Sticky {
	/** For an issue its number. */
	readonly id: number;
	/** For people. */
	readonly url: string;
	/** With the marker's line. */
	readonly body: string;
	/** ISO 8601, or ''. */
	readonly updatedAt: string;
}

export interface StickyIssue extends Sticky {
	readonly title: string;
	readonly state: 'open' | 'closed';
}

export type Upserted<T> = T & {
	/** `outdated`: what is there says more than this run knows, and nothing was written. */
	readonly did: 'created' | 'updated' | 'left as it was' | 'outdated';
};

/** Our comment of this marker on an issue or a pull request; undefined: there is none. Of several the oldest. */
export async function findComment(
	github: Github,
	number: number,
	marker: string,
): Promise<Reply<Sticky | undefined>> {
	const found = await ownComments(github, number, marker);
	return found.ok ? done(found.value[0]) : found;
}

/** The oldest first: the lowest id is what every run that looks agrees on. */
async function ownComments(
	github: Github,
	number: number,
	marker: string,
): Promise<Reply<readonly Sticky[]>> {
	const login = await github.login();
	const comments = await github.list(`/issues/${number}/comments`);
	if (!comments.ok) return comments;
	const own = comments.value.filter(comment => isOwn(comment, login, marker));
	return done(own.flatMap(comment => commentFrom(comment) ?? []).toSorted((a, b) => a.id - b.id));
}

export interface CommentText {
	/** Stands below the marker; at most {@link MAX_BODY} characters together with it. */
	readonly text: string;
	/** Whether a comment of ours, by its body, says more than this run knows; then nothing is written. */
	readonly isLater?: (body: string) => boolean;
}

/**
 * Writes our comment of this marker: a new one, or a change of the one that is there. A text that is too long is refused
 * without asking GitHub. GitHub knows no "only if there is none", so two runs may write one each at the same time: whoever
 * has written looks again, and of several the oldest stays, with the latest text.
 */
export async function upsertComment(
	github: Github,
	number: number,
	marker: string,
	{ text, isLater = () => false }: CommentText,
): Promise<Reply<Upserted<Sticky>>> {
	const body = `${marker}\n${text}`;
	if (body.length > MAX_BODY) return tooLong(body);
	const found = await ownComments(github, number, marker);
	if (!found.ok) return found;
	const later = found.value.find(comment => isLater(comment.body));
	if (later !== undefined) return done({ ...later, did: 'outdated' });
	const [old, ...others] = found.value;
	if (old === undefined) return createComment(github, number, marker, body, isLater);
	const updated = await updateComment(github, old, body);
	if (updated.ok) await removeAll(github, others);
	return updated;
}

async function createComment(
	github: Github,
	number: number,
	marker: string,
	body: string,
	isLater: (body: string) => boolean,
): Promise<Reply<Upserted<Sticky>>> {
	const created = await once(
		async () => {
			const made = await github.post(`/issues/${number}/comments`, { body });
			return made.ok ? done(commentFrom(made.value) ?? { id: 0, url: '', body, updatedAt: '' }) : made;
		},
		() => findComment(github, number, marker),
	);
	if (!created.ok) return created;
	const own = created.value;
	const again = await ownComments(github, number, marker);
	const first = again.ok ? again.value[0] : undefined;
	// A younger one is the business of who wrote it.
	if (first === undefined || own.id === 0 || first.id >= own.id) return done({ ...own, did: 'created' });
	const updated = isLater(first.body)
		? done({ ...first, did: 'outdated' as const })
		: await updateComment(github, first, body);
	if (updated.ok) await removeAll(github, [own]);
	return updated;
}

/** What cannot be removed now is removed by the next run. */
async function removeAll(github: Github, comments: readonly Sticky[]): Promise<void> {
	for (const { id } of comments) await github.remove(`/issues/comments/${id}`);
}

async function updateComment(github: Github, old: Sticky, body: string): Promise<Reply<Upserted<Sticky>>> {
	if (sameText(old.body, body)) return done({ ...old, did: 'left as it was' });
	const changed = await github.patch(`/issues/comments/${old.id}`, { body }, true);
	return changed.ok ? done({ ...(commentFrom(changed.value) ?? old), did: 'updated' }) : changed;
}

export interface IssueText {
	readonly title: string;
	/** Below the marker. */
	readonly text: string;
	/** Set when the issue is opened; later ones are for people to change. */
	readonly labels?: readonly string[];
}

/** Our open issue of this marker; undefined: there is none. Pull requests are no issues. Of several the oldest. */
export async function findIssue(github: Github, marker: string): Promise<Reply<StickyIssue | undefined>> {
	const login = await github.login();
	const issues = await github.list('/issues', { state: 'open', sort: 'created', direction: 'asc' });
	if (!issues.ok) return issues;
	const own = issues.value.find(
		issue => fieldOf(issue, 'pull_request') === undefined && isOwn(issue, login, marker),
	);
	return done(issueFrom(own));
}

/** Opens our issue of this marker, or changes the one that is open. A closed one stays closed. */
export async function upsertIssue(
	github: Github,
	marker: string,
	{ title, text, labels = [] }: IssueText,
): Promise<Reply<Upserted<StickyIssue>>> {
	const body = `${marker}\n${text}`;
	if (body.length > MAX_BODY) return tooLong(body);
	const found = await findIssue(github, marker);
	if (!found.ok) return found;
	const old = found.value;
	if (old !== undefined) {
		if (old.title === title && sameText(old.body, body)) return done({ ...old, did: 'left as it was' });
		const changed = await github.patch(`/issues/${old.id}`, { title, body }, true);
		return changed.ok ? done({ ...(issueFrom(changed.value) ?? old), did: 'updated' }) : changed;
	}
	const unread = { id: 0, url: '', body, updatedAt: '', title, state: 'open' } as const;
	const created = await once<StickyIssue>(
		async () => {
			const made = await github.post('/issues', { title, body, labels });
			return made.ok ? done(issueFrom(made.value) ?? unread) : made;
		},
		() => findIssue(github, marker),
	);
	return created.ok ? done({ ...created.value, did: 'created' }) : created;
}

/**
 * Closes our open issue of this marker with a last comment; gives undefined where none is open. Closed first: a second
 * attempt after a failure finds nothing to comment on again.
 */
export async function closeIssue(
	github: Github,
	marker: string,
	comment: string,
): Promise<Reply<StickyIssue | undefined>> {
	const found = await findIssue(github, marker);
	if (!found.ok || found.value === undefined) return found;
	const { id } = found.value;
	const closed = await github.patch(`/issues/${id}`, { state: 'closed', state_reason: 'completed' }, true);
	if (!closed.ok) return closed;
	const said = await github.post(`/issues/${id}/comments`, { body: comment });
	return said.ok ? done({ ...found.value, state: 'closed' }) : said;
}

function tooLong(body: string): ReturnType<typeof failed> {
	return failed('invalid', `A text of ${body.length} characters is longer than GitHub takes (${MAX_BODY}).`);
}

/** GitHub may give line ends back as CR LF, and takes blanks off the end. */
function sameText(one: string, other: string): boolean {
	const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
	return plain(one) === plain(other);
}

function commentFrom(item: unknown): Sticky | undefined {
	const id = numberAt(item, 'id');
	return id === undefined ? undefined : { id, ...common(item) };
}

function issueFrom(item: unknown): StickyIssue | undefined {
	const id = numberAt(item, 'number');
	if (id === undefined) return undefined;
	const state = textAt(item, 'state') === 'closed' ? 'closed' : 'open';
	return { id, ...common(item), title: textAt(item, 'title') ?? '', state };
}

function common(item: unknown): Omit<Sticky, 'id'> {
	return {
		url: textAt(item, 'html_url') ?? '',
		body: textAt(item, 'body') ?? '',
		updatedAt: textAt(item, 'updated_at') ?? '',
	};
}
