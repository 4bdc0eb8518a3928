import { describe, expect, it } from 'vitest';
import { inventoryOf, parseInventory, unknownInventory } from './inventory.ts';

const namesIn = (text: string): unknown => {
	const parsed = parseInventory(text);
	return parsed.ok ? [...parsed.sources] : parsed.problem;
};

describe('parseInventory', () => {
	it.each([
		['["a/b", "/c"]', ['a/b', 'c']],
		['{ "a/b": null, "/c": {} }', ['a/b', 'c']],
		['{ "array": ["a/b", "c"] }', ['a/b', 'c']],
		['[]', []],
		['{}', []],
	])('reads %s', (text, names) => {
		expect(namesIn(text)).toEqual(names);
	});

	it.each([
		['[1]', 'must be a list of names, or an object whose keys are names'],
		['"a"', 'must be a list of names, or an object whose keys are names'],
		['[', "is not JSON: The text ends before the closing ']'"],
		['', 'is not JSON: There is no JSON value here'],
	])('refuses %s', (text, problem) => {
		expect(namesIn(text)).toBe(problem);
	});

	it('notices values and keeps none', () => {
		const parsed = parseInventory('{ "db": "CANARY" }');
		expect(parsed).toMatchObject({ ok: true, holdsValues: true });
		expect(JSON.stringify(parsed.ok && [...parsed.sources])).not.toContain('CANARY');
		expect(parseInventory('{ "db": "", "x": true }')).toMatchObject({ ok: true, holdsValues: false });
	});
});

describe('an inventory', () => {
	it('cannot tell of a field in Vault where only the path is listed', () => {
		const vault = inventoryOf('names.json', new Set(['a/b', 'c@user']), 'vault');
		expect(vault.stateOf('a/b@password').state).toBe('cannot-tell');
		expect(vault.stateOf('c@user').state).toBe('exists');
		expect(vault.stateOf('c@password').state).toBe('missing');
		expect(inventoryOf('names.json', new Set(['a/b']), 'dcos').stateOf('a/b@password').state).toBe('missing');
	});

	it('that cannot be read knows of nothing', () => {
		expect(unknownInventory('names.json', 'unreadable').stateOf('a')).toEqual({
			state: 'cannot-tell',
			why: 'unreadable',
		});
	});
});
