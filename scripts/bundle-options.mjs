// What every bundle has in common.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
export const shared = {
	absWorkingDir: root,
	bundle: true,
	minify: true,
	target: 'node20',
	// jsonc-parser's `main` is UMD, which esbuild cannot follow.
	mainFields: ['module', 'main'],
	define: { TOOL_VERSION: JSON.stringify(version) },
	legalComments: 'none',
	logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
export const node = { ...shared, platform: 'node', format: 'cjs' };

/**
 * A program for Node in several files: what it loads with `import()` is read when it is needed. Modules that still call
 * `require` (commander, undici) get one.
 * @returns {import('esbuild').BuildOptions}
 */
export function parts(name, entry) {
	return {
		...shared,
		platform: 'node',
		format: 'esm',
		splitting: true,
		entryPoints: { [name]: entry },
		outExtension: { '.js': '.mjs' },
		chunkNames: `${name}-[hash]`,
		plugins: [namedImports('undici', ['Agent', 'EnvHttpProxyAgent', 'request'])],
		banner: {
			js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
		},
	};
}

/**
 * An esbuild plugin: these modules stay files of their own.
 * @param {Readonly<Record<string, string>>} files by the name they are imported by
 * @returns {import('esbuild').Plugin}
 */
export function loadedLater(files) {
	return {
		name: 'loaded-later',
		setup(build) {
			build.onResolve({ filter: /^\.\.?\// }, ({ path }) => {
				const file = files[path];
				return file === undefined ? undefined : { path: file, external: true };
			});
		},
	};
}

/**
 * An esbuild plugin: `import('library')` of a CommonJS library has these names, as it has in Node; esbuild alone gives it
 * only a `default`.
 * @param {string} library
 * @param {readonly string[]} names
 * @returns {import('esbuild').Plugin}
 */
export function namedImports(library, names) {
	return {
		name: 'named-imports',
		setup(build) {
			build.onResolve({ filter: new RegExp(`^${library}$`) }, ({ kind }) =>
				kind === 'dynamic-import' ? { path: library, namespace: 'named-imports' } : undefined,
			);
			build.onLoad({ filter: /./, namespace: 'named-imports' }, () => ({
				contents: `export { ${names.join(', ')} } from '${library}';`,
				resolveDir: root,
			}));
		},
	};
}

/**
 * What starts the command: it reads the rest when it is needed.
 * @type {import('esbuild').BuildOptions}
 */
export const launcher = {
	...node,
	entryPoints: { cli: 'cli/bin.ts' },
	outExtension: { '.js': '.cjs' },
	plugins: [loadedLater({ './main.ts': './main.mjs', '../server/node.ts': './server.mjs' })],
	banner: { js: '#!/usr/bin/env node' },
};
