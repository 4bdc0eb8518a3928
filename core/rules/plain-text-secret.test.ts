import { describe, expect, it } from 'vitest';
import { fixed, found, jobFile, marked } from '../../test/rules/found.ts';
import { checkFile } from '../check.ts';
import { EXAMPLE_NOW } from '../example.ts';
import { DEFAULT_TARGET } from '../target.ts';
import { SourceText } from '../text.ts';

const PASSWORD = 'Gr8-tower-of-tea';

function plain(run: object, settings: Parameters<typeof found>[2] = {}) {
	const text = jobFile({ cmd: './load', ...run });
	const findings = found('plain-text-secret', text, settings);
	return { text, findings, marks: findings.map(finding => marked(text, finding)) };
}

describe('a secret in plain text', () => {
	it.each([
		['a variable', { env: { DB_PASSWORD: PASSWORD } }],
		['a number in a variable', { env: { DB_PASSWORD: 47114711 } }],
		['an address in a variable', { env: { DB_URL: `postgres://etl:${PASSWORD}@db.example.com/etl` } }],
		['the command', { cmd: `curl -u etl:${PASSWORD} https://example.com` }],
		['an argument behind its flag', { args: ['--password', PASSWORD], docker: { image: 'a' } }],
		['an argument with its flag', { args: [`--password=${PASSWORD}`], docker: { image: 'a' } }],
		[
			'a Docker parameter that sets a variable',
			{ docker: { image: 'a', parameters: [{ key: 'env', value: `DB_PASSWORD=${PASSWORD}` }] } },
		],
		['the address of an artifact', { artifacts: [{ uri: `https://etl:${PASSWORD}@example.com/a.tgz` }] }],
		[
			'a label of a network',
			{ networks: [{ mode: 'container', name: 'a', labels: { password: PASSWORD } }] },
		],
	])('is found in %s, and nothing but it is marked', (_, run) => {
		const { marks, findings } = plain(run);
		expect(marks).toEqual([marks[0]?.startsWith('4711') ? '47114711' : PASSWORD]);
		for (const finding of findings) expect(finding.message).not.toContain(PASSWORD);
	});

	it('is found in a label of the job', () => {
		const text = JSON.stringify({ id: 'a', labels: { 'db.password': PASSWORD }, run: {} });
		expect(found('plain-text-secret', text).map(finding => marked(text, finding))).toEqual([PASSWORD]);
	});

	it('is found in both of two keys of the same name: git keeps what the server drops', () => {
		const text = `{"run":{"env":{"DB_PASSWORD":"${PASSWORD}1","DB_PASSWORD":"${PASSWORD}2"}}}`;
		const findings = found('plain-text-secret', text);
		expect(findings.map(finding => marked(text, finding))).toEqual([`${PASSWORD}1`, `${PASSWORD}2`]);
		expect(fixed(text, findings[0])).toBeUndefined();
	});

	it('is marked exactly behind escapes', () => {
		const text = jobFile({ cmd: `echo "a\tb\u00e9"\ncurl -u etl:${PASSWORD} https://example.com` });
		expect(found('plain-text-secret', text).map(finding => marked(text, finding))).toEqual([PASSWORD]);
	});

	it('is not the reason of a suppression, whatever the label is called', () => {
		const text = JSON.stringify({
			id: 'a',
			labels: { 'metronome-jobs.ignore.plain-text-secret': 'known2026x' },
			run: { cpus: 1, mem: 64, disk: 0, cmd: 'x' },
		});
		expect(found('plain-text-secret', text)).toEqual([]);
	});

	it.each([
		['a reference', { DB_PASSWORD: { secret: 'db-password' } }],
		['a variable of the shell', { DB_PASSWORD: '$OTHER' }],
		['an empty value', { DB_PASSWORD: '' }],
		['a placeholder', { DB_PASSWORD: '<password>' }],
		['the name of a file', { DB_PASSWORD_FILE: '/run/secrets/db' }],
	])('is not %s', (_, env) => {
		expect(plain({ env }).findings.filter(finding => finding.severity !== 'info')).toEqual([]);
	});
});

describe('variables of the target', () => {
	const check = (value: string) => {
		const text = jobFile({ cmd: 'x', env: { DB_PASSWORD: value } });
		const variables = new Map([
			['password', PASSWORD],
			['host', undefined],
		]);
		const target = { ...DEFAULT_TARGET, variables };
		const { findings } = checkFile('', new SourceText(text), { target, now: EXAMPLE_NOW, reading: 'file' });
		const own = findings.filter(finding => finding.code === 'plain-text-secret');
		return own.map(finding => marked(text, finding));
	};

	it('are not written in the file', () => {
		expect(check('{{password}}')).toEqual([]);
		expect(check('{{host}}')).toEqual([]);
	});

	it('hide no secret beside them', () => {
		expect(check(`postgres://etl:${PASSWORD}@{{host}}/etl`)).toEqual([PASSWORD]);
	});
});

describe('moving a value into the store', () => {
	it('makes a reference and declares it in the space of the job', () => {
		const { text, findings } = plain({ env: { DB_PASSWORD: PASSWORD } });
		const after = JSON.parse(fixed(text, findings[0]) ?? '{}');
		expect(after.run.env).toEqual({ DB_PASSWORD: { secret: 'db-password' } });
		expect(after.run.secrets).toEqual({ 'db-password': { source: 'etl/load/db-password' } });
		expect(findings[0]?.fix?.()?.safe).toBe(false);
		expect(findings[0]?.fix?.()?.title).toContain('rotate');
	});

	it('keeps an alias that stands for something else', () => {
		const { text, findings } = plain({
			env: { DB_PASSWORD: PASSWORD, OTHER: { secret: 'db-password' } },
			secrets: { 'db-password': { source: 'etl/other' } },
		});
		const after = JSON.parse(fixed(text, findings[0]) ?? '{}');
		expect(after.run.env.DB_PASSWORD).toEqual({ secret: 'db-password-2' });
		expect(after.run.secrets['db-password']).toEqual({ source: 'etl/other' });
	});

	it('keeps the style of the file', () => {
		const text = `{\r\n\t"id": "a",\r\n\t"run": {\r\n\t\t"env": {\r\n\t\t\t"DB_PASSWORD": "${PASSWORD}"\r\n\t\t}\r\n\t}\r\n}`;
		expect(fixed(text, found('plain-text-secret', text)[0])).toBe(
			'{\r\n\t"id": "a",\r\n\t"run": {\r\n\t\t"env": {\r\n\t\t\t"DB_PASSWORD": { "secret": "db-password" }\r\n\t\t},\r\n\t\t"secrets": {\r\n\t\t\t"db-password": { "source": "a/db-password" }\r\n\t\t}\r\n\t}\r\n}',
		);
	});

	it.each([
		['a part of a value', { env: { DB_URL: `postgres://etl:${PASSWORD}@db.example.com/etl` } }, {}],
		['a command', { cmd: `curl -u etl:${PASSWORD} https://example.com` }, {}],
		[
			'a cluster that delivers no secrets',
			{ env: { P: '', DB_PASSWORD: PASSWORD } },
			{ target: { secretsPlugin: 'absent' as const } },
		],
		['a server that knows no secrets', { env: { DB_PASSWORD: PASSWORD } }, { version: '0.4.1' }],
	])('is not offered for %s', (_, run, settings) => {
		const { text, findings } = plain(run, settings);
		expect(findings).toHaveLength(1);
		expect(fixed(text, findings[0])).toBeUndefined();
	});
});
