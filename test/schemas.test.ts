import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { json } from '../cli/formats/json.ts';
import { judge } from '../core/check.ts';
import { parseConfig } from '../core/config.ts';
import { RULES } from '../core/rules/registry.ts';
import { realResult } from './formats/real.ts';

const root = join(import.meta.dirname, '..');

interface Vector {
	readonly id: string;
	readonly why: string;
	/** Null where the body is no UTF-8. */
	readonly request: string | null;
	readonly status: number;
}

/** Annotations of editors, which ajv in strict mode does not know; they judge nothing. */
const ANNOTATIONS = ['markdownDescription', 'enumDescriptions', 'defaultSnippets', 'deprecationMessage'];

function schema(name: string): ValidateFunction {
	const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
	for (const keyword of ANNOTATIONS) ajv.addKeyword(keyword);
	return ajv.compile(JSON.parse(readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8')));
}

function accepted(file: string): Vector[] {
	const vectors = readFileSync(join(root, 'test/conformance/data', `${file}.jsonl`), 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map((line): Vector => JSON.parse(line));
	return vectors.filter(({ status }) => status < 300);
}

/** Numbers beyond a double, a second text after the first, and bytes that are not UTF-8; rules speak of each. */
const NOT_FOR_JAVASCRIPT =
	/\d[eE]\d{3}$|^text: .*(?:second document|after)$|text: tail$|^bytes: UTF-(?:16|32)/;

interface Refusals {
	/** Bodies that the server took and the schema does not. */
	readonly refused: readonly string[];
	/** Bodies that the server took and that no JSON reader of JavaScript does: a schema is never asked about them. */
	readonly unreadable: readonly string[];
}

function refusals(file: string, validate: ValidateFunction): Refusals {
	const refused: string[] = [];
	const unreadable: string[] = [];
	for (const { id, why, request } of accepted(file)) {
		const value = request === null ? undefined : parsed(request.replace(/^\ufeff/, ''));
		if (value === undefined || hasInfinity(value)) unreadable.push(why);
		else if (!validate(value)) {
			refused.push(`${id} ${why}: ${validate.errors?.map(e => `${e.instancePath} ${e.message}`)}`);
		}
	}
	return { refused, unreadable };
}

/** JavaScript reads 1e400 as Infinity, which no schema takes for a number of JSON. */
function hasInfinity(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).some(hasInfinity);
	return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

describe('what the server accepted', () => {
	it.each([
		['jobs-v1', 'job'],
		['schedules', 'schedule'],
		['jobs-v1', 'job-file'],
		['schedules', 'job-file'],
	])('in %s is valid by the schema %s', (file, name) => {
		expect(accepted(file).length).toBeGreaterThan(100);
		const { refused, unreadable } = refusals(file, schema(name));
		expect(refused).toEqual([]);
		expect(unreadable.filter(why => !NOT_FOR_JAVASCRIPT.test(why))).toEqual([]);
	});

	it('in jobs-v0 is valid by the schema job', () => {
		expect(refusals('jobs-v0', schema('job')).refused).toEqual([]);
	});
});

describe('what a schema does say', () => {
	const job = schema('job');
	const run = { cpus: 0.1, mem: 64, disk: 0, cmd: 'x' };

	it.each([
		['a key that is unknown', { id: 'a', run, memory: 1 }],
		['no run', { id: 'a' }],
		['a text for a number', { id: 'a', run: { ...run, mem: '64' } }],
		['less memory than there may be', { id: 'a', run: { ...run, mem: 1 } }],
		['a policy that is none', { id: 'a', run: { ...run, restart: { policy: 'SOMETIMES' } } }],
	])('is that %s is wrong', (_, value) => {
		expect(job(value)).toBe(false);
	});

	/** Refused by the server or broken there, and no matter of shape: what the schemas cannot say. */
	it.each([
		['an id that is none', { id: 'A--b', run }],
		['an expression that is none', { id: 'a', run, schedules: [{ id: 'daily', cron: '61 25 * * *' }] }],
		[
			'a zone that is none',
			{ id: 'a', run, schedules: [{ id: 'daily', cron: '0 6 * * *', timezone: 'X/Y' }] },
		],
		['a secret that is not declared', { id: 'a', run: { ...run, env: { A: { secret: 'b' } } } }],
		['a secret that nobody uses', { id: 'a', run: { ...run, secrets: { b: { source: 'b' } } } }],
		['docker beside ucr', { id: 'a', run: { ...run, docker: { image: 'x' }, ucr: { image: { id: 'x' } } } }],
		['nothing to run', { id: 'a', run: { cpus: 0.1, mem: 64, disk: 0 } }],
		['a job that waits for itself', { id: 'a', run, dependencies: [{ id: 'a' }] }],
	])('is nothing about %s, which a rule finds', (_, value) => {
		expect([job(value), job.errors]).toEqual([true, null]);
		expect(judge(JSON.stringify(value), 'v1', { now: 0 }).findings.length).toBeGreaterThan(0);
	});
});

describe('the schema of settings', () => {
	const validate = schema('config');
	const plain = (text: string): unknown => JSON.parse(withoutComments(text));

	it('takes the settings of the examples, as parseConfig does', () => {
		const text = readFileSync(join(root, 'examples/metronome-jobs.json'), 'utf8');
		expect([validate(plain(text)), validate.errors, parseConfig(text).problems]).toEqual([true, null, []]);
	});

	it.each([
		'{}',
		'{"jobs": "jobs/**"}',
		'{"metronome": "0.6.70"}',
		'{"rules": {"duplicate-key": "off"}}',
		'{"suppressions": [{"rule": "syntax", "reason": "r", "until": "2027-01-01"}]}',
		'{"job": "x"}',
		'{"jobs": 1}',
		'{"rules": {"duplicate-key": "fatal"}}',
		'{"dcos": 2.2}',
		'{"suppressions": [{"rule": "syntax"}]}',
		'{"secrets": {"dialect": "vaulted"}}',
		'[]',
	])('agrees with parseConfig on %s', text => {
		expect(validate(JSON.parse(text))).toBe(parseConfig(text).problems.length === 0);
	});
});

describe('the schema of findings', () => {
	it('takes a run with a finding of nearly every rule', () => {
		const validate = schema('findings');
		const printed = JSON.parse(json(realResult()));
		expect(new Set(printed.findings.map((finding: { code: string }) => finding.code)).size).toBeGreaterThan(
			RULES.length * 0.7,
		);
		expect([validate(printed), validate.errors]).toEqual([true, null]);
	});
});

/** Comments outside strings; the settings of the examples have no other liberty. */
function withoutComments(text: string): string {
	return text.replaceAll(
		/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g,
		(_, string?: string) => string ?? '',
	);
}
