// Editors of Debian 13 on any Debian: its tree is made once in the cache folder, and commands run inside it.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './cache.mjs';
import { Skipped } from './checks.mjs';
import { needDebian, run } from './programs.mjs';
import { here, root } from './workspace.mjs';

const TREE = join(CACHE, 'debian-13');

/** What stands in the tree; another list makes another tree. */
const PACKAGES = ['hx', 'neovim', 'emacs-nox'];

const PATH = '/usr/local/bin:/usr/bin:/bin';
const TERMINAL = { LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor' };

/** Making it took 100 s where this was written. */
const LIMIT_MS = 300_000;

/**
 * The tree, made when it is not there, as a way to put a command inside: `inside(command, { folder, env, programs })` gives
 * the words that start `command` there, in `folder`, with `env` and nothing else of ours in its environment, and with the
 * folder `programs` first on its path. The tree sees the repository, this Node and both folders under the names they have here.
 */
export async function debian13() {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) {
		throw new Skipped('only root on Linux can make and enter a tree of Debian 13');
	}
	const mounts = await run('unshare', ['--mount', '--', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
	if (mounts.code !== 0) throw new Skipped(`this machine allows no mounts: ${mounts.out.trim()}`);
	if (!existsSync(join(TREE, 'complete'))) await make();
	const inside = (command, { folder, env = {}, programs }) => {
		const own = programs === undefined ? [] : [programs];
		const settings = Object.entries({ ...TERMINAL, PATH: [...own, PATH].join(':'), ...env });
		return [
			...['unshare', '--mount', '--', 'sh', join(here, 'inside.sh'), TREE],
			...[root, process.execPath, folder, ...own, '--'],
			...['env', '-i', '-C', folder, ...settings.map(([name, value]) => `${name}=${value}`)],
			...command,
		];
	};
	const [program, ...values] = inside([process.execPath, '--version'], { folder: here });
	const node = await run(program, values);
	if (node.code !== 0) throw new Skipped(`this Node does not run in Debian 13: ${node.out.slice(-300)}`);
	return inside;
}

async function make() {
	await needDebian('debootstrap', 'debootstrap');
	console.log(`  making a tree of Debian 13 with ${PACKAGES.join(', ')}`);
	const partial = `${TREE}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	const ends = Date.now() + LIMIT_MS;
	// Both with mounts of their own: what an interrupted one leaves is a plain folder.
	const step = async (...command) => {
		const { code, out } = await run('unshare', ['--mount', '--', ...command], { ms: ends - Date.now() });
		if (code !== 0) throw new Skipped(`no tree of Debian 13 could be made: ${out.slice(-500)}`);
	};
	await step('debootstrap', '--variant=minbase', '--components=main', 'trixie', partial);
	const install = `apt-get install -y --no-install-recommends ${PACKAGES.join(' ')} && apt-get clean`;
	const env = ['env', 'DEBIAN_FRONTEND=noninteractive'];
	await step('sh', join(here, 'inside.sh'), partial, '--', ...env, 'sh', '-c', install);
	writeFileSync(join(partial, 'complete'), `${PACKAGES.join(' ')}\n`);
	rmSync(TREE, { recursive: true, force: true });
	renameSync(partial, TREE);
}
