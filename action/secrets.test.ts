import { describe, expect, it } from 'vitest';
import { secretParts } from './secrets.ts';

describe('what is masked of a secret', () => {
	it('is the whole, the longest first', () => {
		expect(secretParts('  s3cret-value\n')).toEqual(['s3cret-value']);
	});

	it('is each of its lines, which the runner looks for one by one', () => {
		const key = '-----BEGIN KEY-----\r\nMIIEabc\nMIIEdef\n-----END KEY-----\n';
		expect(secretParts(key)).toEqual([
			key.trim(),
			'-----BEGIN KEY-----',
			'-----END KEY-----',
			'MIIEabc',
			'MIIEdef',
		]);
	});

	it('is each text and number in it where it is JSON, also JSON in JSON', () => {
		const inner = JSON.stringify({ private_key: 'line-one\nline-two', pin: 123_456 });
		const parts = secretParts(JSON.stringify({ uid: 'robot', deep: [{ inner }] }));
		for (const leaf of ['robot', inner, 'line-one', 'line-two', '123456']) expect(parts).toContain(leaf);
	});

	it.each(['', '{', '{}', 'true', 'no', '[]', 'null', '"a"', '{"a":true}', '----'])(
		'is nothing that a log cannot do without: %j',
		value => {
			for (const part of secretParts(value)) {
				expect(part.length).toBeGreaterThanOrEqual(4);
				expect(['true', 'false', 'null', 'none', '----']).not.toContain(part);
			}
		},
	);

	it('is still the whole of what only looks like JSON', () => {
		expect(secretParts('{not json}')).toEqual(['{not json}']);
	});
});
