import { describe, expect, it } from 'vitest';
import { CONFIG, LEVELS } from './config.ts';
import type { ObjectType, StringType, Type } from './type.ts';

interface Found {
	readonly objects: ObjectType[];
	readonly strings: StringType[];
}

function collect(type: Type, found: Found): Found {
	if (type.kind === 'string') found.strings.push(type);
	else if (type.kind === 'array') collect(type.items, found);
	else if (type.kind === 'choice') for (const one of type.of) collect(one, found);
	else if (type.kind === 'map') {
		if (type.keys !== undefined) found.strings.push(type.keys);
		collect(type.values, found);
	} else if (type.kind === 'object') {
		found.objects.push(type);
		for (const property of type.properties) collect(property.type, found);
	}
	return found;
}

describe('the shape of the settings', () => {
	const { objects, strings } = collect(CONFIG, { objects: [], strings: [] });

	it('describes every property in whole sentences', () => {
		const descriptions = objects.flatMap(object => object.properties.map(property => property.description));
		expect(descriptions.length).toBeGreaterThan(40);
		expect(descriptions.filter(text => !/^[A-Z].*\.$/.test(text))).toEqual([]);
	});

	it('has forms that fit the whole string', () => {
		const patterns = strings.flatMap(({ form }) => (form === undefined ? [] : [form.pattern]));
		expect(patterns.length).toBeGreaterThan(5);
		for (const pattern of patterns) {
			expect(() => new RegExp(pattern, 'u')).not.toThrow();
			expect(pattern === '\\S' || (pattern.startsWith('^') && pattern.endsWith('$'))).toBe(true);
		}
	});

	it('has no mistaken name that is a real one', () => {
		for (const { title, properties } of objects) {
			const names = new Set(properties.map(property => property.name));
			const mistaken = properties.flatMap(property => property.mistakenFor ?? []);
			expect([title, mistaken.filter(name => names.has(name))]).toEqual([title, []]);
			expect(new Set(mistaken).size).toBe(mistaken.length);
		}
	});

	it('describes each level', () => {
		const enums = strings.flatMap(({ values }) =>
			values === undefined ? [] : [values.map(({ value }) => value).join()],
		);
		expect(enums).toContain(LEVELS.join());
	});
});
