import { describe, expect, test } from 'vitest';
import { detectSecrets } from './detect.ts';

const BODY = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgx7Vn2QpTzR4mKd8JwYbE5aLcH1uXo3fG9iSvN6tPqWe';
const pem = (label: string, body: string, eol = '\n') =>
	[`-----${'BEGIN'} ${label}-----`, body.slice(0, 64), body.slice(64), `-----END ${label}-----`].join(eol);
const encode = (text: string) => btoa(text);
const find = (value: string) => detectSecrets({ key: 'SETTING', value, place: 'env' });

describe('a private key is found', () => {
	test.each([
		'PRIVATE KEY',
		'RSA PRIVATE KEY',
		'EC PRIVATE KEY',
		'OPENSSH PRIVATE KEY',
		'PGP PRIVATE KEY BLOCK',
	])('as %s', label => {
		const value = pem(label, BODY);
		expect(find(value)).toMatchObject([{ kind: 'private-key', certainty: 'error', whole: true }]);
	});

	test('with escaped line breaks, as JSON inside a variable has them', () => {
		expect(find(`{"private_key": "${pem('PRIVATE KEY', BODY, '\\n')}"}`)).toMatchObject([
			{ kind: 'private-key', whole: false },
		]);
	});

	test('with spaces for line breaks and without an end', () => {
		expect(find(`-----${'BEGIN'} PRIVATE KEY----- ${BODY}`)).toMatchObject([
			{ kind: 'private-key', whole: true },
		]);
	});

	test('although a key has long runs of one letter', () => {
		const body = `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNl${BODY}`;
		expect(find(pem('OPENSSH PRIVATE KEY', body))).toHaveLength(1);
	});

	test('wrapped in base64', () => {
		expect(find(encode(pem('EC PRIVATE KEY', BODY)))).toMatchObject([{ kind: 'private-key', whole: true }]);
	});

	test('as bare DER in base64', () => {
		expect(find(BODY)).toMatchObject([{ kind: 'private-key', whole: true }]);
	});

	test('as the private part of a JSON Web Key', () => {
		const value = `{"kty":"EC","crv":"P-256","x":"${BODY.slice(0, 43)}","d":"${BODY.slice(20, 63)}"}`;
		const [detection] = find(value);
		expect(value.slice(detection?.start, detection?.end)).toBe(BODY.slice(20, 63));
	});
});

describe('no private key is found', () => {
	test.each([
		['in a certificate', pem('CERTIFICATE', BODY.replace('MIGH', 'MIID'))],
		['in a public key', pem('PUBLIC KEY', BODY.replace('MIGHAgEA', 'MFkwEwYH'))],
		['in a header with stars', `-----${'BEGIN'} PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----`],
		[
			'in a header with a placeholder',
			`-----${'BEGIN'} PRIVATE KEY-----\nYOUR_KEY_HERE\n-----END PRIVATE KEY-----`,
		],
		['in a certificate in base64', encode(pem('CERTIFICATE', BODY.replace('MIGH', 'MIID')))],
		['in a public JSON Web Key', `{"kty":"EC","x":"${BODY.slice(0, 43)}","y":"${BODY.slice(20, 63)}"}`],
		[
			'in DER that starts like a certificate',
			'MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJRTESMBAG',
		],
	])('%s', (_, value) => {
		expect(find(value).filter(({ kind }) => kind === 'private-key')).toEqual([]);
	});
});
