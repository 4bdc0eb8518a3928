import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Access } from '../access.ts';
import type { Handler } from '../http-answer.ts';
import type { NamedPlugin } from '../plugin.ts';
import { Accounts } from './accounts.ts';
import { adminRouter, dcosAccess } from './admin-router.ts';
import { dcosSecretsPlugin } from './secrets-plugin.ts';
import { SecretsService } from './secrets-service.ts';
import { type DcosSettings, oneSuperuser, type User } from './settings.ts';

/** What a test or a person may do with the cluster while it runs. */
export interface DcosControl {
	/** Seals the store of secrets, or opens it. */
	setSealed(isSealed: boolean): void;
	/** Ends every login. */
	expireTokens(): void;
}

/** A small DC/OS: users, permissions and secrets around a Metronome. */
export interface Cluster extends DcosControl {
	readonly access: Access;
	/** Hands the secrets of the cluster to the runs of its jobs. */
	readonly plugin: NamedPlugin;
	/** The cluster with its Metronome inside. */
	around(metronome: Handler): Handler;
}

export interface ClusterOptions {
	readonly settings: DcosSettings;
	/** ms since 1970. */
	readonly now: () => number;
	/** The address of the cluster, once it serves. */
	readonly url: () => string;
}

/** The service account of Metronome itself. Source: DC/OS documentation, "Permissions Reference", of `dcos_marathon`. */
const METRONOME_UID = 'dcos_metronome';

/** Bits of an RSA key (facts: metronome-and-dcos §2). */
const KEY_BITS = 2048;

/** Makes the keys of a cluster, which are its own and are kept nowhere. */
export async function makeCluster({ settings, now, url }: ClusterOptions): Promise<Cluster> {
	const [logins, metronome] = await Promise.all([newKeys(), newKeys()]);
	const [superuser] = oneSuperuser(METRONOME_UID, '').users;
	const proof = { kind: 'public-key', key: metronome.publicKey } as const;
	const own: readonly User[] = superuser === undefined ? [] : [{ ...superuser, proof }];
	const { tokenLifetime } = settings;
	const users = [...settings.users, ...own];
	const accounts = new Accounts({ users, signingKey: logins.privateKey, tokenLifetime, now });
	const secrets = new SecretsService(settings, now);
	const account = JSON.stringify({
		uid: METRONOME_UID,
		scheme: 'RS256',
		private_key: metronome.privateKey.export({ type: 'pkcs8', format: 'pem' }),
	});
	return {
		access: dcosAccess(accounts),
		plugin: { name: 'dcos', plugin: dcosSecretsPlugin({ url, account, now }) },
		around: handler => adminRouter({ accounts, secrets, metronome: handler }),
		setSealed(isSealed) {
			secrets.isSealed = isSealed;
		},
		expireTokens: () => accounts.expireTokens(),
	};
}

function newKeys() {
	return promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
}
