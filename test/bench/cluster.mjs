import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCleanJobs } from './jobs.mjs';

const JOBS = 1000;
const PATIENCE_MS = 60_000;

/**
 * Deploys 1,000 new jobs to an emulator in a process of its own with the built command, then plans them again, when
 * nothing has changed. Gives wall clocks of whole processes, in ms.
 */
export async function deployAndPlan(folder, cli) {
	const jobs = join(folder, 'cluster');
	writeCleanJobs(join(jobs, 'jobs'), JOBS);
	writeFileSync(join(jobs, 'metronome-jobs.json'), '{ "jobs": ["jobs/*.json"] }\n');
	mkdirSync(join(folder, 'state'));
	const emulator = spawn(process.execPath, [cli, 'emulator', '--port', '0'], {
		stdio: ['ignore', 'pipe', 'ignore'],
		env: plain({}),
	});
	const ended = new Promise(resolve => emulator.once('close', resolve));
	try {
		const env = plain({
			METRONOME_JOBS_EMULATOR_URL: await addressOf(emulator, ended),
			XDG_STATE_HOME: join(folder, 'state'),
		});
		const run = args => timed([cli, ...args, '--target', 'emulator', '--owner', 'bench'], jobs, env);
		const deploy = await run(['deploy', '--yes']);
		if (!deploy.out.includes(`${JOBS}`)) throw new Error(`not ${JOBS} jobs:\n${deploy.out.slice(-500)}`);
		const plan = await run(['plan']);
		if (!plan.out.includes('No changes'))
			throw new Error(`the plan is not empty:\n${plan.out.slice(0, 500)}`);
		return { deploy: deploy.wall, plan: plan.wall };
	} finally {
		emulator.kill('SIGTERM');
		await ended;
	}
}

/** Without what the shell that runs the bench may say about secrets and colours. */
function plain(more) {
	const { METRONOME_FEATURES_ENABLE: _, ...env } = process.env;
	return { ...env, NO_COLOR: '1', ...more };
}

/** The address in the first lines that the command prints. */
async function addressOf(child, ended) {
	let out = '';
	const told = new Promise(resolve => {
		child.stdout.setEncoding('utf8').on('data', part => {
			out += part;
			const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(out) ?? [];
			if (address !== undefined) resolve(address);
		});
	});
	const failed = text => Promise.reject(new Error(`the emulator ${text}: ${out}`));
	const late = new AbortController();
	try {
		return await Promise.race([
			told,
			ended.then(code => failed(`ended with ${code}`)),
			sleep(PATIENCE_MS, undefined, { signal: late.signal }).then(() => failed('did not start')),
		]);
	} finally {
		late.abort();
	}
}

function timed(args, cwd, env) {
	return new Promise((resolve, reject) => {
		const start = performance.now();
		const child = spawn(process.execPath, args, {
			cwd,
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: PATIENCE_MS,
		});
		let out = '';
		let err = '';
		child.stdout.setEncoding('utf8').on('data', part => {
			out += part;
		});
		child.stderr.setEncoding('utf8').on('data', part => {
			err += part;
		});
		child.once('close', code => {
			if (code === 0) resolve({ wall: performance.now() - start, out });
			else
				reject(
					new Error(`exit ${code}: ${args.slice(1).join(' ')}\n${err.slice(0, 2000)}${out.slice(0, 2000)}`),
				);
		});
	});
}
