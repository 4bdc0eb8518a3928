// The language server's bundles, as build.mjs and the tests make them.
import { parts, shared } from './bundle-options.mjs';
import { withoutRuleDocs } from './without-rule-docs.mjs';

const inParts = parts('server', 'server/node.ts');

/** @type {import('esbuild').BuildOptions} */
export const server = { ...inParts, plugins: [...(inParts.plugins ?? []), withoutRuleDocs()] };

/**
 * For a web worker: one classic script, for not every editor starts workers that are modules.
 * @type {import('esbuild').BuildOptions}
 */
export const browserServer = {
	...shared,
	platform: 'browser',
	format: 'iife',
	target: 'es2022',
	entryPoints: { 'server-browser': 'server/browser.ts' },
	plugins: [withoutRuleDocs()],
};
