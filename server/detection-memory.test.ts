import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectSecrets } from '../core/secrets/plaintext/detect.ts';
import type { Literal } from '../core/secrets/plaintext/detection.ts';
import { DetectionMemory } from './detection-memory.ts';

const literals: fc.Arbitrary<Literal> = fc.record({
	key: fc.constantFrom('DB_PASSWORD', 'COLOR', null),
	value: fc.constantFrom('Tr0ub4dor-and-3', 'red', 'postgres://etl:Tr0ub4dor-and-3@db/etl'),
	place: fc.constantFrom('env', 'cmd', 'label'),
});

describe('a detection memory', () => {
	it('finds in every version what would be found without it', () => {
		fc.assert(
			fc.property(fc.array(fc.array(literals)), versions => {
				const memory = new DetectionMemory();
				for (const version of versions) {
					memory.begin();
					for (const literal of version) expect(memory.detect(literal)).toEqual(detectSecrets(literal));
				}
			}),
		);
	});

	it('looks at a value once while it stays, and again after it was gone for a version', () => {
		const memory = new DetectionMemory();
		// Longer than what the detection itself remembers.
		const value = `postgres://etl:Tr0ub4dor-and-3@db/etl?note=${'a'.repeat(2000)}`;
		const literal: Literal = { key: 'DB_URL', value, place: 'env' };
		const first = memory.detect(literal);
		expect(first).toHaveLength(1);
		memory.begin();
		expect(memory.detect(literal)).toBe(first);
		memory.begin();
		memory.begin();
		expect(memory.detect(literal)).not.toBe(first);
	});
});
