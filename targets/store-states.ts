import { sourceSegments } from '../core/secrets/spaces.ts';
import { secretsOfTarget } from '../core/settings.ts';
import type { Environment } from '../core/settings-target.ts';
import type { AskedStore } from '../core/target.ts';
import { type Gathered, gatherProjects, type Project } from '../files/project.ts';
import type { CheckRequest } from '../files/result.ts';
import { visitJobFiles } from '../files/visit.ts';
import { cannotTell, isDoubt } from '../stores/state.ts';
import type { CannotTell, State } from '../stores/store.ts';

export interface StoreAsking {
	/** Credentials and proxies come from here. */
	readonly env: Environment;
	/** Ask nobody. */
	readonly offline?: boolean;
	readonly signal?: AbortSignal;
}

export interface AskedRequest {
	/** With what the stores said; judge this one. */
	readonly request: CheckRequest;
	/** One for each store that could not tell. */
	readonly notices: readonly string[];
	/** What the request means, where it had to be found out and is still so. */
	readonly gathered: Gathered | undefined;
}

/**
 * Asks the secret stores that the settings of a request's files name, all at once, for every source that these files use.
 * Each store ends within its own time. A store that cannot tell is no failure. Without such a setting nobody is asked, and
 * the answer is there at once.
 */
export function withStoreStates(
	request: CheckRequest,
	asking: StoreAsking,
): AskedRequest | Promise<AskedRequest> {
	if (asking.offline === true) return { request, notices: [], gathered: undefined };
	const gathered = gatherProjects(request);
	const projects = gathered.projects.filter(project => hasStore(project, request.target));
	const wanted = projects.length === 0 ? undefined : sourcesByProject(request, { ...gathered, projects });
	return wanted === undefined || wanted.size === 0
		? { request, notices: [], gathered }
		: askEach(request, wanted, asking);
}

async function askEach(
	request: CheckRequest,
	wanted: ReadonlyMap<Project, ReadonlySet<string>>,
	asking: StoreAsking,
): Promise<AskedRequest> {
	const answers = await Promise.all(
		[...wanted].map(async ([project, sources]) => ask(request, project, sources, asking)),
	);
	return {
		request: { ...request, stores: new Map(answers.map(({ config, asked }) => [config, asked])) },
		notices: answers.flatMap(({ notice }) => notice ?? []),
		gathered: undefined,
	};
}

interface Answers {
	/** Path of the config that names the store. */
	readonly config: string;
	readonly asked: AskedStore;
	readonly notice: string | undefined;
}

async function ask(
	request: CheckRequest,
	project: Project,
	sources: ReadonlySet<string>,
	{ env, signal }: StoreAsking,
): Promise<Answers> {
	const config = project.config?.path ?? '';
	const { openTargetStore } = await import('./store.ts');
	const opened = await openTargetStore(project, { cwd: request.cwd, target: request.target, env });
	if (opened === undefined || !opened.ok) {
		const problems = opened?.problems ?? [];
		const doubt = cannotTell('no-store', 'the secret store of the settings could not be asked');
		const asked = { name: 'the secret store', stateOf: () => doubt, sure: false };
		return { config, asked, notice: `The secret store was not asked. ${problems.join(' ')}` };
	}
	const { store } = opened;
	const states = new Map<string, State>();
	for (const [source, state] of await store.check(sources, signal)) states.set(plain(source), state);
	const doubts = [...states.values()].filter(isDoubt);
	const unasked = cannotTell('no-way', `${store.name} was not asked for it`);
	const asked: AskedStore = {
		name: store.name,
		stateOf: source => states.get(plain(source)) ?? unasked,
		sure: doubts.length === 0,
	};
	return { config, asked, notice: doubtNotice(doubts, states.size) };
}

/** What is odd about one source, the rules tell where it stands. */
function doubtNotice(doubts: readonly CannotTell[], sources: number): string | undefined {
	const told = doubts.filter(({ doubt }) => doubt !== 'odd-source');
	const [first] = told;
	if (first === undefined) return undefined;
	const which = told.length === sources ? 'the secrets are' : `${told.length} of ${sources} secrets are`;
	return `Whether ${which} in the store, nobody can tell: ${first.why}.`;
}

/** The sources that are used in the files of each project with a store. */
function sourcesByProject(
	request: CheckRequest,
	gathered: Gathered,
): ReadonlyMap<Project, ReadonlySet<string>> {
	const wanted = new Map<Project, Set<string>>();
	visitJobFiles(
		request,
		({ units }, { project }) => {
			const sources = wanted.get(project) ?? new Set<string>();
			for (const unit of units) {
				for (const { source } of unit.kind === 'job' ? unit.job.secrets.declarations : []) {
					if (source !== undefined && source.opaque !== true) sources.add(source.value);
				}
			}
			if (sources.size > 0) wanted.set(project, sources);
		},
		gathered,
	);
	return wanted;
}

function hasStore({ settings }: Project, target: string | undefined): boolean {
	return secretsOfTarget(settings, settings.targets.get(target ?? '')).store !== undefined;
}

/** Slashes around and between the segments mean nothing, as in every store. */
function plain(source: string): string {
	return sourceSegments(source).join('/');
}
