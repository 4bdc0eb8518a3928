// The committed Action: its bundle, and the licences of what is in it. Equal sources give equal bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { node, root } from './bundle-options.mjs';

/** Builds in memory: path from the root → bytes, and the packages inside (folder → bytes in the bundle). */
export async function actionBundle() {
	const { outputFiles, metafile } = await build({
		...node,
		entryPoints: { index: 'action/main.ts' },
		outdir: 'action/dist',
		outExtension: { '.js': '.cjs' },
		// The toolkit brings two older copies; half a megabyte each.
		alias: { undici: 'undici' },
		write: false,
		metafile: true,
	});
	const packages = packagesIn(metafile);
	const files = new Map([
		['action/dist/index.cjs', outputFiles[0].contents],
		['action/dist/licenses.txt', new TextEncoder().encode(licenses(packages.keys(), 'index.cjs'))],
	]);
	return { files, packages };
}

/** The libraries of a bundle: folder → bytes in it. */
export function packagesIn({ outputs }) {
	const packages = new Map();
	for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) =>
		Object.entries(inputs),
	)) {
		const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
		if (folder !== undefined && bytesInOutput > 0) {
			packages.set(folder, (packages.get(folder) ?? 0) + bytesInOutput);
		}
	}
	return packages;
}

/** The licence texts of the packages in these folders, as they go along with `what`. */
export function licenses(folders, what) {
	const notices = [...folders].map(folder => {
		const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
		const file = readdirSync(join(root, folder))
			.sort()
			.find(entry => /^licen[cs]e/i.test(entry));
		if (file === undefined)
			throw new Error(`${folder} has no licence file; its terms want one in the bundle`);
		const text = readFileSync(join(root, folder, file), 'utf8');
		return `${name} ${version} (${license})\n\n${text.replaceAll(/[^\S\n]+$/gm, '').trim()}\n`;
	});
	return `Licences of the libraries in ${what}\n\n${RULE}${notices.sort().join(RULE)}`;
}

const RULE = `${'-'.repeat(80)}\n`;
