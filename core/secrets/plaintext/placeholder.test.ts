import { describe, expect, test } from 'vitest';
import { isDummyBody, isPlaceholder } from './placeholder.ts';
import { isReference } from './reference.ts';

describe('a reference', () => {
	test.each([
		'$DB_PASSWORD',
		`\${DB_PASSWORD}`,
		`\${DB_PASSWORD:-}`,
		'$(cat /run/pw)',
		'`cat /run/pw`',
		'{{ db.password }}',
		'{password}',
		'<your password>',
		'%DB_PASSWORD%',
		'@db.password@',
		'__DB_PASSWORD__',
		'#{password}',
		'%(password)s',
		':password',
		'<%= ENV["PW"] %>',
		'$USER-$HOST',
		'prefix_$DB_PASSWORD',
		'vault:secret/data/etl#token',
		'ref+vault://secret/etl#/token',
		'op://vault/item/field',
		'arn:aws:secretsmanager:eu-west-1:1:secret:x',
		'getenv("PW")',
		'process.env.PW',
		'args.password',
		'ENC[AES256_GCM,data:abc]',
	])('%s', text => {
		expect(isReference(text)).toBe(true);
	});

	test.each([
		'P@ss$1word',
		'pa$$w0rd',
		'$tr0ngP4ss',
		'x{{y',
		'{hunter}2',
		'abc%def%g',
		'm{{h}o)p${e]n',
		'a<b>c',
		'',
		'secret',
	])('is not %s', text => {
		expect(isReference(text)).toBe(false);
	});

	test('is not looked for in a long text', () => {
		expect(isReference(`\${${'a'.repeat(2000)}}`)).toBe(false);
	});
});

describe('a placeholder', () => {
	test.each([
		'YOUR_API_KEY',
		'your-api-key-here',
		'changeme',
		'CHANGE_ME',
		'please-change-me',
		'xxxx-xxxx',
		'********',
		'sk-...',
		'REDACTED',
		'[hidden]',
		'n/a',
		'none',
		'string',
		'TODO',
		'insert_key_here',
		'a-fake-api-key',
		'not_a_real_token',
		'AKIAIOSFODNN7EXAMPLE',
		'DB_PASSWORD',
		'0000',
		'(\\S+)',
		'   ',
	])('%s', text => {
		expect(isPlaceholder(text)).toBe(true);
	});

	test.each([
		'changeit',
		'password',
		'secret',
		'supersecret',
		'hunter2',
		'DC/OS_ROCKS',
		'my-secret-pw',
		'MYPSWRD!@#$%^&*',
		'12345',
	])('is not %s, which a job may run with', text => {
		expect(isPlaceholder(text)).toBe(false);
	});
});

describe('the body of a token', () => {
	test.each([
		'X'.repeat(20),
		'abcdefghijklmnopqrstuvwxyz1234567',
		'10110010001010101001',
		'a1b2c3d4e5f6g7EXAMPLE',
		'Slack-BOT-TOKEN',
	])('%s is a dummy', body => {
		expect(isDummyBody(body)).toBe(true);
	});

	test.each([
		'q7Zr2LxW9vKp4Tn8Yb3M',
		'aBcDeFgHiJkLmNoPqRsT',
		'1234567890ABCDEF1234567890ABCDEF',
		'abc12fake456def789ghij',
	])('%s may be a real one', body => {
		expect(isDummyBody(body)).toBe(false);
	});
});
