// The recipes of docs/editors.md: what a person would copy is what is run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** The first block of code in an editor's section. */
export function recipe(editor) {
	const page = readFileSync(join(root, 'docs/editors.md'), 'utf8');
	const section = page.split(/^## /m).find(text => text.startsWith(`${editor}\n`));
	const block = /^```\w+\n([\s\S]*?)^```/m.exec(section ?? '')?.[1];
	if (block === undefined) throw new Error(`docs/editors.md has no recipe for ${editor}`);
	return block;
}
