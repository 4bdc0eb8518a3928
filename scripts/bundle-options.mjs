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

const UNDICI = ['Agent', 'EnvHttpProxyAgent', 'request', 'fetch', 'Headers'];
const dispatchers = namedImports('undici', UNDICI);

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
		plugins: [dispatchers],
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
			build.onResolve({ filter: /^[.a-z]/ }, ({ path }) => {
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

/** A CommonJS file has no `import.meta`. */
const inCommonJs = { ...node.define, 'import.meta.dirname': '__dirname' };

/**
 * The command in one CommonJS file: of such a one the launcher keeps what V8 has compiled (`cli/code-cache.ts`). What
 * is written is its text in ASCII, see `inAscii`.
 * @type {import('esbuild').BuildOptions}
 */
export const command = {
	...node,
	entryPoints: { main: 'cli/main.ts' },
	outExtension: { '.js': '.cjs' },
	define: inCommonJs,
	// Compiled code that is kept cannot import: what stands in other files is required.
	supported: { 'dynamic-import': false },
	plugins: [loadedLater({ undici: './undici.cjs', './import-module.ts': './import-module.cjs' })],
	outdir: 'dist',
	write: false,
	metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
export const importer = {
	...node,
	entryPoints: { 'import-module': 'emulator/import-module.ts' },
	outExtension: { '.js': '.cjs' },
	outdir: 'dist',
};

/** The same program: esbuild leaves regular expressions as they are, and V8 reads ASCII in half the time and space. */
export function inAscii(code) {
	if (/\\[^\0-\x7f]/.test(code))
		throw new Error('a backslash before a character that is not ASCII would change its meaning');
	return code.replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The library that talks to the network, larger than all the command has of its own.
 * @type {import('esbuild').BuildOptions}
 */
export const network = {
	...node,
	stdin: { contents: `export { ${UNDICI.join(', ')} } from 'undici';`, resolveDir: root },
	outfile: 'dist/undici.cjs',
};

/**
 * What starts the command: it reads the rest when it is needed.
 * @param {string} hash of the file that `command` makes; empty where the command stands in parts
 * @returns {import('esbuild').BuildOptions}
 */
export function launcher(hash) {
	return {
		...node,
		entryPoints: { cli: 'cli/bin.ts' },
		outExtension: { '.js': '.cjs' },
		define: { ...inCommonJs, COMMAND_HASH: JSON.stringify(hash) },
		plugins: [loadedLater({ './main.ts': './main.mjs', '../server/node.ts': './server.mjs' })],
		banner: { js: '#!/usr/bin/env node' },
	};
}
