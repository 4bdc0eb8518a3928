import { describe, expect, it } from 'vitest';
import type { TargetVariable } from './config/config-file.ts';
import { lacksValue, variableValues } from './settings-target.ts';

const CANARY = 'canary-of-the-environment';

function variable(parts: Partial<TargetVariable>): TargetVariable {
	return {
		value: undefined,
		env: undefined,
		required: false,
		allowed: undefined,
		description: undefined,
		...parts,
	};
}

function resolved(parts: Partial<TargetVariable>, env: Record<string, string> | undefined) {
	const { values, problems } = variableValues(new Map([['x', variable(parts)]]), env);
	return { value: values.get('x'), problems };
}

describe('the value of a variable', () => {
	it.each([
		['stands in the settings', { value: 'a' }, {}, 'a'],
		['comes from the environment first', { value: 'a', env: 'X' }, { X: 'b' }, 'b'],
		['falls back to the settings', { value: 'a', env: 'X' }, {}, 'a'],
		['is not an empty environment variable', { value: 'a', env: 'X' }, { X: '' }, 'a'],
		[
			'is not known before a deploy where the environment has a say',
			{ value: 'a', env: 'X' },
			undefined,
			undefined,
		],
		['may be missing', { env: 'X' }, {}, undefined],
	])('%s', (_, parts, env, expected) => {
		expect(resolved(parts, env)).toEqual({ value: expected, problems: [] });
	});

	it('that is required and missing is a problem, once the environment is known', () => {
		expect(resolved({ env: 'X', required: true }, undefined).problems).toEqual([]);
		expect(resolved({ env: 'X', required: true }, {}).problems).toEqual([
			"The variable 'x' has no value: the environment variable X is not set.",
		]);
		expect(resolved({ required: true }, {}).problems).toEqual([
			"The variable 'x' has no value: give it 'value' or 'env'.",
		]);
	});

	it('that is not allowed is a problem, and is not shown', () => {
		const { problems } = resolved({ env: 'X', allowed: ['a', 'b'] }, { X: CANARY });
		expect(problems).toEqual(["The variable 'x' has a value in X that is not allowed: it must be a or b."]);
		expect(resolved({ env: 'X', allowed: ['a', 'b'] }, { X: 'b' }).problems).toEqual([]);
	});
});

it('what lacks a value says what gives it one', () => {
	expect(lacksValue({ env: undefined })).toContain("'env'");
});
