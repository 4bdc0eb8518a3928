// Writes what is generated from the code: docs/rules/, docs/lsp-features.md, schemas/. With --check nothing is written; a difference is an error.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated.ts';

const root = process.cwd();
const check = process.argv.includes('--check');
const stale: string[] = [];

const files = generatedFiles();
for (const [path, text] of files) {
	const full = join(root, path);
	if (readIfThere(full) === text) continue;
	stale.push(path);
	if (!check) {
		mkdirSync(dirname(full), { recursive: true });
		writeFileSync(full, text);
	}
}
for (const folder of ['docs/rules', 'schemas']) {
	for (const name of readdirSync(join(root, folder))) {
		if (files.has(`${folder}/${name}`)) continue;
		stale.push(`${folder}/${name} (nothing generates it)`);
		if (!check) rmSync(join(root, folder, name));
	}
}
for (const path of stale) console.log(`${check ? 'stale' : 'written'}: ${path}`);
console.log(`${files.size} generated files, ${stale.length} ${check ? 'stale' : 'changed'}`);
if (check && stale.length > 0) process.exitCode = 1;

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
