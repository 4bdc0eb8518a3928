import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { withoutRuleDocs } from '../../scripts/without-rule-docs.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What `serverInfo` says in these tests. */
export const TEST_VERSION = '0.0.0-test';

/** Bundles the server as it is shipped, once for a test file; the answer names the bundle. */
export function bundledServer(): () => string {
	const directory = mkdtempSync(join(tmpdir(), 'metronome-jobs-lsp-'));
	const outfile = join(directory, 'server.cjs');
	beforeAll(async () => {
		await build({
			absWorkingDir: root,
			entryPoints: ['server/node.ts'],
			outfile,
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			mainFields: ['module', 'main'],
			define: { TOOL_VERSION: JSON.stringify(TEST_VERSION) },
			plugins: [withoutRuleDocs()],
			logLevel: 'error',
		});
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));
	return () => outfile;
}
