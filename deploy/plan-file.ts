import type { Digest } from './plan-options.ts';
import type { Plan } from './planned.ts';
import { isRecord, parsedValue, sealOf, shownValue } from './seal.ts';

/** What a plan is read for: it must have been made by this tool, for this cluster. */
export interface PlanReader {
	readonly toolVersion: string;
	/** As {@link Plan} names it. Undefined: any. */
	readonly address: string | undefined;
	/** With the key that the plan was made with. */
	readonly digest: Digest;
}

export type PlanFile =
	| { readonly kind: 'plan'; readonly plan: Plan }
	| { readonly kind: 'refused'; readonly message: string };

/** Writes a plan down, with a keyed seal over all of it. JSON that people can read; no secret is in a plan. */
export function planFileText(plan: Plan, digest: Digest): string {
	return `${JSON.stringify({ ...plan, seal: sealOf('plan', plan, digest) }, null, '\t')}\n`;
}

/**
 * Reads a plan file. Refused: what is no plan, a plan of another version of the tool or of another cluster, and one
 * that was edited or sealed with another key.
 */
export function readPlanFile(text: string, reader: PlanReader): PlanFile {
	const value = parsedValue(text);
	if (!isRecord(value) || !('operations' in value) || !('seal' in value))
		return refused("This is no plan: 'metronome-jobs plan -o FILE' writes one.");
	const { seal, ...plan } = value;
	if (plan['version'] !== 1)
		return refused(
			`This plan has the form ${shownValue(plan['version'])}, and this tool reads form 1. Plan again.`,
		);
	if (plan['tool'] !== reader.toolVersion)
		return refused(
			`This plan was made by metronome-jobs ${shownValue(plan['tool'])}, and this is ${reader.toolVersion}. Plan again with the version that deploys.`,
		);
	if (typeof seal !== 'string' || seal !== sealOf('plan', plan, reader.digest) || !isPlan(plan))
		return refused('This plan was edited after it was made, or made with another key. Plan again.');
	const { address } = plan.cluster;
	if (reader.address !== undefined && address !== reader.address)
		return refused(`This plan is for ${address}, and the target is ${reader.address}. Plan again for it.`);
	return { kind: 'plan', plan };
}

/** Only someone with the key makes a seal that fits, and this tool seals nothing but plans. */
function isPlan(value: Record<string, unknown>): value is Record<string, unknown> & Plan {
	return (
		isRecord(value['cluster']) && Array.isArray(value['operations']) && Array.isArray(value['unchanged'])
	);
}

function refused(message: string): PlanFile {
	return { kind: 'refused', message };
}
