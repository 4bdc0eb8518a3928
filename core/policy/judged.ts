import { RULES } from '../rules/registry.ts';

/** How much a run could have found: a suppression is only called unused where it could have been used. */
export interface Judged {
	/** Every file of the project was judged, and not only some. */
	readonly everyFile: boolean;
	/** Every job of the project was there when the rules looked across files. */
	readonly completeSet: boolean;
	/** The target has a secret store that is known. */
	readonly store: boolean;
}

const ACROSS_FILES: ReadonlySet<string> = new Set(
	RULES.flatMap(rule => (rule.on === 'set' ? [rule.meta.code] : [])),
);

const ABOUT_THE_STORE: ReadonlySet<string> = new Set(['secret-missing', 'secrets-not-delivered']);

/** Found in some months and not in others. */
const ABOUT_THE_DATE: ReadonlySet<string> = new Set([
	'schedule-too-far',
	'schedule-dst',
	'schedule-runs-out',
]);

/** Whether a rule that found nothing would have found something if it were there. */
export function canTell(code: string, judged: Judged): boolean {
	if (ABOUT_THE_DATE.has(code)) return false;
	if (ABOUT_THE_STORE.has(code)) return judged.store;
	return judged.completeSet || !ACROSS_FILES.has(code);
}
