import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './cli/command.ts';

const PAGE = readFileSync(join(ROOT, 'docs/editors.md'), 'utf8');

const BLOCKS = [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(match => ({
	language: match[1] ?? '',
	body: match[2] ?? '',
}));

/** Every way in which a recipe writes the words of a command. */
const WORDS = /"?'?metronome-jobs'?"?,? (?:\("?)?'?"?lsp"?'?,? '?"?--stdio"?'?/;

describe('the page of the editors', () => {
	it('has settings that parse', () => {
		const json = BLOCKS.filter(({ language }) => language === 'json');
		expect(json.length).toBeGreaterThan(2);
		for (const { body } of json) expect(() => JSON.parse(body)).not.toThrow();
	});

	it('starts the server everywhere with the command there is', () => {
		const recipes = BLOCKS.filter(({ body }) => /command|cmd|server-programs/.test(body));
		expect(recipes.map(({ language }) => language)).toEqual(['lua', 'elisp', 'toml', 'json', 'json']);
		for (const { body } of recipes) {
			const inToml = /^command = "metronome-jobs"\nargs = \["lsp", "--stdio"\]$/m;
			expect(WORDS.test(body) || inToml.test(body), body).toBe(true);
		}
	});

	it('says of every editor whether a run shows it', () => {
		const sections = [...PAGE.matchAll(/^## (.*)$/gm)].map(match => match[1] ?? '');
		const editors = sections.filter(section => section !== 'Settings, for every editor');
		const table = PAGE.split('\n').filter(line => line.startsWith('| '));
		for (const editor of editors)
			expect(
				table.some(row => row.includes(editor)),
				editor,
			).toBe(true);
	});
});
