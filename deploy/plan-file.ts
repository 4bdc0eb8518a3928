import type { Plan } from './plan.ts';
import type { Digest } from './plan-options.ts';

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
	return `${JSON.stringify({ ...plan, seal: sealOf(plan, digest) }, null, '\t')}\n`;
}

/**
 * Reads a plan file. Refused: what is no plan, a plan of another version of the tool or of another cluster, and one
 * that was edited or sealed with another key.
 */
export function readPlanFile(text: string, reader: PlanReader): PlanFile {
	const value = parsed(text);
	if (!isRecord(value) || !('operations' in value) || !('seal' in value))
		return refused("This is no plan: 'metronome-jobs plan -o FILE' writes one.");
	const { seal, ...plan } = value;
	if (plan['version'] !== 1)
		return refused(
			`This plan has the form ${shown(plan['version'])}, and this tool reads form 1. Plan again.`,
		);
	if (plan['tool'] !== reader.toolVersion)
		return refused(
			`This plan was made by metronome-jobs ${shown(plan['tool'])}, and this is ${reader.toolVersion}. Plan again with the version that deploys.`,
		);
	if (typeof seal !== 'string' || seal !== sealOf(plan, reader.digest) || !isPlan(plan))
		return refused('This plan was edited after it was made, or made with another key. Plan again.');
	const { address } = plan.cluster;
	if (reader.address !== undefined && address !== reader.address)
		return refused(`This plan is for ${address}, and the target is ${reader.address}. Plan again for it.`);
	return { kind: 'plan', plan };
}

/** The seal holds whatever blanks or order of lines an editor makes of the file: it is over the values. */
function sealOf(plan: object, digest: Digest): string {
	return digest(`plan\n${JSON.stringify(plan, sortedKeys)}`);
}

function sortedKeys(_key: string, value: unknown): unknown {
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Only someone with the key makes a seal that fits, and this tool seals nothing but plans. */
function isPlan(value: Record<string, unknown>): value is Record<string, unknown> & Plan {
	return (
		isRecord(value['cluster']) && Array.isArray(value['operations']) && Array.isArray(value['unchanged'])
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_SHOWN = 20;

function shown(value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') return 'of an unknown kind';
	return JSON.stringify(String(value).slice(0, LONGEST_SHOWN));
}

function refused(message: string): PlanFile {
	return { kind: 'refused', message };
}
