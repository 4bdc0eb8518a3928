import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { server } from '../../scripts/server-bundle.mjs';

/** What `serverInfo` says in these tests. */
export const TEST_VERSION = '0.0.0-test';

/** Bundles the server as it is shipped, once for a test file; the answer names the bundle. */
export function bundledServer(): () => string {
	const directory = mkdtempSync(join(tmpdir(), 'metronome-jobs-lsp-'));
	beforeAll(async () => {
		await build({
			...server,
			define: { TOOL_VERSION: JSON.stringify(TEST_VERSION) },
			outdir: directory,
			minify: false,
			logLevel: 'error',
		});
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));
	return () => join(directory, 'server.mjs');
}
