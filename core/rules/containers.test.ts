import { describe, expect, it } from 'vitest';
import { fixed, found, jobFile, marked } from '../../test/rules/found.ts';

const UCR = { image: { id: 'app:1' } };
const DOCKER = { image: 'app:1' };

describe('cmd-and-args', () => {
	it('says that a bare command is never run', () => {
		const [finding] = found('cmd-and-args', jobFile({ cmd: './a', args: ['b'] }));
		expect(finding?.message).toContain("'cmd' is never run");
	});

	it.each([{ docker: DOCKER }, { ucr: UCR }])('says that no shell reads the command in %j', container => {
		const [finding] = found('cmd-and-args', jobFile({ cmd: './a -b', args: ['c'], ...container }));
		expect(finding?.message).toContain('no shell');
	});

	it.each([
		{ cmd: './a', args: [] },
		{ args: ['a'], docker: DOCKER },
		{ cmd: '', args: ['a'] },
	])('is silent on %j', run => {
		expect(found('cmd-and-args', jobFile(run))).toEqual([]);
	});
});

describe('nothing-to-run', () => {
	it('makes a command of arguments that the shell reads back unchanged', () => {
		const text = jobFile({ args: ['./load', 'a b', "it's", '$HOME', '', 'x=1'] });
		const [finding] = found('nothing-to-run', text);
		const command = JSON.parse(fixed(text, finding) ?? '{}').run.cmd;
		expect(command).toBe("./load 'a b' 'it'\\''s' '$HOME' '' x=1");
	});

	it('quotes a program whose name looks like an assignment', () => {
		const text = jobFile({ args: ['a=b'] });
		expect(fixed(text, found('nothing-to-run', text)[0])).toContain(`"'a=b'"`);
	});

	it('makes no command of arguments that start with a flag: they are for an image nobody named', () => {
		const text = jobFile({ args: ['--since', 'yesterday'] });
		expect(fixed(text, found('nothing-to-run', text)[0])).toBeUndefined();
	});

	it('points at an empty image, and is silent when there is a command as well', () => {
		const text = jobFile({ docker: { image: '' } });
		expect(marked(text, found('nothing-to-run', text)[0])).toBe('""');
		expect(found('nothing-to-run', jobFile({ cmd: 'x', docker: { image: '' } }))).toEqual([]);
	});
});

describe('docker-and-ucr', () => {
	it('points at the second of the two and links the first', () => {
		const text = jobFile({ ucr: UCR, docker: DOCKER });
		const [finding] = found('docker-and-ucr', text);
		expect(marked(text, finding)).toBe('"docker"');
		expect(finding?.related.map(place => place.pointer)).toEqual(['/run/ucr']);
	});

	it.each([
		['gpus', { gpus: 1 }, 'ucr'],
		[
			'networks',
			{
				networks: [
					{ mode: 'container', name: 'a' },
					{ mode: 'container', name: 'b' },
				],
			},
			'ucr',
		],
		['docker parameters', { docker: { ...DOCKER, parameters: [{ key: 'rm', value: 'true' }] } }, 'docker'],
	])('keeps the container that %s need', (_, run, kept) => {
		const text = jobFile({ docker: DOCKER, ucr: UCR, ...run });
		const after = JSON.parse(fixed(text, found('docker-and-ucr', text)[0]) ?? '{}');
		expect(['docker', 'ucr'].filter(key => key in after.run)).toEqual([kept]);
	});

	it('leaves the choice to people where nothing speaks for one', () => {
		const text = jobFile({ docker: DOCKER, ucr: UCR });
		expect(fixed(text, found('docker-and-ucr', text)[0])).toBeUndefined();
	});
});

