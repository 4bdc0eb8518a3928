/** Why GitHub did not do or say what it was asked. */
export interface Failure {
	/**
	 * `denied`: the token may not (401, 403) · `missing`: 404, which GitHub also says of what the token may not see ·
	 * `invalid`: 422 · `limited`: a rate limit that lasts too long · `unreachable`: no answer · `odd`: anything else.
	 */
	readonly reason: 'denied' | 'missing' | 'invalid' | 'limited' | 'unreachable' | 'odd';
	readonly status: number | undefined;
	/** A whole sentence in plain text on one line; no token, no request body. */
	readonly message: string;
	/** GitHub may have done what it was asked all the same: only reading tells. */
	readonly mayHaveArrived: boolean;
}

export type Reply<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly failure: Failure };

export function done<T>(value: T): Reply<T> {
	return { ok: true, value };
}

export function failed(
	reason: Failure['reason'],
	message: string,
	more: { readonly status?: number; readonly mayHaveArrived?: boolean } = {},
): { readonly ok: false; readonly failure: Failure } {
	return {
		ok: false,
		failure: { reason, message, status: more.status, mayHaveArrived: more.mayHaveArrived ?? false },
	};
}

/** Whether a token without the permission explains the failure: a fork's pull request, or `permissions:` without it. */
export function lacksPermission({ reason }: Failure): boolean {
	return reason === 'denied' || reason === 'missing';
}
