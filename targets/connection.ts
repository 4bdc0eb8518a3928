import { type Client, createClient } from '../deploy/client.ts';
import { EMULATOR_TARGET } from '../files/project-target.ts';
import { DEFAULT_TIMEOUT_MS } from '../stores/deadline.ts';
import { networkFailure } from '../stores/network-failure.ts';
import type { TokenSource } from '../stores/session.ts';
import { httpDispatcher, type TransportSettings } from '../stores/transport.ts';
import { accessTo } from './access.ts';
import { metronomeAddress } from './address.ts';
import { namedTarget, type TargetWish } from './target.ts';

/** A target's Metronome, ready to be asked. */
export interface Connection {
	/** The name of the target. */
	readonly name: string;
	readonly client: Client;
	/** Worth a line: which login is used, and that it can be overheard. */
	readonly notices: readonly string[];
	readonly close: () => Promise<void>;
}

export type Connected =
	| { readonly ok: true; readonly connection: Connection }
	/** The settings, files and variables that are wrong or missing, each by its name; never a value. */
	| { readonly ok: false; readonly problems: readonly string[] };

/** Where `metronome-jobs emulator` serves unless it is told otherwise. */
const EMULATOR_URL = 'http://127.0.0.1:9000';
const EMULATOR_URL_VARIABLE = 'METRONOME_JOBS_EMULATOR_URL';

/** Makes the connection to a target of the config, or to the emulator. Nobody is logged in before the first request. */
export async function connectTarget(wish: TargetWish): Promise<Connected> {
	const named = namedTarget(wish);
	if (!named.ok) return named;
	const { target } = named;
	if (target.name === EMULATOR_TARGET && target.settings?.url === undefined) return emulator(wish);
	const made = accessTo(`the target '${target.name}'`, target.settings, wish);
	if (!made.ok) return made;
	const { url, http, transport, tokens, notices } = made.access;
	const address = await metronomeAddress(url, transport);
	const client = createClient({
		address,
		dispatcher: () => httpDispatcher(http, new URL(address).protocol),
		explain: explained(address, http),
		...(tokens !== undefined && { authorization: authorizationOf(tokens) }),
	});
	return { ok: true, connection: connection(target.name, client, notices) };
}

function emulator({ env }: TargetWish): Connected {
	const address = env[EMULATOR_URL_VARIABLE] || EMULATOR_URL;
	if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
		return { ok: false, problems: [`${EMULATOR_URL_VARIABLE} must be an address such as ${EMULATOR_URL}.`] };
	}
	const client = createClient({ address, explain: explained(address, { env: {} }) });
	return { ok: true, connection: connection(EMULATOR_TARGET, client, []) };
}

function explained(address: string, http: TransportSettings) {
	const url = new URL(address);
	return (error: unknown) => networkFailure(error, url, http);
}

function connection(name: string, client: Client, notices: readonly string[]): Connection {
	return { name, client, notices, close: () => client.close() };
}

/** The header of DC/OS: `token=<JWT>` (facts: metronome-and-dcos §2). After a 401 one logs in again, where that is possible. */
function authorizationOf(tokens: TokenSource): (refused: string | undefined) => Promise<string | undefined> {
	return async refused => {
		const signal = AbortSignal.timeout(DEFAULT_TIMEOUT_MS);
		const token =
			refused === undefined || tokens.renew === undefined
				? await tokens.token(signal)
				: await tokens.renew(refused.replace(/^token=/, ''), signal);
		if (token === undefined) return undefined;
		if (typeof token !== 'string') throw new Error(`${token.why}.`);
		return `token=${token}`;
	};
}
