// What every bundle has in common.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
export const shared = {
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
export const node = { ...shared, platform: 'node', format: 'cjs' };
