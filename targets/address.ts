import { DEFAULT_TIMEOUT_MS } from '../stores/deadline.ts';
import { isDoubt } from '../stores/state.ts';
import { isSuccess, jsonOf } from '../stores/status.ts';
import type { Transport } from '../stores/transport.ts';

/** Where a DC/OS cluster has its Metronome (facts: metronome-and-dcos §4). */
const SERVICE = '/service/metronome';

/**
 * The DC/OS around a Metronome: `https://cluster.example.com` of `https://cluster.example.com/service/metronome`. What
 * stands before `/service/` belongs to it; of any other path nothing is known.
 */
export function clusterOf(url: string): string {
	const address = new URL(url);
	const at = address.pathname.indexOf('/service/');
	return `${address.origin}${at < 0 ? '' : address.pathname.slice(0, at)}`;
}

/**
 * The address of the Metronome that a target's `url` means. One with a path is taken as it is; one without may be that of
 * a cluster or of a Metronome by itself, and which it is, only the other side knows: behind Admin Router there is
 * something at `/service/metronome`, to everybody or to those who are logged in.
 */
export async function metronomeAddress(url: string, transport: Transport): Promise<string> {
	if (new URL(url).pathname !== '/') return url;
	const below = `${url}${SERVICE}`;
	const signal = AbortSignal.timeout(DEFAULT_TIMEOUT_MS);
	const answer = await transport({ method: 'GET', url: new URL(`${below}/info`), signal });
	if (isDoubt(answer)) return url;
	const isThere = isSuccess(answer) && jsonOf(answer) !== undefined;
	return isThere || answer.status === 401 || answer.status === 403 ? below : url;
}
