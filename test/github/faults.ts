/** What goes wrong on the way, by request of a test. */
export type Fault =
	/** Answers so instead of doing anything. */
	| {
			readonly kind: 'answer';
			readonly status: number;
			readonly headers?: Readonly<Record<string, string>>;
			readonly body?: unknown;
	  }
	/** Ends the connection before anything is done. */
	| { readonly kind: 'reset' }
	/** Does what it is asked, and ends the connection instead of answering. */
	| { readonly kind: 'lost answer' }
	/** Does what it is asked when this comes true, and answers then: what else happens in the meantime comes first. */
	| { readonly kind: 'held'; readonly until: () => Promise<unknown> }
	/** Never answers. */
	| { readonly kind: 'silence' };

interface Planned {
	readonly method: string;
	readonly path: RegExp;
	readonly fault: Fault;
	/** Requests that pass first. */
	after: number;
	times: number;
}

export class Faults {
	private readonly planned: Planned[] = [];

	/** The next `times` requests of this method whose path matches go wrong so, once `after` have passed. */
	plan(method: string, path: RegExp, fault: Fault, times = 1, after = 0): void {
		this.planned.push({ method, path, fault, times, after });
	}

	for(method: string, path: string): Fault | undefined {
		const found = this.planned.find(one => one.method === method && one.path.test(path) && one.times > 0);
		if (found === undefined) return undefined;
		if (found.after > 0) {
			found.after--;
			return undefined;
		}
		found.times--;
		return found.fault;
	}
}

/** A secondary rate limit as GitHub words it. */
export function secondaryLimit(retryAfter: number | undefined, status: 403 | 429 = 403): Fault {
	return {
		kind: 'answer',
		status,
		...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
		body: {
			message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
		},
	};
}
