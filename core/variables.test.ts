import { describe, expect, it } from 'vitest';
import { renderVariables, variableSpans } from './variables.ts';

const variables = new Map([
	['env', 'prod'],
	['host', undefined],
]);

describe('a variable in a string', () => {
	it('is one only where the target declares the name', () => {
		expect(variableSpans('a {{env}} b {{other}} {{ env }}', variables)).toEqual([{ start: 2, end: 9 }]);
		expect(renderVariables('{{other}}', variables)).toBeUndefined();
	});

	it('is replaced by its value', () => {
		expect(renderVariables('etl-{{env}}', variables)).toEqual({ value: 'etl-prod', rendered: true });
	});

	it('makes the string opaque while its value is not known', () => {
		expect(renderVariables('{{env}}@{{host}}', variables)).toEqual({
			value: 'prod@{{host}}',
			rendered: true,
			opaque: true,
		});
	});
});
