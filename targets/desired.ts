import { ANY_FILES, scopeMatcher } from '../core/glob.ts';
import { pointerOf } from '../core/json.ts';
import type { PatchedText } from '../core/patch/patched.ts';
import { truePlace } from '../core/patch/relocate.ts';
import type { FileContext } from '../core/rule.ts';
import type { Settings } from '../core/settings.ts';
import { storedJob, storedSchedule } from '../core/stored.ts';
import { DEFAULT_TARGET, type Target } from '../core/target.ts';
import type { Version } from '../core/version.ts';
import type { DesiredJob } from '../deploy/plan-options.ts';
import { checkFiles } from '../files/check.ts';
import { gatherProjects, type Project } from '../files/project.ts';
import type { CheckRequest, CheckResult } from '../files/result.ts';
import { type Visited, visitJobFiles } from '../files/visit.ts';
import type { DesiredRefusal } from './refusal.ts';
import { unresolvedVariables } from './unresolved.ts';

/** What the files want of a cluster. */
export interface Desired {
	readonly jobs: readonly DesiredJob[];
	/** Every job of the target is among them: one that is not is really gone. */
	readonly complete: boolean;
	/** The files as `check` judges them. Its troubles and findings are to be shown. */
	readonly checked: CheckResult;
	/** Not empty: nothing may be written. */
	readonly refusals: readonly DesiredRefusal[];
	/** Of the settings, for a server that does not tell its own. */
	readonly version: Version;
	readonly sourceState: Target['sourceState'];
}

export interface DesiredOptions {
	/** Errors found by the check do not refuse. */
	readonly allowFindings?: boolean;
}

/**
 * Checks the files of a request and gives the jobs in them as the server would keep them, for the request's target and
 * with the values that its `env` has for variables. A file that cannot be read or has a mistake of syntax gives
 * no job, and makes the rest incomplete.
 */
export function desiredJobs(request: CheckRequest, options: DesiredOptions = {}): Desired {
	const gathered = gatherProjects(request);
	const checked = checkFiles(request, gathered);
	const reader = new DesiredReader(request.target);
	const { projects } = gathered;
	visitJobFiles(request, (...visited) => reader.read(...visited), gathered);
	const refusals = [...severalConfigs(projects), ...errorsFound(checked, options), ...reader.refusals];
	return {
		jobs: reader.jobs,
		complete: reader.complete && projects.every(isEverything) && checked.troubles.length === 0,
		checked,
		refusals,
		version: projects[0]?.target.version ?? DEFAULT_TARGET.version,
		sourceState: projects[0]?.target.sourceState,
	};
}

/** The config that counts for the target is one; a second one may mean another cluster by the same name. */
function severalConfigs(projects: readonly Project[]): readonly DesiredRefusal[] {
	const used = projects.filter(({ reported }) => reported.length > 0);
	if (used.length < 2) return [];
	const names = used.map(({ config }) => config?.shown ?? 'none');
	const message = `The files belong to ${used.length} configs (${names.join(', ')}). Take those of one at a time.`;
	return [refusal('several-configs', message)];
}

function errorsFound({ summary }: CheckResult, { allowFindings }: DesiredOptions): readonly DesiredRefusal[] {
	const { errors } = summary;
	if (errors === 0 || allowFindings === true) return [];
	const what = errors === 1 ? 'There is an error in the files' : `There are ${errors} errors in the files`;
	return [refusal('findings', `${what}: nothing is written while it is there.`)];
}

/** The settings name all job files, and none of them was left out. */
function isEverything({ complete, others }: Project): boolean {
	return complete && others.length === 0;
}

function refusal(kind: DesiredRefusal['kind'], message: string): DesiredRefusal {
	return { kind, file: null, pointer: null, span: null, message };
}

class DesiredReader {
	readonly jobs: DesiredJob[] = [];
	readonly refusals: DesiredRefusal[] = [];
	complete = true;
	private readonly target: string | undefined;

	constructor(target: string | undefined) {
		this.target = target;
	}

	read(context: FileContext, { project: { settings }, file: { path }, patched }: Visited): void {
		const { document, units } = context;
		if (document.problems.length > 0) {
			this.complete = false;
			return;
		}
		const declared = settings.targets.get(this.target ?? '')?.variables ?? new Map();
		const refusals = [...unresolvedVariables(context, declared), ...loneSchedules(context)];
		this.refusals.push(...refusals.map(one => (patched === undefined ? one : relocated(one, patched))));
		for (const unit of units) {
			if (unit.kind !== 'job') continue;
			const job = { ...storedJob(unit.node), schedules: unit.job.schedules.map(storedSchedule) };
			this.jobs.push({ file: context.file ?? '', job, ignored: ignoredIn(settings, path, job.id) });
		}
	}
}

function loneSchedules({ file, units }: FileContext): readonly DesiredRefusal[] {
	const message =
		'Nothing says which job this schedule is for: put it into the job, or write {"job": …, "schedule": …}.';
	return units.flatMap(({ kind, node, job }): readonly DesiredRefusal[] => {
		const { start, end } = node;
		if (kind === 'job' || job !== undefined) return [];
		return [{ kind: 'lone-schedule', file, pointer: pointerOf(node), span: { start, end }, message }];
	});
}

/** A refusal in a patched text, where it really is. */
function relocated(refusal: DesiredRefusal, patched: PatchedText): DesiredRefusal {
	const { file, pointer, span } = truePlace(patched, refusal.pointer, refusal.span);
	return { ...refusal, file: file ?? refusal.file, pointer, span };
}

/** The pointers of `ignoreChanges` that are for this job of this file. */
function ignoredIn(settings: Settings, path: string, id: string): readonly string[] {
	const own = settings.ignoreChanges.filter(
		({ files, job }) =>
			(job === undefined || job === id) && (files === undefined || scopeMatcher(files, ANY_FILES)(path)),
	);
	return [...new Set(own.flatMap(({ pointers }) => pointers))];
}
