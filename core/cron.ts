import type { CronFields } from './cron/field.ts';
import { normalText, parseAlternatives } from './cron/parse.ts';
import type { CronProblem } from './cron/parse-field.ts';
import { type NoRun, searchNext } from './cron/search.ts';
import { type Timetable, timetable } from './cron/timetable.ts';
import { zoneOffsets } from './timezone-offsets.ts';

export interface CronOddity {
	kind: string;
	start: number;
	end: number;
	message: string;
}
export interface Cron {
	readonly text: string;
	readonly normal: string;
	readonly oddities: readonly CronOddity[];
	readonly alternatives: readonly CronFields[];
}
export type CronResult =
	| { readonly ok: true; readonly cron: Cron }
	| { readonly ok: false; readonly problem: CronProblem };

export function parseCron(text: string): CronResult {
	const alternatives = parseAlternatives(text);
	if ('kind' in alternatives) return { ok: false, problem: alternatives };
	const normal = normalText(alternatives);
	if (normal === undefined)
		return { ok: false, problem: { kind: 'problem', message: 'x', start: 0, end: text.length } };
	return { ok: true, cron: { text, normal, oddities: [], alternatives: alternatives.map(a => a.fields) } };
}
const cache = new WeakMap<Cron, (Timetable | 'broken')[]>();
export function nextOutcome(cron: Cron, timezone: string, after: number): number | NoRun {
	let t = cache.get(cron);
	if (!t) {
		t = cron.alternatives.map(timetable);
		cache.set(cron, t);
	}
	let best: number | NoRun = 'none';
	for (const x of t) {
		if (x === 'broken') return 'broken';
		const r = searchNext(x, zoneOffsets(timezone), after);
		if (r === 'broken') return r;
		if (r !== 'none' && (best === 'none' || r < best)) best = r;
	}
	return best;
}
