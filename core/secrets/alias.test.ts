import { describe, expect, it } from 'vitest';
import { valueIn } from '../json.ts';
import { parseJson } from '../json-parser.ts';
import { aliasFor, isSlip, undeclaredAliases, usersText } from './alias.ts';
import { type SecretTable, secretTable } from './table.ts';

function table(run: object): SecretTable {
	return secretTable(valueIn(parseJson(JSON.stringify({ run })).root, 'run'));
}

describe('the alias for a variable', () => {
	it.each([
		['DB_PASSWORD', 'db-password'],
		['dbPassword', 'db-password'],
		['SPRING_DATASOURCE_PASSWORD', 'spring-datasource-password'],
		['spring.datasource.password', 'spring-datasource-password'],
		['AWS_S3_KEY', 'aws-s3-key'],
		['_X_', 'x'],
		['___', 'secret'],
	])('of %s is %s', (variable, alias) => {
		expect(aliasFor(variable, table({}))).toBe(alias);
	});

	it('is one that nobody declares or refers to', () => {
		const taken = table({
			env: { A: { secret: 'db-password-2' } },
			secrets: { 'db-password': { source: 'x' } },
		});
		expect(aliasFor('DB_PASSWORD', taken)).toBe('db-password-3');
	});
});

describe('two aliases', () => {
	it.each([
		['db-pasword', 'db-password', true],
		['db_password', 'db-password', true],
		['node-1', 'node-2', false],
		['db', 'dc', false],
	])('%s and %s differ by a slip: %s', (a, b, slip) => {
		expect(isSlip(a, b)).toBe(slip);
	});
});

describe('the references of a job', () => {
	const all = table({
		env: { A: { secret: 'x' }, B: { secret: 'y' }, C: { secret: 'x' } },
		volumes: [{ containerPath: 'tls/key', secret: 'z' }],
		secrets: { y: { source: 'y' } },
	});

	it('name undeclared aliases once each', () => {
		expect(undeclaredAliases(all)).toEqual(['x', 'z']);
	});

	it('are named by variable and file', () => {
		expect(usersText(all.references.slice(2))).toBe("the variable 'C' and the file 'tls/key'");
	});
});
