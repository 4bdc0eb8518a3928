import { afterEach, expect } from 'vitest';
import { type FakeGithub, type FakeSettings, startFakeGithub } from '../github/fake-github.ts';
import type { TokenOwner } from '../github/state.ts';
import { expectNoCanary, remembered } from './canaries.ts';
import { type Checkout, type Commits, checkout, pullRequest } from './checkout.ts';
import { type Done, type RunEvent, runAction, type Step, TOKEN } from './runner.ts';

/** A pull request on a fake GitHub, and the Action run for it. */

const fakes: FakeGithub[] = [];

afterEach(async () => {
	for (const fake of fakes.splice(0)) {
		await fake.close();
		expect(fake.problems).toEqual([]);
		expectNothingTold(fake);
	}
});

/** Whatever was sent to GitHub, and all that it shows of it, has no secret in it. */
export function expectNothingTold({ calls, state }: FakeGithub): void {
	const { comments, issues, checkRuns, reviews, reviewComments, deployments } = state;
	const shown = { comments, issues, checkRuns, reviews, reviewComments, deployments };
	for (const [place, what] of Object.entries({ calls, ...shown })) {
		expectNoCanary(remembered(), `what GitHub has (${place})`, JSON.stringify(what));
	}
}

/** A fake GitHub where the Action's token belongs to this owner; closed after the test, which fails for its problems. */
export async function github(
	owner: TokenOwner,
	settings: Omit<FakeSettings, 'tokens'> = {},
): Promise<FakeGithub> {
	const fake = await startFakeGithub({ ...settings, tokens: { [TOKEN]: owner } });
	fakes.push(fake);
	return fake;
}

export function at({ apiUrl, graphqlUrl, state: { repository } }: FakeGithub) {
	return { apiUrl, graphqlUrl, repository };
}

export interface Pulled {
	readonly fake: FakeGithub;
	readonly made: Checkout;
	readonly event: RunEvent;
	readonly run: (more?: Step) => Promise<Done>;
}

/** `head`: what the pull request changes in a repository that has no job yet, or all of its commits. */
export async function pullWith(
	owner: TokenOwner,
	head: Commits | Readonly<Record<string, unknown>>,
	step: Step = {},
	fork = false,
): Promise<Pulled> {
	const fake = await github(owner);
	const made = checkout(isCommits(head) ? head : { base: { 'README.md': 'hello' }, head });
	const event = pullRequest(fake, made, fork);
	const run = (more: Step = {}) =>
		runAction({ workspace: made.workspace, event, github: at(fake), ...step, ...more });
	return { fake, made, event, run };
}

function isCommits(head: Commits | Readonly<Record<string, unknown>>): head is Commits {
	return 'base' in head && 'head' in head;
}
