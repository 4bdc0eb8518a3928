import type { JobSummary } from '../../core/jobset.ts';
import { spacesOfJob } from '../../core/secrets/spaces.ts';
import type { Analysis } from '../analysis.ts';
import { named } from './about-secret.ts';
import type { Markup } from './markup.ts';

/** More dependents than this are counted, not listed. */
const MAX_LISTED = 10;

/** Where a job is defined, what it waits for and what waits for it; `jobs`: all that are judged together. */
export function aboutJob(
	id: string,
	jobs: readonly JobSummary[],
	{ project }: Analysis,
	markup: Markup,
): readonly string[] {
	const same = jobs.filter(job => job.id?.value === id);
	const job = same[0];
	const title = markup.bold(`Job ${named(id, markup)}`);
	const paragraphs = [`${title}: ${whereText(same, project.target.knownJobs.has(id), markup)}`];
	const facts = [job?.hasSchedules === true ? 'runs by itself' : undefined, waitsText(job, markup)];
	const known = facts.filter(fact => fact !== undefined);
	if (known.length > 0) paragraphs.push(known.join('; '));
	const dependents = jobs.filter(({ dependencies }) => dependencies.some(({ value }) => value === id));
	const names = dependents.map(dependent => named(dependent.id?.value ?? dependent.file, markup));
	if (names.length > 0) paragraphs.push(`Wanted by ${shortened(names)}`);
	if (project.target.dialect === 'dcos') {
		const spaces = spacesOfJob(id).filter(space => space !== '');
		paragraphs.push(
			`May read the secrets of ${spaces.map(space => markup.code(space)).join(', ')} and those without a slash`,
		);
	}
	return paragraphs;
}

function whereText(same: readonly JobSummary[], isKnown: boolean, markup: Markup): string {
	if (same.length > 0)
		return `defined in ${[...new Set(same.map(({ file }) => markup.code(file)))].join(', ')}`;
	return isKnown ? 'known to exist at the target' : 'no file here defines it';
}

function waitsText(job: JobSummary | undefined, markup: Markup): string | undefined {
	const names = job?.dependencies.map(({ value }) => named(value, markup)) ?? [];
	return names.length === 0 ? undefined : `waits for ${shortened(names)}`;
}

function shortened(names: readonly string[]): string {
	const more = names.length - MAX_LISTED;
	return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
