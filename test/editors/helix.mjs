// Helix of Debian 13, at a terminal of its own, with the recipe of docs/editors.md: what its screen shows and its files hold.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './checks.mjs';
import { withCommand } from './command.mjs';
import { debian13 } from './debian-13.mjs';
import { run } from './programs.mjs';
import { recipe } from './recipe.mjs';
import { withScreen } from './screen.mjs';
import { LOAD, placeOf, withWorkspace } from './workspace.mjs';

/** What the judge finds in the job, by code. */
const CODES = ['secret-undeclared', 'secret-unused', 'value-too-small', 'schedule-dst'];

export async function helix() {
	const inside = await debian13();
	const checks = new Checks();
	const version = await withWorkspace(folder =>
		withCommand(async command => {
			const home = join(command.folder, 'home');
			mkdirSync(join(home, '.config/helix'), { recursive: true });
			writeFileSync(join(home, '.config/helix/languages.toml'), recipe('Helix'));
			const place = { folder, env: { HOME: home }, programs: command.folder };
			const words = values => inside(['hx', ...values], place);
			await withScreen(words([`${LOAD}:${placeOf(folder, LOAD, 'api-tokn', 3)}`]), async screen => {
				await findings(checks, screen);
				await actionAndHover(checks, screen, folder);
				await completionAndRename(checks, screen, folder);
				await screen.press('Escape');
				await screen.type(':qa');
				await screen.press('Enter');
				checks.is('the server ends with the editor', await command.hasEnded());
			});
			const [program, ...values] = words(['--version']);
			return (await run(program, values)).out.replace('helix ', '').trim();
		}),
	);
	return { version, checks };
}

async function findings(checks, screen) {
	await checks.try('the finding of the line, with its code', () =>
		screen.shows(
			text => text.includes("No secret 'api-tokn' is declared") && text.includes('(secret-undeclared)'),
		),
	);
	await screen.press('Space', 'd');
	await checks.try('diagnostics, each once', () =>
		screen.shows(text => CODES.every(code => codesIn(text).filter(seen => seen === code).length === 1)),
	);
	await screen.press('Escape', 'Space', 'D');
	await checks.try('those of a file that is not open', () =>
		screen.shows(text => codesIn(text).includes('secret-missing')),
	);
	await screen.press('Escape');
}

async function actionAndHover(checks, screen, folder) {
	await screen.press('Space', 'a');
	await checks.try('code action', () => screen.shows(text => text.includes("Refer to 'api-token'")));
	await screen.press('Enter');
	await checks.try('diagnostics follow an edit', () => screen.shows(text => !text.includes('api-tokn')));
	await save(screen);
	const fixed = job(folder);
	checks.is('its text in the file', fixed.includes('"API_TOKEN": { "secret": "api-token" }'), fixed);

	await open(screen, folder, '30 2 * * *', 2);
	await screen.press('Space', 'k');
	await checks.try('hover of a cron expression', () =>
		screen.shows(text => text.includes('At 02:30 every day') && text.includes('Next runs')),
	);
	await screen.press('Escape');
}

async function completionAndRename(checks, screen, folder) {
	await open(screen, folder, '"source": ""', '"source": "'.length);
	await screen.press('i', 'C-x');
	await checks.try('completion of a source from the store', () =>
		screen.shows(text => text.includes('tide/etl/api-token') && !text.includes('tide/report/mail')),
	);
	await screen.press('C-n', 'Enter', 'Escape');
	await save(screen);
	const chosen = job(folder);
	checks.is('its text in the file, once', chosen.includes('"source": "tide/etl/api-token" }'), chosen);

	await open(screen, folder, '"database": {', 2);
	await screen.press('Space', 'r');
	await checks.try('rename offers the name there is', () =>
		screen.shows(text => text.includes('rename-to:database')),
	);
	await screen.press('C-u');
	await screen.type('main-db');
	await screen.press('Enter');
	await screen.shows(text => text.split('"main-db"').length === 3);
	await save(screen);
	const renamed = job(folder);
	const expected = chosen.replaceAll('"database"', '"main-db"');
	checks.is('rename of an alias and its uses in the file', renamed === expected, renamed);
}

const job = folder => readFileSync(join(folder, LOAD), 'utf8');

/** Kebab-case words in brackets or a column: every code the screen shows. */
const codesIn = text => text.match(/[a-z]+(?:-[a-z]+)+/g) ?? [];

async function open(screen, folder, text, behind) {
	await screen.type(`:open ${LOAD}:${placeOf(folder, LOAD, text, behind)}`);
	await screen.press('Enter');
}

/** Saves, and waits until Helix says so. */
async function save(screen) {
	await screen.type(':write');
	await screen.press('Enter');
	await screen.shows(text => text.includes("' written,"));
}
