import { describe, expect, it } from 'vitest';
import { fixed, found, jobFile, marked } from '../../test/rules/found.ts';

const UCR = { image: { id: 'app:1' } };

function networks(list: readonly object[], run: object = { ucr: UCR }): string {
	return jobFile({ cmd: 'x', ...run, networks: list });
}

describe('network-mix', () => {
	it('tells of mixed kinds once, not also of the second network', () => {
		const text = networks([{ mode: 'host' }, { mode: 'container/bridge' }]);
		const findings = found('network-mix', text);
		expect(findings.map(finding => marked(text, finding))).toEqual(['"container/bridge"']);
	});

	it('points at the first network of another kind', () => {
		const text = networks([
			{ mode: 'container', name: 'a' },
			{ mode: 'container', name: 'b' },
			{ mode: 'host' },
		]);
		expect(found('network-mix', text).map(({ pointer }) => pointer)).toEqual(['/run/networks/2/mode']);
	});

	it('removes a network that is there twice, safely only where nothing is lost', () => {
		const same = networks([{ mode: 'host' }, { mode: 'host' }]);
		expect(found('network-mix', same)[0]?.fix?.()?.safe).toBe(true);
		const other = networks([
			{ mode: 'container', name: 'a' },
			{ mode: 'container', name: 'a', labels: { zone: 'b' } },
		]);
		const [finding] = found('network-mix', other);
		expect(finding?.fix?.()?.safe).toBe(false);
		expect(JSON.parse(fixed(other, finding) ?? '{}').run.networks).toEqual([
			{ mode: 'container', name: 'a' },
		]);
	});

	it('takes any number of networks for ucr and one for docker', () => {
		const two = [
			{ mode: 'container', name: 'a' },
			{ mode: 'container', name: 'b' },
		];
		expect(found('network-mix', networks(two))).toEqual([]);
		expect(found('network-mix', networks(two, { docker: { image: 'app:1' } }))).toHaveLength(1);
	});
});

describe('network-name', () => {
	it.each([
		[{ mode: 'host', name: 'x' }, '500'],
		[{ mode: 'container/bridge', name: '' }, '500'],
		[{ mode: 'container' }, '500'],
		[{ mode: 'container', name: '' }, 'refuses'],
	])('says what the server answers to %j', (network, answer) => {
		const [finding] = found('network-name', networks([network]));
		expect(finding?.message).toContain(answer);
		expect(finding?.consequence).toBe('refused');
	});

	it('takes a blank for a name, as the server does', () => {
		expect(found('network-name', networks([{ mode: 'container', name: ' ' }]))).toEqual([]);
	});
});

describe('network-without-container', () => {
	it('points at the first network that needs one', () => {
		const text = networks([{ mode: 'container', name: 'a' }], {});
		expect(found('network-without-container', text).map(({ pointer }) => pointer)).toEqual([
			'/run/networks/0/mode',
		]);
	});
});
