import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonProblems } from '../formats/readers.ts';
import { type Done, hasNode24, NODES, runAction } from './runner.ts';

const job = (id: string, more: object = {}) => ({
	id,
	run: { cmd: 'true', cpus: 0.1, mem: 32, disk: 0 },
	...more,
});
/** An error: the server refuses it. */
const wrong = (id: string) => ({ id, run: { cmd: 'true', cpus: 0.1, mem: -1, disk: 0 } });
const findingsOf = (done: Done) => JSON.parse(readFileSync(done.outputs['findings-file'] ?? '', 'utf8'));
const text = (commands: Done['errors']) => commands.map(command => command.data).join('\n');
/** A warning, and nothing else: the key is ignored by the server. */
const WARNED = `{ "id": "a", "id": "a", "run": { "cmd": "true", "cpus": 0.1, "mem": 32, "disk": 0 } }`;

describe.each(NODES)('the Action under %s', (_, node) => {
	describe.skipIf(node !== undefined && !hasNode24)('', () => {
		it('passes a repository without mistakes, and says so', async () => {
			const done = await runAction({ files: { 'jobs/a.json': job('a') }, ...(node ? { node } : {}) });
			expect(done).toMatchObject({ code: 0, errors: [], warnings: [], notices: [], defused: [] });
			expect(done.outputs).toMatchObject({ errors: '0', warnings: '0' });
			expect(done.summary).toContain('✅');
			expect(findingsOf(done)).toMatchObject({ version: 1, summary: { files: 1, jobs: 1 }, findings: [] });
		});

		it('fails for an error, and shows it on its line', async () => {
			const files = { 'jobs/a.json': wrong('a'), 'jobs/b.json': job('b') };
			const done = await runAction({ files, ...(node ? { node } : {}) });
			expect(done.code).toBe(1);
			expect(done.outputs).toMatchObject({ errors: '1', warnings: '0' });
			const [first, last] = done.errors;
			const line = JSON.stringify(files['jobs/a.json'], null, 2)
				.split('\n')
				.findIndex(at => at.includes('"mem"'));
			expect(first?.properties).toMatchObject({ file: 'jobs/a.json', line: String(line + 1) });
			expect(last).toEqual({ name: 'error', properties: {}, data: '1 error in 2 job files.' });
			expect(done.summary).toContain('`jobs/a.json`');
		});
	});
});

describe('what fails the step', () => {
	it.each([
		['error', wrong('a'), 1],
		['error', WARNED, 0],
		['warning', WARNED, 1],
		['warning', job('a'), 0],
		['never', wrong('a'), 0],
	])('fail-on %s, %o: %i', async (failOn, content, code) => {
		const done = await runAction({ files: { 'a.json': content }, inputs: { 'fail-on': failOn } });
		expect(done.code).toBe(code);
		if (content === WARNED) expect(done.outputs).toMatchObject({ errors: '0', warnings: '1' });
	});

	it('a repository without jobs does, whatever fail-on says', async () => {
		const done = await runAction({
			files: { 'package.json': { name: 'x' } },
			inputs: { 'fail-on': 'never' },
		});
		expect(done.code).toBe(1);
		expect(text(done.errors)).toContain('No job definitions were found');
		expect(done.outputs).toMatchObject({ errors: '0' });
	});

	it.each([
		['[]', 1],
		[' [ ] \n', 1],
		['', 1],
		['{ "cron": "* * * * *" }', 1],
		['{ "id": "nightly", "cron": "0 3 * * *" }', 0],
	])('a file that defines nothing does: %j', async (content, code) => {
		const done = await runAction({ files: { 'jobs/a.json': content }, inputs: { paths: 'jobs/*.json' } });
		expect(done.code).toBe(code);
		if (content.includes('[')) expect(text(done.errors)).toContain('No job definitions were found');
	});

	it('an empty list beside a job is a list like any other', async () => {
		const files = { 'a.json': '[]', 'b.json': job('b') };
		expect(await runAction({ files, inputs: { paths: '*.json' } })).toMatchObject({ code: 0, errors: [] });
	});

	it('a path that is not there does, and the rest is judged', async () => {
		const done = await runAction({
			files: { 'a.json': wrong('a') },
			inputs: { paths: 'a.json\nnone.json', 'fail-on': 'never' },
		});
		expect(done.code).toBe(1);
		expect(done.errors[0]?.data).toContain('none.json');
		expect(done.outputs).toMatchObject({ errors: '1' });
	});

	it('a mistake in the config does, with its place', async () => {
		const files = { 'metronome-jobs.json': { rules: { 'no-such-rule': 'off' } }, 'a.json': job('a') };
		const done = await runAction({ files, inputs: { 'fail-on': 'never' } });
		expect(done.code).toBe(1);
		expect(done.errors[0]?.data).toContain('metronome-jobs.json');
		expect([...done.errors, ...done.warnings].map(command => command.properties['file'])).toContain(
			'metronome-jobs.json',
		);
	});

	it('a config or a target that is not there does', async () => {
		const files = { 'a.json': job('a') };
		expect(text((await runAction({ files, inputs: { config: 'none.json' } })).errors)).toContain('none.json');
		const done = await runAction({ files, inputs: { target: 'prod' } });
		expect(done.code).toBe(1);
		expect(text(done.errors)).toContain('prod');
	});

	it('wrong inputs do, each with its own message, and nothing is judged', async () => {
		const inputs = {
			mode: 'apply',
			'fail-on': 'sometimes',
			annotations: 'ALL',
			'changed-only': 'yes',
			suggestions: '1',
			'working-directory': 'none',
			config: 'a\nb',
		};
		const done = await runAction({ files: { 'a.json': wrong('a') }, inputs });
		expect(done.code).toBe(1);
		expect(done.errors).toHaveLength(Object.keys(inputs).length);
		for (const name of Object.keys(inputs)) expect(text(done.errors)).toContain(`Input '${name}'`);
		expect(done.outputs).toEqual({});
	});
});

