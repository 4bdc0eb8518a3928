// Programs that the tests need: found, or installed from Debian, which is said; and none outlives the run.
import { spawn, spawnSync } from 'node:child_process';
import { Skipped } from './checks.mjs';

/** Process groups that were started here and have not ended. */
const groups = new Set();

process.on('exit', () => groups.forEach(end));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Starts a program as the leader of a group of its own, which ends with this process at the latest. */
export function start(program, values, options) {
	const child = spawn(program, values, { ...options, detached: true });
	if (child.pid !== undefined) {
		groups.add(child.pid);
		child.on('close', () => groups.delete(child.pid));
	}
	return child;
}

/** Ends a group that was started here. */
export function end(group) {
	try {
		process.kill(-group, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

/** Whether a program is on the path. */
export function isInstalled(program) {
	return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}

/** How long apt-get may take for one answer of ours, in ms. */
const APT_MS = 180_000;

let isUpToDate = false;

/** Makes sure of a program; skips where it is not there and cannot be installed. */
export async function needDebian(program, ...packages) {
	if (isInstalled(program)) return;
	if (!isInstalled('apt-get') || process.getuid?.() !== 0) {
		throw new Skipped(
			`${program} is not installed, and only root on Debian can install ${packages.join(' ')}`,
		);
	}
	console.log(`  installing ${packages.join(' ')} with apt-get`);
	const options = { ms: APT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	if (!isUpToDate) await run('apt-get', ['update'], options);
	isUpToDate = true;
	const install = ['install', '-y', '--no-install-recommends', ...packages];
	const { code, out } = await run('apt-get', install, options);
	if (code !== 0) throw new Skipped(`apt-get cannot install ${packages.join(' ')}: ${out.slice(-300)}`);
}

/** Runs a program to its end, or kills it after `ms`; gives its exit code and output. */
export function run(program, values, { ms = 60_000, ...options } = {}) {
	return new Promise((resolve, reject) => {
		const child = start(program, values, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
		const timer = setTimeout(() => end(child.pid), ms);
		let out = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', text => {
				out += text;
			});
		}
		child.on('error', error => {
			clearTimeout(timer);
			reject(error);
		});
		child.on('close', code => {
			clearTimeout(timer);
			resolve({ code, out });
		});
	});
}
