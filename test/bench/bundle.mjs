import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles sources into a file of `folder`, as they are shipped, and gives its path. `exported`: lines of `export … from './…'`. */
export async function bundleOf(exported, name, folder, root) {
	const outfile = join(folder, `${name}.mjs`);
	await build({
		stdin: { contents: exported.join('\n'), resolveDir: root, loader: 'ts' },
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		mainFields: ['module', 'main'],
		logLevel: 'warning',
	});
	return outfile;
}

export async function imported(path) {
	return import(pathToFileURL(path).href);
}
