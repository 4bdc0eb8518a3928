import { vi } from 'vitest';
import type { FakeGithub, FakeSettings } from '../github/fake-github.ts';
import type { TokenOwner } from '../github/state.ts';
import { WRITER } from '../github/tokens.ts';
import { addFiles, temporaryTree } from '../temporary-tree.ts';
import { type Checkout, checkout, otherEvent, PULL, pullRequest } from './checkout.ts';
import { type ActionCluster, actionCluster } from './cluster.ts';
import { at, github } from './pull.ts';
import { type Done, type RunEvent, runAction, type Step } from './runner.ts';

/** A repository whose pull request is planned, merged and deployed to a cluster. */

// A test here starts the bundle several times.
vi.setConfig({ testTimeout: 60_000 });

export const PLAN_KEY = ['canary', 'plan', 'key', '7f3a9c1e5b2d'].join('-');
export const CLUSTER_TOKEN = ['canary', 'dcos', 'Jw9mNbvCxZ'].join('.');

export interface Pipeline {
	readonly fake: FakeGithub;
	readonly cluster: ActionCluster;
	readonly made: Checkout;
	/** A step of the run of the pull request. */
	pull(inputs: Inputs, more?: Step): Promise<Done>;
	/** Merges it; then steps are of the push. */
	merge(): void;
	/** A step of a run of the main branch, started by a push or anything else. */
	main(inputs: Inputs, event?: Parameters<typeof otherEvent>[0], more?: Step): Promise<Done>;
	/** Changes the files of the checkout. */
	edit(files: Readonly<Record<string, unknown>>): void;
	/** Everything that the Action has said so far, wherever it said it. */
	said(): string;
}

type Inputs = Readonly<Record<string, string>>;

export interface PipelineOptions {
	readonly base?: Readonly<Record<string, unknown>>;
	readonly head: Readonly<Record<string, unknown>>;
	readonly owner?: TokenOwner;
	readonly fork?: boolean;
	readonly node?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** More of the settings, such as other targets. */
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly cluster?: ActionCluster;
	/** Where GitHub is, and how it is reached. */
	readonly github?: Omit<FakeSettings, 'tokens'>;
	/** The input `path` of actions/checkout. */
	readonly path?: string;
}

export const job = (id: string, cmd: string, more: Readonly<Record<string, unknown>> = {}) => ({
	id,
	run: { cmd, cpus: 0.1, mem: 32, disk: 0 },
	...more,
});

export async function pipeline(options: PipelineOptions): Promise<Pipeline> {
	const { base = {}, head, owner = WRITER, fork = false, node, env = {}, settings = {} } = options;
	const cluster = options.cluster ?? (await actionCluster());
	const fake = await github(owner, options.github);
	const config = {
		jobs: ['jobs/**/*.json'],
		targets: { prod: { url: cluster.url, auth: { tokenEnv: 'PROD_TOKEN' } } },
		...settings,
	};
	const made = checkout({
		base: { 'metronome-jobs.json': config, ...base },
		head,
		...(options.path === undefined ? {} : { path: options.path }),
	});
	const event = pullRequest(fake, made, fork);
	const state = temporaryTree({});
	const said: string[] = [];
	const step = async (inputs: Inputs, event_: RunEvent, more: Step): Promise<Done> => {
		const done = await runAction({
			workspace: made.workspace,
			github: at(fake),
			event: event_,
			...(node === undefined ? {} : { node }),
			...more,
			inputs: { target: 'prod', 'plan-key': PLAN_KEY, ...inputs },
			env: { PROD_TOKEN: CLUSTER_TOKEN, XDG_STATE_HOME: state, ...env, ...more.env },
		});
		said.push(done.text, done.summary, JSON.stringify(done.outputs));
		return done;
	};
	return {
		fake,
		cluster,
		made,
		pull: (inputs, more = {}) => step(inputs, event, more),
		merge: () => {
			const { headSha, baseSha, sha, files } = made;
			const merged = { mergedAt: '2026-11-02T10:00:00Z', mergeSha: sha };
			fake.state.pulls.set(PULL, { number: PULL, headSha, baseSha, files, ...merged });
		},
		main: (inputs, name = 'push', more = {}) => step(inputs, otherEvent(name, fake, made), more),
		edit: files => addFiles(made.workspace, files),
		said: () =>
			[...said, JSON.stringify({ ...fake.state, commits: [] }), JSON.stringify(fake.calls)].join('\n'),
	};
}
