import { describe, expect, it } from 'vitest';
import { GLUED_NOUNS, NOUNS } from './name-words.ts';
import {
	AUTH_WORD,
	BRACE,
	CARET,
	COLON,
	COMMAND_WORD,
	canBeOnly,
	DIGIT,
	EQUALS,
	hasAll,
	hasAny,
	hasShape,
	LETTER,
	LOWER,
	NON_ASCII,
	OTHER,
	PASSWORD_WORD,
	SCHEME_WORD,
	SECRET_STEM,
	SPACE,
	signsOf,
	UNDERSCORE,
	UPPER,
} from './signs.ts';

const WORD_BITS = SECRET_STEM | SCHEME_WORD | COMMAND_WORD | PASSWORD_WORD | AUTH_WORD;

describe('the characters of a text', () => {
	it.each([
		['', 0],
		['a', LOWER],
		['A9', UPPER | DIGIT],
		['_', UNDERSCORE],
		['x=1', LOWER | EQUALS | DIGIT],
		['{:^', BRACE | COLON | CARET],
		['\n', SPACE],
		['\u00a0', NON_ASCII],
		['!"}', OTHER],
	])('%j are told apart', (text, signs) => {
		expect(signsOf(text) & ~WORD_BITS).toBe(signs);
	});

	it('may have whitespace around them', () => {
		expect(canBeOnly(signsOf(' abc\n'), LETTER)).toBe(true);
		expect(canBeOnly(signsOf('abc1'), LETTER)).toBe(false);
	});
});

describe('the words of a text', () => {
	it.each([...NOUNS.keys(), ...GLUED_NOUNS.map(([noun]) => noun)])(
		'have the sign of a secret name for %j, so that no pair is missed',
		noun => {
			expect(hasAny(signsOf(`x.${noun.toUpperCase()}=`), SECRET_STEM | NON_ASCII)).toBe(true);
		},
	);

	it.each([
		['su -c x', COMMAND_WORD],
		['echo a|su', COMMAND_WORD],
		['aws configure set x', COMMAND_WORD],
		['Bearer x', SCHEME_WORD],
		['IDENTIFIED BY', PASSWORD_WORD],
		['Proxy-Authorization', AUTH_WORD],
		['eyJhdXRocyI6', AUTH_WORD],
	])('of %j are found in any case', (text, bit) => {
		expect(hasAll(signsOf(text), bit)).toBe(true);
	});

	it.each(['', 'offset', 'result', 'bas ic', 'https://example.com/load?part=3'])('of %j are none', text => {
		expect(signsOf(text) & WORD_BITS).toBe(0);
	});

	it('may begin inside another word that goes on differently', () => {
		expect(hasAll(signsOf('bebearer'), SCHEME_WORD)).toBe(true);
		expect(hasAll(signsOf('passpasswor'), PASSWORD_WORD)).toBe(false);
		expect(hasAll(signsOf('passwpassword'), PASSWORD_WORD)).toBe(true);
	});
});

describe('a shape', () => {
	const shapes = [{ needs: DIGIT, only: LOWER | DIGIT, pattern: /^[a-z]\d$/ }];

	it('is tried where the characters allow it', () => {
		expect(hasShape('a1', signsOf('a1'), shapes)).toBe(true);
		expect(hasShape('a11', signsOf('a11'), shapes)).toBe(false);
		expect(hasShape('ab', signsOf('ab'), shapes)).toBe(false);
	});
});
