/** What the fake GitHub remembers of its one repository. */

export type Permission = 'checks' | 'contents' | 'deployments' | 'issues' | 'pull-requests';

export interface TokenOwner {
	readonly login: string;
	/** What the workflow's `permissions:` give; absent: nothing. */
	readonly permissions: Readonly<Partial<Record<Permission, 'read' | 'write'>>>;
}

export interface DiffFile {
	readonly filename: string;
	readonly status: 'added' | 'modified' | 'removed' | 'renamed';
	/** Without the file's header, as GitHub gives it; absent for what is binary or too long. */
	readonly patch?: string;
}

export interface Pull {
	readonly number: number;
	readonly headSha: string;
	readonly baseSha: string;
	readonly files: readonly DiffFile[];
	readonly mergedAt?: string;
	readonly mergeSha?: string;
	readonly locked?: boolean;
}

export interface Annotation {
	readonly path: string;
	readonly start_line: number;
	readonly end_line: number;
	readonly start_column?: number;
	readonly end_column?: number;
	readonly annotation_level: string;
	readonly message: string;
	readonly title?: string;
}

export interface CheckRun {
	readonly id: number;
	readonly name: string;
	readonly headSha: string;
	readonly externalId: string | undefined;
	status: string;
	conclusion: string | undefined;
	title: string | undefined;
	summary: string | undefined;
	readonly annotations: Annotation[];
}

export interface Comment {
	readonly id: number;
	/** Of the issue or pull request. */
	readonly on: number;
	readonly login: string;
	body: string;
	updates: number;
}

export interface Issue {
	readonly number: number;
	readonly login: string;
	title: string;
	body: string;
	state: 'open' | 'closed';
	labels: readonly string[];
}

export interface ReviewComment {
	readonly id: number;
	readonly pull: number;
	readonly login: string;
	readonly path: string;
	readonly startLine: number;
	readonly line: number;
	readonly body: string;
}

export interface Review {
	readonly pull: number;
	readonly login: string;
	readonly event: string;
	readonly body: string;
}

export interface Deployment {
	readonly id: number;
	readonly sha: string;
	readonly environment: string;
	readonly payload: unknown;
	readonly statuses: Readonly<Record<string, unknown>>[];
}

export interface State {
	/** `owner/name` */
	readonly repository: string;
	/** Commits that GitHub knows. */
	readonly commits: Set<string>;
	readonly pulls: Map<number, Pull>;
	readonly checkRuns: CheckRun[];
	readonly comments: Comment[];
	readonly issues: Issue[];
	readonly reviews: Review[];
	readonly reviewComments: ReviewComment[];
	readonly deployments: Deployment[];
	/** The next id of anything. */
	readonly nextId: () => number;
}

export function emptyState(repository: string): State {
	let id = 1000;
	return {
		repository,
		commits: new Set(),
		pulls: new Map(),
		checkRuns: [],
		comments: [],
		issues: [],
		reviews: [],
		reviewComments: [],
		deployments: [],
		nextId: () => ++id,
	};
}
