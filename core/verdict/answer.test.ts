import { describe, expect, it } from 'vitest';
import { parseJson } from '../json-parser.ts';
import { NEWEST_VERSION, type Version, version } from '../version.ts';
import { answerTo } from './answer.ts';
import type { Body } from './schema.ts';

interface Options {
	readonly body?: Body;
	readonly target?: Version;
	readonly idFromUrl?: boolean;
}

function answer(
	definition: unknown,
	{ body = 'v1', target = NEWEST_VERSION, idFromUrl = false }: Options = {},
) {
	const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
	return answerTo(parseJson(text), body, target, { idFromUrl });
}

/** `path: error` of every detail. */
function told(definition: unknown, options?: Options): readonly string[] {
	const given = answer(definition, options);
	if (given.kind !== 'invalid') return [given.kind];
	return given.details.flatMap(({ path, errors }) => errors.map(error => `${path}: ${error}`));
}

function job(run: object, more: object = {}) {
	return { id: 'one', run: { cpus: 0.5, mem: 64, disk: 0, ...run }, ...more };
}

describe('the answer to a body', () => {
	it('comes from the first step that refuses', () => {
		const everything = job({ gpus: 9e9, maxLaunchDelay: 1e10, networks: [{ mode: 'host', name: 'x' }] });
		expect(answer('{').kind).toBe('not-json');
		expect(told({ ...everything, id: 5 })).toEqual(['/id: Wrong type. Expected string, was number.']);
		expect(answer(everything).kind).toBe('thrown');
		expect(told(job({ gpus: 9e9, networks: [{ mode: 'host', name: 'x' }] }))).toEqual([
			'/run/gpus: error.expected.int',
		]);
		expect(answer(job({ networks: [{ mode: 'host', name: 'x' }] })).kind).toBe('thrown');
		expect(told(job({}))).toEqual(['/run: Cmd, Docker or UCR image must be specified']);
		expect(answer(job({ cmd: 'x' })).kind).toBe('taken');
	});

	it('lists what the schema says in the order of its map of properties (v1-02278)', () => {
		const faults = job({ cmd: 'once', cpus: 0.001, maxLaunchDelay: 0.1, restart: 'NEVER' });
		expect(told(faults)).toEqual([
			'/run/restart: Wrong type. Expected object, was string.',
			'/run/cpus: 0.001 is smaller than required minimum value of 0.01.',
			'/run/maxLaunchDelay: 0.1 is smaller than required minimum value of 1.',
			'/run/maxLaunchDelay: Wrong type. Expected integer, was number.',
		]);
	});

	it('lists the properties of small objects backwards (v1-00365, v1-00545)', () => {
		const faults = job({ cmd: 'x', placement: { constraints: [{}] } });
		expect(told(faults)).toEqual([
			'/run/placement/constraints/0: Property operator missing.',
			'/run/placement/constraints/0: Property attribute missing.',
		]);
	});

	it('names all unknown keys of one object in one sentence, behind its other faults (v1-01659, v1-01660)', () => {
		const faults = { id: 'one', x: 1, run: { cpus: 1, mem: 64, cmd: 'x', z: 1, y: 2 } };
		expect(told(faults)).toEqual([
			'/run: Property disk missing.',
			"/run: Additional properties are not allowed, but found properties 'z' and 'y'.",
			": Additional properties are not allowed, but found properties 'x'.",
		]);
		expect(answer(faults)).toMatchObject({ details: [{ path: '/run' }, { path: '/run' }, { path: '' }] });
	});

	it('puts the faults of one value into one detail (v1-00005)', () => {
		const given = answer({ ...job({ cmd: 'x' }), id: '' });
		expect(given).toMatchObject({
			details: [{ path: '/id', errors: [expect.any(String), expect.any(String)] }],
		});
	});

	it('names the secrets in the order of a set: as they come up to four, by hash beyond (v1-01355)', () => {
		const declared = (names: string) =>
			Object.fromEntries(names.split('').map(name => [name, { source: `s/${name}` }]));
		expect(told(job({ cmd: 'x', secrets: declared('dcba') }))).toEqual([
			'/run: The following secrets are defined, but not referenced: d, c, b, a. Please remove them from the secrets field.',
		]);
		expect(told(job({ cmd: 'x', secrets: declared('abcdef') }))).toEqual([
			'/run: The following secrets are defined, but not referenced: e, f, a, b, c, d. Please remove them from the secrets field.',
		]);
	});

	it('speaks of secrets that are missing and of those that are not used in one breath (v1-01359)', () => {
		const faults = job({ cmd: 'x', env: { A: { secret: 'a' } }, secrets: { b: { source: 's' } } });
		expect(told(faults)).toEqual([
			'/run: The following secrets are referenced, but undefined: a. Please add them to the secrets field.' +
				'The following secrets are defined, but not referenced: b. Please remove them from the secrets field.',
		]);
	});

	it('is only the first rule of the run at servers before 0.6.42', () => {
		const faults = job({
			gpus: 1,
			docker: { image: '' },
			env: { A: { secret: 'a' } },
			secrets: { a: { source: 's' } },
		});
		expect(told(faults)).toEqual([
			'/run/gpus: GPUs are not supported with Docker',
			'/run: Cmd, Docker or UCR image must be specified',
		]);
		expect(told(faults, { target: version('0.6.33') })).toEqual([
			'/run: Cmd, Docker or UCR image must be specified',
		]);
	});

	it('does not care how the id ends where the URL tells it', () => {
		const ending = { ...job({ cmd: 'x' }), id: 'one\n' };
		expect(answer(ending).kind).toBe('invalid');
		expect(answer(ending, { idFromUrl: true }).kind).toBe('taken');
	});

	it('takes numbers of any length at older servers', () => {
		const long = `{"id":"one","run":{"cpus":1,"mem":${'9'.repeat(311)},"disk":0,"cmd":"x"}}`;
		expect(answer(long).kind).toBe('not-json');
		expect(answer(long, { target: version('0.6.33') }).kind).toBe('taken');
	});
});
