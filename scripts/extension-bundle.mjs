// The VS Code extension's files, in extension/dist (ignored): the client for both hosts, the server for both, and the
// command line that the client starts with VS Code's own runtime.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { licenses, packagesIn } from './action-bundle.mjs';
import { node, root, shared } from './bundle-options.mjs';
import { browserServer } from './server-bundle.mjs';

/** @type {import('esbuild').BuildOptions} */
export const nodeClient = {
	...node,
	external: ['vscode'],
	entryPoints: { client: 'extension/src/node.ts' },
	outExtension: { '.js': '.cjs' },
};

/**
 * The host of a web editor loads CommonJS as well.
 * @type {import('esbuild').BuildOptions}
 */
export const browserClient = {
	...shared,
	platform: 'browser',
	format: 'cjs',
	target: 'es2022',
	external: ['vscode'],
	entryPoints: { 'client-browser': 'extension/src/browser.ts' },
};

/** What of dist/ the extension carries: everything but the library. */
const CARRIED = /^(?:cli\.cjs|(?:main|server)(?:-\w+)?\.mjs)$/;

/** Fills extension/dist. `built`: what has just been built into dist/. */
export async function extensionBundle(built) {
	const outdir = 'extension/dist';
	const folder = join(root, outdir);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const own = await Promise.all(
		[nodeClient, browserClient, browserServer].map(options => build({ ...options, metafile: true, outdir })),
	);
	for (const path of built.flatMap(({ metafile }) => Object.keys(metafile.outputs))) {
		if (CARRIED.test(basename(path))) copyFileSync(join(root, path), join(folder, basename(path)));
	}
	copyFileSync(join(root, 'schemas/config.schema.json'), join(folder, 'config.schema.json'));
	const packages = new Set([...built, ...own].flatMap(({ metafile }) => [...packagesIn(metafile).keys()]));
	writeFileSync(join(folder, 'licenses.txt'), licenses(packages, 'this folder'));
}
