// Neovim and Emacs, driven by their own language clients: neovim.lua and emacs.el print a line of JSON for each step. Once
// more with the recipe of docs/editors.md as all their configuration.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './checks.mjs';
import { withCommand } from './command.mjs';
import { debian13 } from './debian-13.mjs';
import { needDebian, run } from './programs.mjs';
import { recipe } from './recipe.mjs';
import { here, LOAD, placeOf, root, withWorkspace } from './workspace.mjs';

const SERVER = JSON.stringify([process.execPath, join(root, 'dist/cli.cjs'), 'lsp', '--stdio']);

/** Ours, with the code where the editor shows one. */
const CODES = ['secret-undeclared', 'secret-unused', 'value-too-small', 'schedule-dst'];

const EDITORS = {
	Neovim: {
		packages: ['neovim'],
		command: ['nvim', '--headless', '--clean', '-c', `luafile ${join(here, 'neovim.lua')}`],
		version: steps => steps.get('initialized')?.nvim,
		codes: items => items.map(({ code }) => code),
		items: step => step?.items ?? [],
		hover: step => step?.markdown ?? '',
		labels: step => (step?.items ?? []).map(({ label }) => label),
		titles: step => (Array.isArray(step) ? step : []).map(({ title }) => title),
		renamed: steps => steps.get('renamedBuffer'),
		ended: step => step?.code === 0,
		init: 'init.lua',
		recipe: file => [
			'nvim',
			'--headless',
			'-u',
			file,
			'-c',
			`luafile ${join(here, 'neovim-recipe.lua')}`,
			LOAD,
		],
		recipeCodes: ({ codes }) => codes,
	},
	Emacs: {
		packages: ['emacs-nox', 'elpa-eglot'],
		command: ['emacs', '-Q', '--batch', '-l', join(here, 'emacs.el')],
		version: steps => steps.get('initialized')?.emacs,
		codes: items => items.map(({ message }) => /\[([\w-]+)\]/.exec(message)?.[1]),
		items: step => step ?? [],
		hover: step => (typeof step === 'string' ? step : ''),
		labels: step => step?.items ?? [],
		titles: step => (Array.isArray(step) ? step : []),
		renamed: steps => steps.get('rename'),
		ended: step => step?.alive === false,
		init: 'init.el',
		recipe: file => ['emacs', '-Q', '--batch', '-l', file, '-l', join(here, 'emacs-recipe.el')],
		recipeCodes: ({ messages }) => messages.map(message => /\[([\w-]+)\]/.exec(message)?.[1]),
	},
};

/** Those that Debian has for this machine. */
export const neovim = () => check('Neovim', installed);
export const emacs = () => check('Emacs', installed);

/** Those of Debian 13. */
export const newerNeovim = () => check('Neovim', debian13);
export const newerEmacs = () => check('Emacs', debian13);

/** As `debian13`, for an editor of this machine. */
async function installed({ command: [program], packages }) {
	await needDebian(program, ...packages);
	return (command, { env, programs }) => {
		const path = programs === undefined ? [] : [['PATH', `${programs}:${process.env.PATH}`]];
		const settings = [...Object.entries(env), ...path].map(([name, value]) => `${name}=${value}`);
		return ['env', ...settings, ...command];
	};
}

async function check(name, provide) {
	const editor = EDITORS[name];
	const start = await provide(editor);
	const checks = new Checks();
	const version = await withWorkspace(async folder => {
		const session = (place, more = {}) => sessionOf(editor, start, folder, place, more);
		const at = (text, behind) => placeOf(folder, LOAD, text, behind);
		const wrong = at('api-tokn', 3);
		const [line] = wrong.split(':');

		const fixed = await session(wrong, { EDIT: `${line}:      "API_TOKEN": { "secret": "api-token" }` });
		const first = editor.codes(editor.items(fixed.get('diagnostics')));
		checks.is('diagnostics, each once', sameSet(first, CODES), first);
		const after = editor.codes(editor.items(fixed.get('diagnosticsAfterEdit')));
		checks.is('diagnostics follow an edit', sameSet(after, ['value-too-small', 'schedule-dst']), after);
		checks.is('the server ends with the editor', editor.ended(fixed.get('exit')), fixed.get('exit'));

		const action = await session(wrong);
		const titles = editor.titles(action.get('codeAction'));
		checks.is('code action', titles.includes("Refer to 'api-token'"), titles);

		const empty = await session(at('"source": ""', '"source": "'.length));
		const labels = editor.labels(empty.get('completion'));
		checks.is('completion of a source from the store', labels.includes('tide/etl/api-token'), labels);
		checks.is('of the spaces of the job only', !labels.includes('tide/report/mail'), labels);

		const cron = await session(at('30 2 * * *', 2));
		const hover = editor.hover(cron.get('hover'));
		checks.is('hover of a cron expression', /02:30/.test(hover) && /Next runs/.test(hover), hover);

		const rename = await session(at('"database": {', 2), { RENAME: 'main-db' });
		const text = (editor.renamed(rename) ?? []).join('\n');
		const [uses, left] = [text.match(/"main-db"/g)?.length, /"database"/.test(text)];
		checks.is('rename of an alias and its uses', uses === 2 && !left, rename.get('rename') ?? text);

		const followed = await recipeOf(name, start, folder);
		checks.is('the recipe of docs/editors.md does it', sameSet(followed, CODES), followed);
		return editor.version(fixed);
	});
	return { version, checks };
}

function sameSet(seen, wanted) {
	return seen.length === wanted.length && wanted.every(code => seen.includes(code));
}

/** Starts the editor on the job with the cursor at a place; gives what each step said. */
async function sessionOf({ command }, start, folder, place, more) {
	const settings = { CMD: SERVER, FILE: join(folder, LOAD), ROOT: folder, POS: place, ...more };
	const named = Object.entries(settings).map(([name, value]) => [`LSP_${name}`, value]);
	const [program, ...values] = start(command, { folder, env: Object.fromEntries(named) });
	const { code, out } = await run(program, values, { cwd: folder });
	const steps = new Map(linesOfJson(out).map(({ step, value }) => [step, value]));
	if (!steps.has('initialized')) throw new Error(`${command[0]} ended with ${code}: ${out.slice(-1000)}`);
	return steps;
}

/** The codes that the editor shows with the page's recipe for it; or what it printed instead. */
function recipeOf(name, start, folder) {
	return withCommand(async command => {
		const editor = EDITORS[name];
		const file = join(command.folder, editor.init);
		writeFileSync(file, recipe(name));
		const env = { LSP_FILE: join(folder, LOAD) };
		const [program, ...values] = start(editor.recipe(file), { folder, env, programs: command.folder });
		const { out } = await run(program, values, { cwd: folder });
		const [shown] = linesOfJson(out);
		return shown === undefined ? [out] : editor.recipeCodes(shown);
	});
}

const linesOfJson = out =>
	out
		.split('\n')
		.filter(text => text.startsWith('{'))
		.map(text => JSON.parse(text));
