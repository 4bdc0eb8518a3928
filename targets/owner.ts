import type { Environment } from '../core/settings-target.ts';
import { originUrl } from '../files/git.ts';

/**
 * Who deploys, as the owner label says it, such as `team/repository`: what is given, or the repository that the files
 * are in. Undefined where nobody can tell.
 */
export function ownerOf(cwd: string, env: Environment, given: string | undefined): string | undefined {
	if (given !== undefined) return given;
	// Of the runner (facts: actions-and-deploy §4).
	const repository = env['GITHUB_REPOSITORY'];
	if (repository !== undefined && repository !== '') return repository;
	const url = originUrl(cwd);
	return url === undefined ? undefined : repositoryOf(url);
}

/** `team/repository` of `https://host/team/repository.git` and of `git@host:team/repository.git`. */
export function repositoryOf(url: string): string | undefined {
	const path = URL.canParse(url) ? new URL(url).pathname : /^[^/]+:(?!\/\/)(.+)$/.exec(url)?.[1];
	const names = (path ?? '')
		.replace(/\/+$/, '')
		.replace(/\.git$/, '')
		.split('/')
		.filter(name => name !== '');
	return names.length < 2 ? undefined : names.slice(-2).join('/');
}
