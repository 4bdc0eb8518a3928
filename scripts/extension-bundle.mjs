// The VS Code extension's files, in extension/dist (ignored): the client for both hosts, the server for both, and the
// command line that the client starts with VS Code's own runtime.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licenses, packagesIn } from './action-bundle.mjs';
import { launcher, node, parts, root, shared } from './bundle-options.mjs';
import { browserServer } from './server-bundle.mjs';
import { withoutRuleDocs } from './without-rule-docs.mjs';

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

const inParts = parts('part', 'cli/main.ts');

/**
 * The command and the server share what both need: twice it would be too much for one package. The editor never asks the
 * command to explain a rule.
 * @type {import('esbuild').BuildOptions}
 */
const programs = {
	...inParts,
	entryPoints: { main: 'cli/main.ts', server: 'server/node.ts' },
	plugins: [...(inParts.plugins ?? []), withoutRuleDocs()],
};

/** Fills extension/dist. */
export async function extensionBundle() {
	const outdir = 'extension/dist';
	const folder = join(root, outdir);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const all = [nodeClient, browserClient, browserServer, programs, launcher('')];
	const built = await Promise.all(all.map(options => build({ ...options, metafile: true, outdir })));
	copyFileSync(join(root, 'schemas/config.schema.json'), join(folder, 'config.schema.json'));
	const packages = new Set(built.flatMap(({ metafile }) => [...packagesIn(metafile).keys()]));
	writeFileSync(join(folder, 'licenses.txt'), licenses(packages, 'this folder'));
}
