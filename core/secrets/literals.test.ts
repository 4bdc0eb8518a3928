import { describe, expect, it } from 'vitest';
import { parseJson } from '../json-parser.ts';
import { literalsOf } from './literals.ts';

/** `place key=value` of every literal of a JSON value. */
function literals(value: unknown): readonly string[] {
	const text = JSON.stringify(value);
	const { root } = parseJson(text);
	if (root === undefined) throw new Error('no JSON');
	return literalsOf(root, text).map(literal => `${literal.place} ${literal.key}=${literal.value}`);
}

describe('the literals of a definition', () => {
	it.each([
		['a variable', { run: { env: { A: 'x' } } }, ['env A=x']],
		['a number where text was meant', { run: { env: { A: 4711 } } }, ['env A=4711']],
		['variables as a list', { env: [{ name: 'A', value: 'x' }] }, ['env A=x']],
		['a reference', { run: { env: { A: { secret: 'x' } } } }, ['value null=x']],
		['a command', { run: { cmd: 'x' } }, ['cmd null=x']],
		[
			'arguments, under the flag before them',
			{ args: ['--user', 'x', '--token=y', 'z', '-v'] },
			['arg null=--user', 'arg --user=x', 'arg null=--token=y', 'arg null=z', 'arg null=-v'],
		],
		['a Docker parameter', { parameters: [{ key: 'hostname', value: 'x' }] }, ['parameter hostname=x']],
		[
			'a Docker parameter that sets a variable',
			{ parameters: [{ key: '--env', value: 'A=x=y' }] },
			['env A=x=y'],
		],
		['a Docker parameter that sets a label', { parameters: [{ key: 'label', value: 'a=x' }] }, ['label a=x']],
		[
			'a Docker parameter that passes a variable on',
			{ parameters: [{ key: 'env', value: 'A' }] },
			['parameter env=A'],
		],
		['a label', { labels: { a: 'x' } }, ['label a=x']],
		['a label of this tool', { labels: { 'metronome-jobs.owner': 'x' } }, ['label null=x']],
		['an artifact', { artifacts: [{ uri: 'x' }] }, ['uri null=x']],
		['addresses as a list', { uris: ['x', 'y'] }, ['uri null=x', 'uri null=y']],
		['anything else', { id: 'x', a: [['y']] }, ['value null=x', 'value null=y']],
		['a variable called like a key', { env: { cmd: 'x', labels: 'y' } }, ['env cmd=x', 'env labels=y']],
	])('are found in %s', (_, value, expected) => {
		expect(literals(value)).toEqual(expected);
	});

	it('are each found once', () => {
		const job = {
			id: 'i',
			labels: { l: 'l' },
			run: {
				cmd: 'c',
				args: ['a'],
				env: { e: 'e', r: { secret: 's' } },
				docker: { image: 'd', parameters: [{ key: 'k', value: 'v' }] },
				artifacts: [{ uri: 'u' }],
				networks: [{ mode: 'm', labels: { n: 'n' } }],
			},
		};
		const strings = literals(job).map(literal => literal.slice(literal.lastIndexOf('=') + 1));
		expect(strings.toSorted()).toEqual(['a', 'c', 'd', 'e', 'i', 'l', 'm', 'n', 's', 'u', 'v']);
	});
});
