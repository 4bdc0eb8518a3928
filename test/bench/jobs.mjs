import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `count` job files made of real ones with new ids: those of the corpus where it is there, of examples/ elsewhere.
 * Only objects with an id and a run are taken, so that a schema alone can be run over them as well.
 */
export function writeJobs(folder, count, root) {
	const corpus = process.env.METRONOME_JOBS_CORPUS ?? join(root, '../shared/corpus');
	const source = existsSync(join(corpus, 'jobs')) ? join(corpus, 'jobs') : join(root, 'examples/jobs');
	const jobs = readdirSync(source, { recursive: true })
		.filter(name => name.endsWith('.json'))
		.sort()
		.map(name => parse(readFileSync(join(source, name), 'utf8')))
		.filter(job => typeof job?.id === 'string' && typeof job.run === 'object');
	mkdirSync(folder, { recursive: true });
	for (let i = 0; i < count; i++) {
		const job = { ...jobs[i % jobs.length], id: `bench.job-${i}` };
		writeFileSync(join(folder, `job-${i}.json`), `${JSON.stringify(job, null, 2)}\n`);
	}
	return source;
}

/** Job files of which every one can be deployed: a schedule, variables and labels, as most jobs have. */
export function writeCleanJobs(folder, count) {
	mkdirSync(folder, { recursive: true });
	for (let i = 0; i < count; i++) {
		const run = { cpus: 0.1, mem: 64, disk: 0, cmd: `./run --part ${i}`, env: { LEVEL: 'info' } };
		const schedules = [{ id: 'nightly', cron: `${i % 60} 3 * * *`, timezone: 'UTC' }];
		const job = { id: `bench.job-${i}`, labels: { team: 'bench' }, run, schedules };
		writeFileSync(join(folder, `job-${i}.json`), `${JSON.stringify(job, null, 2)}\n`);
	}
}

/** A job of about one MiB: thousands of variables, about a thousand secret references. */
export function bigJob() {
	const env = {};
	const secrets = {};
	for (let i = 0; i < 3000; i++) env[`VARIABLE_${i}`] = `value number ${i} ${'x'.repeat(180)}`;
	for (let i = 0; i < 1000; i++) {
		env[`SECRET_${i}`] = { secret: `alias-${i}` };
		secrets[`alias-${i}`] = { source: `bench/secret-${i}` };
	}
	const labels = {};
	for (let i = 0; i < 3000; i++) labels[`label-${i}`] = `text ${i} ${'y'.repeat(40)}`;
	const run = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', env, secrets };
	return `${JSON.stringify({ id: 'bench.big', labels, run }, null, 2)}\n`;
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
