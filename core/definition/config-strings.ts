import type { ArrayType, StringType, Type } from './type.ts';

/** Kinds of string that several settings share. */

export const RULE_CODE: StringType = { kind: 'string', meaning: 'rule-code' };

export const GLOB: StringType = { kind: 'string', minLength: 1, meaning: 'glob' };
export const GLOBS: Type = { kind: 'choice', of: [GLOB, { kind: 'array', items: GLOB }] };

export const PATH: StringType = { kind: 'string', minLength: 1, meaning: 'path' };

export const POINTER: StringType = {
	kind: 'string',
	meaning: 'pointer',
	form: {
		pattern: '^(/([^~/]|~[01])*)*$',
		description: "a JSON pointer such as '/run/env', or '' for the whole file",
	},
};
export const POINTERS: ArrayType = { kind: 'array', items: POINTER };

export const JOB_ID: StringType = { kind: 'string', minLength: 1, meaning: 'job-id' };
