import type { Rule } from '../rule.ts';

export const suppressionExpired: Rule = {
	on: 'policy',
	meta: {
		code: 'suppression-expired',
		consequence: 'risk',
		severity: 'warning',
		summary: 'The last day of a suppression is over',
		why: 'A suppression with `until` counts up to that day (UTC). From the next day on the findings that it hid are shown again.',
		remedy: 'Mend what it hid and remove it, or decide anew and give it a later day.',
		fix: 'none',
		sources: ['core/policy.ts'],
		examples: [],
	},
};
