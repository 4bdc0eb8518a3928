import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { browserClient, nodeClient } from '../scripts/extension-bundle.mjs';

/** What the client may add to its library, in bytes. */
const BUDGET = 80_000;

/** Starts a server and nothing else. */
const EMPTY = {
	node: `import { LanguageClient } from 'vscode-languageclient/node';
		export const activate = () => new LanguageClient('x', 'x', { module: 'x', transport: 1 }, {}).start();`,
	browser: `import { LanguageClient } from 'vscode-languageclient/browser';
		export const activate = () => new LanguageClient('x', 'x', new Worker('x'), {}).start();`,
};

async function sizeOf(options: Parameters<typeof build>[0]): Promise<number> {
	const { outputFiles } = await build({ ...options, outdir: 'extension/dist', write: false });
	return outputFiles[0]?.contents.length ?? 0;
}

describe('the client', () => {
	it.each([
		['node', nodeClient],
		['browser', browserClient],
	] as const)('adds little to the library it uses: %s', async (host, options) => {
		const { entryPoints: _, ...rest } = options;
		const stdin = { contents: EMPTY[host], resolveDir: import.meta.dirname, loader: 'ts' } as const;
		const empty = await sizeOf({ ...rest, stdin });
		const size = await sizeOf(options);
		console.log(`client for ${host}: ${size} bytes, ${size - empty} above an empty one`);
		expect(empty).toBeGreaterThan(300_000);
		expect(size - empty).toBeLessThan(BUDGET);
	});
});
