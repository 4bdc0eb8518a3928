import { dcosStore } from '../../stores/dcos.ts';
import { dcosTokens } from '../../stores/dcos-login.ts';
import type { CannotTell } from '../../stores/store.ts';
import { httpTransport } from '../../stores/transport.ts';
import type { SecretsPlugin } from '../plugin.ts';

export interface DcosPluginConfiguration {
	/** The address of the cluster. */
	readonly url: () => string;
	/** The service account with which the cluster's Metronome asks, as JSON with `uid` and `private_key`. */
	readonly account: string;
	/** ms since 1970. */
	readonly now: () => number;
}

/**
 * What stands between Metronome and the secrets service in DC/OS Enterprise: a plugin as any other, which logs in as a
 * service account and reads over HTTP.
 */
export function dcosSecretsPlugin({ url, account, now }: DcosPluginConfiguration): SecretsPlugin {
	const connect = () => {
		// It is on this machine, whatever proxy there is.
		const transport = httpTransport({ env: {} });
		const auth = { method: 'service-account', account: async () => account } as const;
		return dcosStore({ url: url(), tokens: dcosTokens(auth, url(), transport, now), transport });
	};
	let store: ReturnType<typeof connect> | undefined;
	return {
		async read(source, { signal }) {
			store ??= connect();
			const answer = await store.read(source, signal);
			if (answer.state === 'found') return answer.value;
			if (answer.state === 'missing') return undefined;
			throw new DcosPluginError(answer);
		},
	};
}

/** Of an error only its code is told: `ESEALED`. */
class DcosPluginError extends Error {
	readonly code: string;

	constructor({ doubt, why }: CannotTell) {
		super(why);
		this.code = `E${doubt.toUpperCase().replaceAll('-', '_')}`;
	}
}
