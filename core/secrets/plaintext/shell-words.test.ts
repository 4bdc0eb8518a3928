import { expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';

const texts = (line: string) => shellWords(line).map(({ text }) => text);

test.each([
	['curl -u a:b https://h', ['curl', '-u', 'a:b', 'https://h']],
	[`curl -u "a:b c" 'd e'`, ['curl', '-u', 'a:b c', 'd e']],
	[`mysql -p'b c' db`, ['mysql', `-p'b c'`, 'db']],
	['a\\ b c', ['a\\', 'b', 'c']],
	['a;b|c&&d', ['a', 'b', 'c', 'd']],
	[`echo "it's"`, ['echo', "it's"]],
	[`echo it's fine`, ['echo', "it's", 'fine']],
	['echo `cat x`', ['echo', '`cat x`']],
	[`a \\"b\\" c`, ['a', 'b', 'c']],
	['', []],
])('%s', (line, words) => {
	expect(texts(line)).toEqual(words);
});

test('every word stands where it says, without its quotes', () => {
	const line = `sh -c "a b" | 'c'`;
	for (const { start, end, text } of shellWords(line)) expect(line.slice(start, end)).toBe(text);
});

test('a command starts at the beginning, after an operator and on a new line', () => {
	const firsts = shellWords('a b; c d | e f\ng h').flatMap(({ first, text }) => (first ? [text] : []));
	expect(firsts).toEqual(['a', 'c', 'e', 'g']);
});
