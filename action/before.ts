import { resolve } from 'node:path';
import { checkFiles } from '../files/check.ts';
import { decode } from '../files/decode.ts';
import { filesBefore } from '../files/git.ts';
import { type JobFile, loadJobFile } from '../files/job-file.ts';
import { absolutePath, displayPath } from '../files/paths.ts';
import type { Gathered, Project } from '../files/project.ts';
import type { CheckRequest } from '../files/result.ts';
import type { PullFile } from './github/pulls.ts';
import { removedText, textBefore } from './patch.ts';

/** Files as they were: a text, or undefined for one that was not there. By absolute path, with `/`. */
export type FilesBefore = ReadonlyMap<string, string | undefined>;

/**
 * The files of a pull request as they were before it, taken from its patches; undefined where one does not tell: GitHub
 * shows none of a long one, and one that is made for another text does not fit. `root`: of the repository.
 */
export function beforePull(
	files: readonly PullFile[],
	root: string,
	gathered: Gathered,
): FilesBefore | undefined {
	const jobFiles = new Map(gathered.projects.flatMap(partsOf).map(file => [file.path, file]));
	const before = new Map<string, string | undefined>();
	for (const { path, status, patch } of files) {
		const at = absolutePath(root, path);
		const file = jobFiles.get(at);
		if (file === undefined && status !== 'removed') continue;
		if (status === 'added') before.set(at, undefined);
		else if (status === 'removed') {
			if (!path.endsWith('.json')) continue;
			if (patch === undefined) return undefined;
			before.set(at, removedText(patch));
		} else if (patch !== undefined) {
			const text = file === undefined ? undefined : textBeforePatch(file, patch);
			if (text === undefined) return undefined;
			before.set(at, text);
		} else if (status !== 'renamed') return undefined;
	}
	return before;
}

function textBeforePatch(file: JobFile, patch: string): string | undefined {
	const loaded = loadJobFile(file);
	return loaded.kind === 'text' ? textBefore(patch, loaded.file.source) : undefined;
}

/** The files as a revision has them, that git knows to differ from it; undefined where git does not tell. */
export function beforeRevision(root: string, revision: string): FilesBefore | undefined {
	const files = filesBefore(root, revision);
	if (!files.ok) return undefined;
	return new Map([...files.value].map(([path, bytes]) => [path, bytes && decode(bytes)?.text]));
}

/**
 * How often each fingerprint is found where these files are as they were: what is found oftener now, the changes have
 * brought. It is judged like the request, with the same settings.
 */
export function fingerprintsBefore(
	request: CheckRequest,
	gathered: Gathered,
	before: FilesBefore,
): ReadonlyMap<string, number> {
	const found = checkFiles(request, { ...gathered, projects: projectsBefore(request, gathered, before) });
	const counts = new Map<string, number>();
	for (const { fingerprint } of found.findings) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
	return counts;
}

function projectsBefore({ cwd }: CheckRequest, { projects }: Gathered, before: FilesBefore): Project[] {
	const there = new Set(projects.flatMap(partsOf).map(({ path }) => path));
	const gone = [...before].flatMap(([path, text]): JobFile[] =>
		text === undefined || there.has(path)
			? []
			: [{ path, by: 'found', shown: displayPath(resolve(cwd), path), text }],
	);
	const asBefore = (file: JobFile): JobFile[] => {
		if (!before.has(file.path)) return [file];
		const text = before.get(file.path);
		return text === undefined ? [] : [{ ...file, text }];
	};
	return projects.map((project, n) => ({
		...project,
		reported: [...project.reported.flatMap(asBefore), ...(n === 0 ? gone : [])],
		others: project.others.flatMap(asBefore),
	}));
}

function partsOf({ reported, others }: Project): readonly JobFile[] {
	return [...reported, ...others];
}
