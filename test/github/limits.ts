/** Requests an hour of a workflow's token in one repository (docs: Rate limits for the REST API). */
export const PRIMARY_LIMIT = 1000;
/** Requests a minute that make content (docs: About secondary rate limits). */
export const CONTENT_LIMIT = 80;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Refusal {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly message: string;
}

/** Counts requests and refuses those above the limits. */
export class RateLimits {
	private readonly startedAt = Date.now();
	private readonly contentAt: number[] = [];
	private used = 0;

	get headers(): Readonly<Record<string, string>> {
		return {
			'x-ratelimit-limit': String(PRIMARY_LIMIT),
			'x-ratelimit-remaining': String(Math.max(PRIMARY_LIMIT - this.used, 0)),
			'x-ratelimit-reset': String(Math.ceil((this.startedAt + HOUR_MS) / 1000)),
		};
	}

	take(makesContent: boolean): Refusal | undefined {
		if (this.used >= PRIMARY_LIMIT) {
			return { status: 403, headers: {}, message: 'API rate limit exceeded for installation ID 1.' };
		}
		this.used++;
		if (!makesContent) return undefined;
		const now = Date.now();
		while (this.contentAt[0] !== undefined && this.contentAt[0] < now - MINUTE_MS) this.contentAt.shift();
		if (this.contentAt.length >= CONTENT_LIMIT) {
			const message =
				'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
			return { status: 403, headers: { 'retry-after': '60' }, message };
		}
		this.contentAt.push(now);
		return undefined;
	}
}
