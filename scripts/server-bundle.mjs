// The language server's bundle, as build.mjs and its tests make it.
import { parts } from './bundle-options.mjs';
import { withoutRuleDocs } from './without-rule-docs.mjs';

const inParts = parts('server', 'server/node.ts');

/** @type {import('esbuild').BuildOptions} */
export const server = { ...inParts, plugins: [...(inParts.plugins ?? []), withoutRuleDocs()] };
