import { describe, expect, test } from 'vitest';
import { classifyName, splitName } from './key-name.ts';

test.each([
	['DB_PASSWORD', ['db', 'password']],
	['dbPassword', ['db', 'password']],
	['DBPassword2', ['db', 'password', '2']],
	['spring.datasource.password', ['spring', 'datasource', 'password']],
	['X-Auth-Token', ['x', 'auth', 'token']],
	['OAUTH2_BEARER', ['oauth', '2', 'bearer']],
	['__a--B__', ['a', 'b']],
	['пароль_БД', ['пароль', 'бд']],
	['', []],
])('%s is split into words', (name, words) => {
	expect(splitName(name)).toEqual(words);
});

describe('the class of a name', () => {
	test.each([
		['DB_PASSWORD', 'password'],
		['DB_PASSWORD_2', 'password'],
		['MYSQLPASS', 'password'],
		['mysqlrootpw', 'password'],
		['KEYSTORE_PASSWORD', 'password'],
		['PASSWORD_SALT', 'password'],
		['비밀번호', 'password'],
		['CLIENT_SECRET', 'secret'],
		['SECRET_KEY_BASE', 'secret'],
		['authClientSecret', 'secret'],
		['API_KEY', 'token'],
		['PASSWORD_RESET_TOKEN', 'token'],
		['BASIC_AUTH', 'login'],
		['SOME_KEY', 'sealed'],
		['DB_PASSWORD_FILE', null],
		['dbpasswordfile', null],
		['SECRETS_ENVKEYS', null],
		['API_KEY_ID', null],
		['TOKEN_TTL', null],
		['PUBLIC_KEY', null],
		['PARTITION_KEY', null],
		['PASS_THROUGH', null],
		['FIRST_PASS', null],
		['PASSENGERS', null],
		['COMPASS', null],
		['MONKEY', null],
		['AUTHOR', null],
		['TOKENIZER', null],
		['KEYWORD', null],
	])('%s: %s', (name, kind) => {
		expect(classifyName(name)).toBe(kind);
	});

	test('a name too long to be one has none', () => {
		expect(classifyName(`PASSWORD_${'A'.repeat(300)}`)).toBeNull();
	});
});
