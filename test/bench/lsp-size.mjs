import { build } from 'esbuild';
import { server } from '../../scripts/server-bundle.mjs';

let made;

/** kB that the server reads for these modules, with all that they import at once, but not what they load later. */
export async function sizeUntil(modules) {
	made ??= build({ ...server, metafile: true, write: false, outdir: 'dist' });
	const { outputs } = (await made).metafile;
	const seen = new Set();
	const visit = name => {
		if (seen.has(name) || outputs[name] === undefined) return;
		seen.add(name);
		for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') visit(path);
	};
	for (const [name, { entryPoint }] of Object.entries(outputs)) if (modules.includes(entryPoint)) visit(name);
	const missing = modules.filter(
		module => !Object.values(outputs).some(({ entryPoint }) => entryPoint === module),
	);
	if (missing.length > 0) throw new Error(`not loaded by itself: ${missing.join(', ')}`);
	return [...seen].reduce((sum, name) => sum + outputs[name].bytes, 0) / 1000;
}
