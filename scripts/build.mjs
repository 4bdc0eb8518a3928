// Builds what is shipped: dist/ (ignored) and action/dist/ (committed).
//   node scripts/build.mjs [--action]   --action: the committed Action bundle as well
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withoutRuleDocs } from './without-rule-docs.mjs';

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

rmSync(join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
	build({
		...node,
		entryPoints: { cli: 'cli/bin.ts', main: 'cli/main.ts' },
		outdir: 'dist',
		outExtension: { '.js': '.cjs' },
		external: ['./main.cjs', './server.cjs'],
		banner: { js: '#!/usr/bin/env node' },
	}),
	build({
		...node,
		entryPoints: { server: 'server/node.ts' },
		outdir: 'dist',
		outExtension: { '.js': '.cjs' },
		plugins: [withoutRuleDocs()],
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
]);

if (process.argv.includes('--action')) {
	await build({
		...node,
		entryPoints: { index: 'action/main.ts' },
		outdir: 'action/dist',
		outExtension: { '.js': '.cjs' },
		// The toolkit brings two older copies; half a megabyte each.
		alias: { undici: 'undici' },
	});
}

if (process.argv.includes('--types')) {
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'];
	execFileSync(process.execPath, [tsc, '-p', 'core', ...options], { cwd: root, stdio: 'inherit' });
}
