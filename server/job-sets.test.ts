import { expect, it } from 'vitest';
import { SourceText } from '../core/text.ts';
import { JobSets } from './job-sets.ts';
import { type Project, plainProject, projectOf } from './project.ts';
import type { Pause, Runtime } from './runtime.ts';

const root = 'file:///jobs/';
const files = new Map(
	Array.from({ length: 40 }, (_, at) => {
		// Some depend on a job that is not there, and some have an id twice.
		const dependencies = at % 5 === 0 ? [{ id: 'nobody' }] : [{ id: `job-${at - 1}` }];
		const job = {
			id: `job-${at % 7 === 0 ? 1 : at}`,
			dependencies,
			run: { cmd: 'x', cpus: 1, mem: 32, disk: 0 },
		};
		return [`${root}${at}.json`, JSON.stringify(job)];
	}),
);

const project: Project = projectOf({
	...plainProject(root),
	pathOf: name => `/jobs/${name}`,
	settings: { ...plainProject(root).settings, jobs: { base: '/jobs', patterns: ['*.json'] } },
});

function setsThat(pause: Pause, isCurrent: () => boolean = () => true) {
	const read: string[] = [];
	const runtime: Runtime = {
		version: '1',
		now: () => 0,
		after: () => () => {},
		yield: () => Promise.resolve(),
		exit: () => {},
		readFile: async uri => {
			read.push(uri);
			const text = files.get(uri);
			return text === undefined ? undefined : new SourceText(text);
		},
		listJobFiles: async () => [...files.keys()],
	};
	const sets = new JobSets(runtime, 'utf-16', { of: async () => project, isCurrent }, pause);
	return { sets, read };
}

function shown(sets: JobSets): unknown {
	const view = sets.view(project, []);
	const names = [...view.index.summaries].map(({ file }) => file);
	return names.map(name => [
		name,
		view.findingsOf(name).map(({ code, span, message }) => [code, span, message]),
	]);
}

it('finds the same in many slices as in one piece', async () => {
	const whole = setsThat(() => undefined);
	const sliced = setsThat(() => new Promise(resolve => setImmediate(resolve)));
	expect(await whole.sets.index(project)).toBe(true);
	expect(await sliced.sets.index(project)).toBe(true);
	const expected = shown(whole.sets);
	expect(JSON.stringify(expected)).toContain('dependency-unknown');
	expect(JSON.stringify(expected)).toContain('duplicate-job-id');
	expect(shown(sliced.sets)).toEqual(expected);
});

it('reads no further once its project is loaded anew', async () => {
	const { sets, read } = setsThat(
		() => undefined,
		() => read.length < 5,
	);
	expect(await sets.index(project)).toBe(false);
	expect(read).toHaveLength(5);
});

it('reads again only what is of the project, and lets others in meanwhile', async () => {
	let pauses = 0;
	const { sets, read } = setsThat(() => {
		pauses++;
		return undefined;
	});
	const uris = [`${root}1.json`, `${root}package.txt`, `${root}2.json`];
	expect(await sets.reread(project, uris, new Set())).toBe(true);
	expect(read).toEqual([`${root}1.json`, `${root}2.json`]);
	expect(pauses).toBe(3);
	expect(await sets.reread(project, [`${root}package.txt`], new Set())).toBe(false);
});
