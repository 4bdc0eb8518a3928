import { hasBase62Checksum, hasHexChecksum } from '../checksum.ts';
import { type PrefixedToken, token } from './token.ts';

/** Tokens of source hosts and package registries. Sources: see `token.ts`. */
export const CODE_TOKENS: readonly PrefixedToken[] = [
	token('github-token', 'a GitHub app token', 'ghs_', /\d{1,20}_eyJ[\w-]{10,}(?:\.[\w-]+){1,2}/y, {
		structured: true,
	}),
	token('github-token', 'a GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', /[0-9A-Za-z]{36,}/y, {
		checksum: hasBase62Checksum,
	}),
	token('github-token', 'a GitHub personal access token', 'github_pat_', /\w{60,}/y),
	token(
		'gitlab-token',
		'a GitLab token',
		'glpat- gldt- glrt- glrtr- glft- glcbt- glptt- glimt- glsoat- glffct- glagent- gloas- glwt-',
		/[\w-]{20,}(?:\.[\w-]{2,16}){0,2}/y,
	),
	token('gitlab-token', 'a GitLab runner registration token', 'GR1348941', /[\w-]{20,}/y),
	token('gitlab-token', 'a GitLab session', '_gitlab_session=', /[0-9a-fA-F]{32}/y),
	token('bitbucket-token', 'a Bitbucket app password', 'ATBB', /[0-9A-Za-z]{24}[0-9A-F]{8}/y, {
		checksum: hasHexChecksum,
	}),
	token('bitbucket-token', 'a Bitbucket access token', 'BBDC-', /[\w/+-]{40,}/y),
	token('atlassian-token', 'an Atlassian token', 'ATATT3 ATCTT3', /[\w-]{80,}(?:(?:=|%3[dD])[0-9A-F]{8})?/y),
	token('npm-token', 'an npm token', 'npm_', /[0-9A-Za-z]{36}/y, { checksum: hasBase62Checksum }),
	token('pypi-token', 'a PyPI token', 'pypi-', /[\w-]{50,}/y),
	token('rubygems-token', 'a RubyGems key', 'rubygems_', /[0-9a-f]{48}/y),
	token('nuget-token', 'a NuGet key', 'oy2', /[0-9a-z]{43}/y),
	token('clojars-token', 'a Clojars deploy token', 'CLOJARS_', /[0-9a-zA-Z]{60}/y),
	token('docker-token', 'a Docker Hub token', 'dckr_pat_ dckr_oat_', /[\w-]{27,}/y),
	token('docker-swarm-token', 'a Docker Swarm join token', 'SWMTKN-1-', /[0-9a-z]{50}-[0-9a-z]{25}/y),
	token('docker-swarm-token', 'a Docker Swarm unlock key', 'SWMKEY-1-', /[0-9A-Za-z+/]{43}/y),
	token('jfrog-token', 'an Artifactory key', 'AKCp', /[0-9A-Za-z]{60,}/y),
	token('jfrog-token', 'an Artifactory reference token', 'cmVmdGtuO', /[\w-]{50,}/y),
	token(
		'sourcegraph-token',
		'a Sourcegraph token',
		'sgp_',
		/(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}/y,
	),
	token('sourcegraph-token', 'a Sourcegraph key', 'slk_', /[0-9a-fA-F]{64}/y),
	token('dependency-track-token', 'a Dependency-Track key', 'odt_', /[0-9A-Za-z]{32,}/y),
];
