import {
	type Body,
	invalid,
	isBody,
	made,
	NOT_FOUND,
	numberIn,
	ok,
	pages,
	type Route,
	textIn,
} from './route.ts';
import type { Annotation, CheckRun } from './state.ts';

/** Annotations of one request, and lengths (OpenAPI description, checks/create; docs: Check runs). */
const MAX_ANNOTATIONS = 50;
const MAX_SUMMARY = 65_535;
const MAX_TITLE = 255;
const MAX_MESSAGE_BYTES = 64 * 1024;

export const CHECK_ROUTES: readonly Route[] = [
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/check-runs',
		needs: ['checks'],
		answer: ({ state, body, site }) => {
			const headSha = textIn(body, 'head_sha') ?? '';
			if (!state.commits.has(headSha)) return invalid(`No commit found for SHA: ${headSha}`);
			const run: CheckRun = {
				id: state.nextId(),
				name: textIn(body, 'name') ?? '',
				headSha,
				externalId: textIn(body, 'external_id'),
				status: 'queued',
				conclusion: undefined,
				title: undefined,
				summary: undefined,
				annotations: [],
			};
			const problem = change(run, body);
			if (problem !== undefined) return invalid(problem);
			state.checkRuns.push(run);
			return made(shownRun(run, site, state.repository));
		},
	},
	{
		method: 'PATCH',
		path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
		needs: ['checks'],
		answer: ({ state, params, body, site }) => {
			const run = state.checkRuns.find(({ id }) => String(id) === params['check_run_id']);
			if (run === undefined) return NOT_FOUND;
			const problem = change(run, body);
			return problem === undefined ? ok(shownRun(run, site, state.repository)) : invalid(problem);
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
		needs: ['checks'],
		answer: ({ state, params, site }) => {
			const run = state.checkRuns.find(({ id }) => String(id) === params['check_run_id']);
			return run === undefined ? NOT_FOUND : ok(shownRun(run, site, state.repository));
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
		needs: ['checks'],
		answer: ({ state, params, query, site }) => {
			const name = query.get('check_name');
			const runs = state.checkRuns.filter(
				run => run.headSha === params['ref'] && (name === null || run.name === name),
			);
			return pages(
				runs.map(run => shownRun(run, site, state.repository)),
				'check_runs',
			);
		},
	},
];

function shownRun(run: CheckRun, site: string, repository: string) {
	const { id, name, headSha, externalId, status, conclusion, title, summary, annotations } = run;
	return {
		id,
		name,
		head_sha: headSha,
		external_id: externalId ?? '',
		status,
		conclusion: conclusion ?? null,
		html_url: `${site}/${repository}/runs/${id}`,
		output: { title: title ?? null, summary: summary ?? null, annotations_count: annotations.length },
	};
}

/** Applies a body, or says why GitHub would not. Annotations are added to those that are there. */
function change(run: CheckRun, body: Body): string | undefined {
	const status = textIn(body, 'status') ?? run.status;
	const conclusion = textIn(body, 'conclusion') ?? run.conclusion;
	if (status === 'completed' && conclusion === undefined) return 'conclusion is missing';
	const output = isBody(body['output']) ? body['output'] : undefined;
	const added: Annotation[] = [];
	if (output !== undefined) {
		const summary = textIn(output, 'summary');
		if (summary === undefined) return 'output.summary is missing';
		if (summary.length > MAX_SUMMARY) return 'output.summary is too long (maximum is 65535 characters)';
		const given = Array.isArray(output['annotations']) ? output['annotations'] : [];
		if (given.length > MAX_ANNOTATIONS) return 'Only 50 annotations can be created at once';
		for (const item of given) {
			const problem = isBody(item) ? annotationProblem(item) : 'an annotation is no object';
			if (problem !== undefined) return problem;
			added.push(annotationFrom(item));
		}
		run.title = textIn(output, 'title') ?? run.title;
		run.summary = summary;
	}
	run.status = conclusion === undefined ? status : 'completed';
	run.conclusion = conclusion;
	run.annotations.push(...added);
	return undefined;
}

function annotationProblem(item: Body): string | undefined {
	const [start, end] = [numberIn(item, 'start_line') ?? 0, numberIn(item, 'end_line') ?? 0];
	const path = textIn(item, 'path') ?? '';
	const hasColumns = 'start_column' in item || 'end_column' in item;
	if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return 'path is invalid';
	if (start < 1 || end < start) return 'start_line or end_line is invalid';
	if (hasColumns && start !== end) return 'columns are only for annotations of one line';
	if (hasColumns && (numberIn(item, 'start_column') ?? 1) > (numberIn(item, 'end_column') ?? Infinity)) {
		return 'end_column stands before start_column';
	}
	if ((textIn(item, 'title') ?? '').length > MAX_TITLE)
		return 'title is too long (maximum is 255 characters)';
	const message = textIn(item, 'message') ?? '';
	return message === '' || Buffer.byteLength(message) > MAX_MESSAGE_BYTES ? 'message is invalid' : undefined;
}

function annotationFrom(item: Body): Annotation {
	const column = (key: 'start_column' | 'end_column') => numberIn(item, key);
	const [start_column, end_column] = [column('start_column'), column('end_column')];
	const title = textIn(item, 'title');
	return {
		path: textIn(item, 'path') ?? '',
		start_line: numberIn(item, 'start_line') ?? 0,
		end_line: numberIn(item, 'end_line') ?? 0,
		annotation_level: textIn(item, 'annotation_level') ?? '',
		message: textIn(item, 'message') ?? '',
		...(start_column === undefined ? {} : { start_column }),
		...(end_column === undefined ? {} : { end_column }),
		...(title === undefined ? {} : { title }),
	};
}
