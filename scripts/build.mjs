// Builds what is shipped: dist/ (ignored) and action/dist/ (committed).
//   node scripts/build.mjs [--action]   --action: the committed Action bundle as well
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { actionBundle } from './action-bundle.mjs';
import { loadedLater, node, parts, root, shared } from './bundle-options.mjs';
import { server } from './server-bundle.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
	build({
		...node,
		entryPoints: { cli: 'cli/bin.ts' },
		outdir: 'dist',
		outExtension: { '.js': '.cjs' },
		plugins: [loadedLater({ './main.ts': './main.mjs', '../server/node.ts': './server.mjs' })],
		banner: { js: '#!/usr/bin/env node' },
	}),
	build({ ...parts('main', 'cli/main.ts'), outdir: 'dist' }),
	build({ ...server, outdir: 'dist' }),
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
	for (const [path, bytes] of (await actionBundle()).files) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), bytes);
	}
}

if (process.argv.includes('--types')) {
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'];
	execFileSync(process.execPath, [tsc, '-p', 'core', ...options], { cwd: root, stdio: 'inherit' });
}
