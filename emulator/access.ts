import type { Answer } from './answers.ts';
import type { Headers } from './requests.ts';

export type Action = 'view' | 'create' | 'update' | 'delete';

/** Someone the server knows. */
export interface Caller {
	may(action: Action, jobId: string): boolean;
}

/**
 * Who may do what. The answers to those who may not are the plugin's own: the recordings come from a stand-in that
 * says 403 to strangers and 401 to callers without permission.
 */
export interface Access {
	/** The caller by the headers of a request; undefined: nobody the server knows. */
	authenticate(headers: Headers): Caller | undefined;
	readonly notAuthenticated: Answer;
	readonly notAuthorized: Answer;
}

const ANYBODY: Caller = { may: () => true };

/** A server without a plugin: everybody may do everything. */
export const OPEN_ACCESS: Access = {
	authenticate: () => ANYBODY,
	notAuthenticated: { status: 403, type: undefined, body: '', refusedBy: 'authenticator' },
	notAuthorized: { status: 401, type: undefined, body: '', refusedBy: 'authorizer' },
};
