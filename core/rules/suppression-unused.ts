import type { Rule } from '../rule.ts';

export const suppressionUnused: Rule = {
	on: 'policy',
	meta: {
		code: 'suppression-unused',
		consequence: 'risk',
		severity: 'warning',
		summary: 'A suppression hides nothing',
		why: 'A suppression that hides nothing hides the next finding of its kind, which nobody has looked at. A label without a reason, or for a rule that does not exist, hides nothing either. Nothing is said of a suppression where this run could not have found what it hides: when only some of the files are judged, or where the finding depends on the store or the date.',
		remedy: 'Remove the suppression, or correct its rule, file, pointer or job. Give a label a reason.',
		fix: 'unsafe',
		sources: ['core/policy.ts'],
		examples: [],
	},
};
