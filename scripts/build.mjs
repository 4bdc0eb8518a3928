// Builds what is shipped: dist/ (ignored) and action/dist/ (committed).
//   node scripts/build.mjs [--action] [--extension]   the committed Action bundle, the VS Code extension as well
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { actionBundle } from './action-bundle.mjs';
import { command, importer, inAscii, launcher, network, root, shared } from './bundle-options.mjs';
import { extensionBundle } from './extension-bundle.mjs';
import { server } from './server-bundle.mjs';

const built = await Promise.all([
	build(command),
	build({ ...network, metafile: true }),
	build({ ...importer, metafile: true }),
	build({ ...server, metafile: true, outdir: 'dist' }),
	build({
		metafile: true,
		...shared,
		platform: 'neutral',
		format: 'esm',
		minify: false,
		entryPoints: { core: 'core/api.ts' },
		outdir: 'dist',
		outExtension: { '.js': '.mjs' },
	}),
]);

const [main] = built[0].outputFiles;
const text = inAscii(main.text);
writeFileSync(main.path, text);
const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
built.push(await build({ ...launcher(hash), metafile: true, outdir: 'dist' }));

// What an earlier build left goes at the end, so that a command that runs now finds its files.
const outputs = new Set(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
for (const name of readdirSync(join(root, 'dist'))) {
	if (name !== 'types' && !outputs.has(`dist/${name}`)) rmSync(join(root, 'dist', name), { recursive: true });
}

if (process.argv.includes('--action')) {
	for (const [path, bytes] of (await actionBundle()).files) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), bytes);
	}
}

if (process.argv.includes('--extension')) await extensionBundle();

if (process.argv.includes('--types')) {
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'];
	execFileSync(process.execPath, [tsc, '-p', 'core', ...options], { cwd: root, stdio: 'inherit' });
}
