import { quoted } from '../core/quote.ts';
import { FAULT_KINDS, FAULT_MOMENTS, type Fault, type FaultRule } from './faults.ts';

/** What a fault may be told, for messages and help. */
export const FAULT_FORM = `KIND[:NAME=VALUE[,…]], where KIND is ${FAULT_KINDS.join(', ')} and NAME is when (${FAULT_MOMENTS.join(', ')}), chance (0 to 1), skip, times, methods (such as POST+PUT), path, ms, retryAfter or requests`;

type Settings = { -readonly [Key in keyof FaultRule]: FaultRule[Key] };

/** Reads `random:chance=0.3` or `reset:when=after,methods=POST,skip=3`; gives what is wrong where it is none. */
export function parseFault(text: string): FaultRule | { readonly problem: string } {
	const colon = text.indexOf(':');
	const name = colon < 0 ? text : text.slice(0, colon);
	const kind = FAULT_KINDS.find(known => known === name);
	if (kind === undefined) return { problem: `${quoted(name)} is no fault; a fault is ${FAULT_FORM}` };
	const rule: Settings = { kind };
	for (const part of colon < 0 ? [] : text.slice(colon + 1).split(',')) {
		const equals = part.indexOf('=');
		const [key, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
		if (!put(rule, key, value)) return { problem: `${quoted(part)} is wrong; a fault is ${FAULT_FORM}` };
	}
	return rule;
}

function put(rule: Settings, key: string, value: string): boolean {
	switch (key) {
		case 'when': {
			const when = FAULT_MOMENTS.find(known => known === value);
			if (when !== undefined) rule.when = when;
			return when !== undefined;
		}
		case 'chance':
			rule.chance = Number(value);
			return /^(?:0(?:\.\d+)?|1(?:\.0+)?|\.\d+)$/.test(value);
		case 'methods':
			rule.methods = value.split('+');
			return /^[A-Z]+(?:\+[A-Z]+)*$/.test(value);
		case 'path':
			rule.path = value;
			return value.startsWith('/');
		case 'skip':
		case 'times':
		case 'ms':
		case 'retryAfter':
		case 'requests':
			rule[key] = Number(value);
			return /^\d{1,9}$/.test(value);
		default:
			return false;
	}
}

/** `fault: reset, after POST /v1/jobs took effect`. */
export function faultLine({ kind, when, method, path }: Fault): string {
	return `fault: ${kind}, ${when === 'before' ? `instead of ${method} ${path}` : `after ${method} ${path} took effect`}`;
}
