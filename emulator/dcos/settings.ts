import type { KeyObject } from 'node:crypto';
import type { Grant } from './permissions.ts';

/** How a user proves who they are. */
export type Proof =
	| { readonly kind: 'password'; readonly password: string }
	/** A service account: RSA, the public half. */
	| { readonly kind: 'public-key'; readonly key: KeyObject };

export interface User {
	readonly uid: string;
	readonly proof: Proof;
	readonly grants: readonly Grant[];
}

/** Who and what there is in the DC/OS around an emulator. It holds passwords and secrets: never show any of it. */
export interface DcosSettings {
	readonly users: readonly User[];
	/** By path, without slashes at its ends. */
	readonly secrets: ReadonlyMap<string, string | Uint8Array>;
	/** How long a login is good, in s. */
	readonly tokenLifetime: number;
	/** Whether the store of secrets is sealed at the start. */
	readonly isSealed: boolean;
}

/** Five days, in s. Source: DC/OS, `bouncer_expiration_auth_token_days` (facts: metronome-and-dcos §2). */
export const TOKEN_LIFETIME = 5 * 24 * 60 * 60;

/** A DC/OS with one user, who may do everything, and no secrets. */
export function oneSuperuser(uid: string, password: string): DcosSettings {
	const grants: readonly Grant[] = [{ resource: 'dcos:superuser', actions: new Set(['full']) }];
	return {
		users: [{ uid, proof: { kind: 'password', password }, grants }],
		secrets: new Map(),
		tokenLifetime: TOKEN_LIFETIME,
		isSealed: false,
	};
}