describe('paths', () => {
	const files = { 'team/jobs/a.json': wrong('a'), 'other/b.json': wrong('b') };

	it('are those of the workspace on annotations, in SARIF and in the summary, whatever the working directory', async () => {
		const inputs = { 'working-directory': 'team', paths: 'jobs', 'sarif-file': 'out/findings.sarif' };
		const done = await runAction({ files, inputs });
		expect(done.outputs).toMatchObject({ errors: '1' });
		const [annotation] = done.errors;
		expect(existsSync(join(done.workspace, annotation?.properties['file'] ?? 'none'))).toBe(true);
		expect(done.summary).toContain('`team/jobs/a.json`');
		expect(findingsOf(done).findings[0].file).toBe('jobs/a.json');
		const sarif = readFileSync(join(done.workspace, 'team/out/findings.sarif'), 'utf8');
		expect(jsonProblems(sarif, 'sarif-2.1.0-rtm.5.json')).toEqual([]);
		const [{ locations }] = JSON.parse(sarif).runs[0].results;
		expect(locations[0].physicalLocation.artifactLocation.uri).toBe('team/jobs/a.json');
		expect(locations[0].physicalLocation.region.snippet.text).toContain('-1');
	});

	it('are found above the working directory too', async () => {
		const done = await runAction({
			files,
			inputs: { 'working-directory': 'team', paths: '../other/b.json' },
		});
		expect(done.errors[0]?.properties).toMatchObject({ file: 'other/b.json' });
	});

	it('may stand on lines that end as on Windows', async () => {
		const done = await runAction({ files, inputs: { paths: '  team/jobs/a.json\r\n\r\nother/*.json\r\n' } });
		expect(done.outputs).toMatchObject({ errors: '2' });
	});
});

describe('what is shown', () => {
	it('is no annotation where none are wanted; the log has it all', async () => {
		const done = await runAction({ files: { 'a.json': wrong('a') }, inputs: { annotations: 'none' } });
		expect(done.errors.map(command => command.properties)).toEqual([{}]);
		expect(done.code).toBe(1);
		expect(done.lines.join('\n')).toContain('a.json:');
	});

	it('is a summary within the budget and ten annotations of a level, for 1,000 findings', async () => {
		// Messages so long that all of them would be more than GitHub takes.
		const jobs = Array.from({ length: 1000 }, (_, n) => ({ ...wrong(`job-${n}`), ['x'.repeat(900)]: n }));
		const files = { 'z.json': jobs, 'a.json': WARNED };
		const done = await runAction({ files });
		expect(Number(done.outputs['errors'])).toBeGreaterThanOrEqual(1000);
		expect(done.errors.filter(command => 'file' in command.properties)).toHaveLength(10);
		expect(done.text.indexOf('::error ')).toBeLessThan(done.text.indexOf('::warning '));
		const total = Number(done.outputs['errors']) + Number(done.outputs['warnings']);
		expect(done.lines.join('\n')).toContain(`${total - 11} more findings are not annotated`);
		expect(Buffer.byteLength(done.summary)).toBeLessThanOrEqual(500_000);
		expect(done.summary).toContain('left out for length');
		for (const { data } of done.errors) expect(data.length).toBeLessThanOrEqual(4096);
		expect((await runAction({ files })).errors).toEqual(done.errors);
	});

	it('does not depend on a summary that cannot be written', async () => {
		const done = await runAction({ files: { 'a.json': job('a') }, readOnlySummary: true });
		expect(done).toMatchObject({ code: 0, errors: [], summary: '' });
		expect(text(done.warnings)).toContain('The job summary could not be written');
		expect(done.outputs).toMatchObject({ errors: '0' });
	});

	it('is the trouble with a SARIF file that cannot be written, after everything else', async () => {
		const done = await runAction({ files: { 'a.json': job('a') }, inputs: { 'sarif-file': 'a.json/x' } });
		expect(done.code).toBe(1);
		expect(text(done.errors)).toContain("'sarif-file' could not be written");
		expect(done.outputs).toMatchObject({ errors: '0' });
	});
});
