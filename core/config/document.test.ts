import { expect, it } from 'vitest';
import { nodeAt } from '../json.ts';
import { parseSettings } from './document.ts';

it.each([
	'{\n\t// one\n\t"a": { "b": 1 } }',
	'{ /* one */ /* two\n */ "a": { "b": 1 } }',
	'// one\n{ "c": [1, /* two */ 2,], "a": { "b": 1 } /* cut off',
	'{ "c": "// no comment", "a": { "b": 1 } } // one\r\n',
])('a value has the offsets of the text, whatever comments and commas stand before it: %j', text => {
	const { root } = parseSettings(text);
	const node = nodeAt(root, '/a');
	expect(text.slice(node?.start, node?.end)).toBe('{ "b": 1 }');
});

it('a comment that is cut off ends with the text', () => {
	expect(parseSettings('{} /* x').problems).toEqual([]);
});
