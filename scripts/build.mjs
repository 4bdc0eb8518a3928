// Builds what is shipped: dist/ (ignored) and action/dist/ (committed).
//   node scripts/build.mjs [--action]   --action: the committed Action bundle as well
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const shared = {
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
const node = { ...shared, platform: 'node', format: 'cjs' };

const action = process.argv.includes('--action');
const wanted = entry => existsSync(join(root, entry));

rmSync(join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
	wanted('cli/main.ts') &&
		build({
			...node,
			entryPoints: { cli: 'cli/main.ts' },
			outdir: 'dist',
			outExtension: { '.js': '.cjs' },
			banner: { js: '#!/usr/bin/env node' },
		}),
	wanted('server/node.ts') &&
		build({
			...node,
			entryPoints: { server: 'server/node.ts' },
			outdir: 'dist',
			outExtension: { '.js': '.cjs' },
		}),
	build({
		...shared,
		platform: 'neutral',
		format: 'esm',
		minify: false,
		entryPoints: { core: 'core/api.ts' },
		outdir: 'dist',
		outExtension: { '.js': '.mjs' },
	}),
	action &&
		wanted('action/main.ts') &&
		build({
			...node,
			entryPoints: { index: 'action/main.ts' },
			outdir: 'action/dist',
			outExtension: { '.js': '.cjs' },
			alias: { undici: 'undici' },
			metafile: true,
		}),
]);
if (process.argv.includes('--types')) {
	execFileSync(
		process.execPath,
		[
			join(root, 'node_modules/typescript/bin/tsc'),
			'-p',
			'core',
			'--noEmit',
			'false',
			'--declaration',
			'--emitDeclarationOnly',
			'--outDir',
			'dist/types',
		],
		{ cwd: root, stdio: 'inherit' },
	);
}
void writeFileSync;