describe('what only ucr can do', () => {
	it('is fixed by running the image with ucr, in the same place', () => {
		const text = jobFile({ docker: { ...DOCKER, forcePullImage: true }, gpus: 1, cmd: 'x' });
		const after = fixed(text, found('gpus-with-docker', text)[0]) ?? '';
		expect(JSON.parse(after).run.ucr).toEqual({ image: { id: 'app:1', forcePull: true } });
		expect(Object.keys(JSON.parse(after).run)).toEqual(['cpus', 'mem', 'disk', 'ucr', 'gpus', 'cmd']);
	});

	it.each([
		['parameters', { docker: { ...DOCKER, parameters: [{ key: 'rm', value: 'true' }] } }, undefined],
		['privileges', { docker: { ...DOCKER, privileged: true } }, undefined],
		['a second container', { docker: DOCKER, ucr: UCR }, undefined],
		['an empty image', { docker: { image: '' } }, undefined],
		['a server that has no ucr', { docker: DOCKER }, '0.6.9'],
	])('is not fixed where that would lose %s', (_, run, version) => {
		const text = jobFile({ cmd: 'x', gpus: 1, ...run });
		const [finding] = found('gpus-with-docker', text, version === undefined ? {} : { version });
		expect(finding).toBeDefined();
		expect(fixed(text, finding)).toBeUndefined();
	});

	it('is told once for each file secret', () => {
		const volumes = [
			{ containerPath: 'a', secret: 's' },
			{ containerPath: 'b', secret: 's' },
		];
		const text = jobFile({ docker: DOCKER, volumes, secrets: { s: { source: 's' } } });
		expect(found('file-secret-with-docker', text).map(finding => finding.pointer)).toEqual([
			'/run/volumes/0/secret',
			'/run/volumes/1/secret',
		]);
	});
});

describe('volumes without a container', () => {
	const volumes = [
		{ containerPath: '/a', hostPath: '/b', mode: 'RO' },
		{ containerPath: 'c', secret: 's' },
	];
	const secrets = { s: { source: 's' } };

	it('are told apart: host volumes and file secrets', () => {
		const text = jobFile({ cmd: 'x', volumes, secrets });
		expect(found('volume-without-container', text).map(({ pointer }) => pointer)).toEqual(['/run/volumes/0']);
		expect(found('file-secret-without-container', text).map(({ pointer }) => pointer)).toEqual([
			'/run/volumes/1/secret',
		]);
	});

	it('are fine in a container', () => {
		const text = jobFile({ cmd: 'x', ucr: UCR, volumes, secrets });
		expect(found('volume-without-container', text)).toEqual([]);
		expect(found('file-secret-without-container', text)).toEqual([]);
	});
});

describe('volume-shape', () => {
	const shape = (volume: object) => {
		const text = jobFile({ cmd: 'x', ucr: UCR, volumes: [volume], secrets: {} });
		return { text, findings: found('volume-shape', text) };
	};

	it.each([
		['a mode too much', { containerPath: 'a', secret: 's', mode: 'RO' }, "nothing else; with 'mode'"],
		[
			'both kinds at once',
			{ containerPath: 'a', secret: 's', hostPath: '/b', mode: 'RO' },
			"'hostPath' and 'mode'",
		],
		['a host path beside a secret', { containerPath: 'a', secret: 's', hostPath: '/b' }, "has 'hostPath'"],
		['no mode', { containerPath: 'a', hostPath: '/b' }, "needs a 'mode'"],
		['no host path', { containerPath: 'a', mode: 'RO' }, "no 'hostPath'"],
		['a path alone', { containerPath: 'a' }, 'nothing of what to mount'],
	])('names %s', (_, volume, text) => {
		const { findings } = shape(volume);
		expect(findings.map(finding => finding.message).join()).toContain(text);
		expect(findings).toHaveLength(1);
	});

	it('leaves unknown keys and a missing path to the rules for them', () => {
		expect(shape({ containerPath: 'a', secret: 's', perm: 1 }).findings).toEqual([]);
		expect(shape({ hostPath: '/b', mode: 'RO' }).findings).toEqual([]);
		expect(shape({ secret: 's' }).findings).toEqual([]);
	});

	it('takes no side between the kinds', () => {
		const { text, findings } = shape({ containerPath: 'a', secret: 's', hostPath: '/b', mode: 'RO' });
		expect(fixed(text, findings[0])).toBeUndefined();
	});
});
