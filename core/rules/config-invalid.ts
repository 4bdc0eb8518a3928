import type { Rule } from '../rule.ts';

export const configInvalid: Rule = {
	on: 'policy',
	meta: {
		code: 'config-invalid',
		consequence: 'ignored',
		// An error: with settings that are not understood, nothing that is judged means what its author thinks.
		severity: 'error',
		summary: 'The settings in `metronome-jobs.json` cannot be understood',
		why: 'Whatever is wrong in the settings is left out, and the rest is still used to judge the files; the exit code is 2. This rule cannot be turned off.',
		remedy: 'Correct the place; the schema `schemas/config.schema.json` lists every setting.',
		fix: 'none',
		sources: ['core/config.ts', 'core/definition/config.ts'],
		examples: [],
	},
};
