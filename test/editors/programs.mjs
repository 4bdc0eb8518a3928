// Programs that the tests need: found, or installed from Debian, which is said.
import { spawn, spawnSync } from 'node:child_process';
import { Skipped } from './checks.mjs';

/** Whether a program is on the path. */
export function isInstalled(program) {
	return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}

/** Makes sure of a program; skips where it is not there and cannot be installed. */
export function needDebian(program, ...packages) {
	if (isInstalled(program)) return;
	if (!isInstalled('apt-get') || process.getuid?.() !== 0) {
		throw new Skipped(
			`${program} is not installed, and only root on Debian can install ${packages.join(' ')}`,
		);
	}
	console.log(`installing ${packages.join(' ')} with apt-get`);
	const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	spawnSync('apt-get', ['update'], options);
	const install = ['install', '-y', '--no-install-recommends', ...packages];
	if (spawnSync('apt-get', install, options).status !== 0) {
		throw new Skipped(`apt-get cannot install ${packages.join(' ')}`);
	}
}

/** Runs a program to its end, or kills it after `ms`; gives its exit code and output. */
export function run(program, values, { ms = 60_000, ...options } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, values, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
		const timer = setTimeout(() => child.kill('SIGKILL'), ms);
		let out = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', text => {
				out += text;
			});
		}
		child.on('error', reject);
		child.on('close', code => {
			clearTimeout(timer);
			resolve({ code, out });
		});
	});
}
