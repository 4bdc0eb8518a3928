import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACTION, ROOT } from './runner.ts';
import { FILES, hasYaml, OURS, OWN, RECIPES, stepsOf, textOf, workflow } from './workflows.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** What a job may be given at most, by what it is for. */
const WRITES = [
	'attestations',
	'checks',
	'contents',
	'deployments',
	'id-token',
	'issues',
	'pull-requests',
	'security-events',
];

/** What a job may read besides, and never write. */
const READS = ['actions'];

describe.each(FILES)('%s', path => {
	const text = textOf(path);

	it('pins every action of others by its commit, and names its version', () => {
		const used = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(match => match[1] ?? '');
		for (const one of used.filter(name => !name.startsWith('./') && !OURS.test(name))) {
			expect(one).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		}
		for (const one of used.filter(name => OURS.test(name))) {
			expect(one).toBe(`metronome-jobs/metronome-jobs@v${version}`);
		}
	});

	it('never runs what a fork wrote with the rights of this repository', () => {
		expect(text).not.toMatch(/pull_request_target|workflow_run|allow-unsafe-pr-checkout/);
	});

	describe.skipIf(!hasYaml)('parsed', () => {
		it('gives nothing to all jobs, and each what it needs and an end', () => {
			const { permissions, jobs } = workflow(path);
			expect(permissions).toEqual({});
			for (const [name, job] of Object.entries(jobs)) {
				expect(job.permissions, name).toBeDefined();
				const levels = Object.entries(job.permissions ?? {});
				for (const [what, level] of levels)
					expect([what, WRITES.includes(what) || READS.includes(what), level]).toEqual([
						what,
						true,
						expect.stringMatching(READS.includes(what) ? /^read$/ : /^(?:read|write)$/),
					]);
				if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeLessThanOrEqual(60);
			}
		});

		it('puts no expression into a shell', () => {
			for (const { run = '' } of stepsOf(path)) expect(run).not.toContain('${{');
		});

		it('leaves no token in the checkout', () => {
			for (const { uses, with: inputs } of stepsOf(path)) {
				if (uses?.startsWith('actions/checkout@')) expect(inputs?.['persist-credentials']).toBe(false);
			}
		});

		it('gives the Action only inputs that it has, as texts', () => {
			for (const { uses = '', with: inputs = {} } of stepsOf(path)) {
				if (!OURS.test(uses) && uses !== './') continue;
				for (const [name, value] of Object.entries(inputs)) {
					expect([name, ACTION.inputs.has(name), typeof value]).toEqual([name, true, 'string']);
				}
			}
		});

		it('reads only outputs that the Action has', () => {
			const ids = stepsOf(path).flatMap(({ id, uses = '' }) =>
				id !== undefined && OURS.test(uses) ? [id] : [],
			);
			for (const [, id = '', output = ''] of text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
				expect([ids.includes(id), ACTION.outputs.has(output)]).toEqual([true, true]);
			}
		});

		it('lets no deploy wait for another without a place in the queue', () => {
			const { jobs, concurrency } = workflow(path);
			for (const job of Object.values(jobs)) {
				const deploys = job.steps?.some(step => step.with?.['mode'] === 'deploy') ?? false;
				if (!deploys) continue;
				const queue = job.concurrency ?? concurrency;
				expect(queue).toMatchObject({ queue: 'max' });
				expect(queue).not.toHaveProperty('cancel-in-progress');
				expect(job.environment).toBeDefined();
			}
		});
	});
});

describe('the recipes', () => {
	it('show every mode, and are told in the guide', () => {
		const all = FILES.filter(path => path.startsWith(RECIPES))
			.map(textOf)
			.join('\n');
		for (const mode of ['plan', 'deploy', 'drift']) expect(all).toContain(`mode: ${mode}`);
		const guide = textOf('docs/github-action.md');
		for (const path of FILES.filter(path => path.startsWith(RECIPES))) {
			expect(guide).toContain(`(${path.replace('docs/', '')})`);
		}
	});

	it('of this repository check that the bundle is fresh, and release with provenance', () => {
		const own = FILES.filter(path => path.startsWith(OWN))
			.map(textOf)
			.join('\n');
		for (const words of [
			'git diff --exit-code --stat -- action/dist',
			'--provenance',
			'npm sbom',
			'attest-build-provenance',
			'vsce',
		]) {
			expect(own).toContain(words);
		}
	});
});
