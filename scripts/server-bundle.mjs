// The language server's bundle, as build.mjs and its tests make it.
import { parts } from './bundle-options.mjs';
import { withoutRuleDocs } from './without-rule-docs.mjs';

/** @type {import('esbuild').BuildOptions} */
export const server = { ...parts('server', 'server/node.ts'), plugins: [withoutRuleDocs()] };
