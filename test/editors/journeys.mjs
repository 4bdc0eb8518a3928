// What a person does in VS Code's windows, with the extension from its package.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOAD } from './workspace.mjs';

const LONG = 60_000;

/** A part of the window, for a picture. */
const EDITOR = { x: 352, y: 36, width: 924, height: 470 };

/** Opens a job: squiggle, problems, completion, hover, status. */
export async function firstJourney({ page, checks, shoot }) {
	await openFile(page, 'load.json');
	await page.locator('.squiggly-error').first().waitFor({ timeout: LONG });
	checks.is('a squiggle under a mistake', true);
	await goTo(page, 'api-tokn');
	await page.keyboard.press('Control+K');
	await page.keyboard.press('Control+I');
	const hover = page.locator('.monaco-hover:visible');
	await hover.filter({ hasText: 'secret-undeclared' }).first().waitFor({ timeout: LONG });
	const said = await hover.first().innerText();
	checks.is(
		'its hover says what Metronome does about it, once',
		count(said, 'Metronome refuses') === 1,
		said,
	);
	await shoot('finding', EDITOR);
	await page.keyboard.press('Escape');

	await goTo(page, '"source": ""', '"source": "'.length);
	const popup = page.locator('.suggest-widget.visible .monaco-list-row');
	await insist(page, 'Control+Space', popup.filter({ hasText: 'tide/etl/api-token' }).first());
	checks.is('completion of a source from the store', true);
	await shoot('completion', EDITOR);
	await page.keyboard.press('Escape');

	await goTo(page, '"database" }', 3);
	await page.keyboard.press('Control+K');
	await page.keyboard.press('Control+I');
	await hover.filter({ hasText: 'Declared at' }).first().waitFor({ timeout: LONG });
	const about = await hover.first().innerText();
	checks.is('hover of a secret says where it is and whether it exists', /exists/.test(about), about);
	await shoot('hover', EDITOR);
	await page.keyboard.press('Escape');

	const status = page.locator('.statusbar-item', { hasText: 'Metronome 0.6.68' });
	await status.waitFor({ timeout: LONG });
	await status.click();
	const details = page.locator('.quick-input-widget .monaco-list-row', { hasText: 'knows 4 secrets' });
	await details.waitFor({ timeout: LONG });
	// It fades in.
	await page.waitForTimeout(500);
	checks.is('the status item shows the version, and a click the store', true);
	await shoot('status');
	await page.keyboard.press('Escape');

	await page.keyboard.press('Control+Shift+M');
	const rows = page.locator('.markers-panel .monaco-list-row');
	await rows.filter({ hasText: 'secret-missing' }).first().waitFor({ timeout: LONG });
	const texts = (await rows.allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' '));
	const undeclared = texts.filter(
		text => text.includes('(secret-undeclared)') || text.includes('secret-undeclared'),
	);
	checks.is('the problems of the whole workspace, each once', undeclared.length === 1, texts);
	await shoot('problems');
}

/** The views, a rename, a fix, a run. */
export async function secondJourney({ page, checks, shoot, folder, mark }) {
	await openFile(page, 'load.json');
	await page.locator('.squiggly-error').first().waitFor({ timeout: LONG });
	await page.locator('.activitybar a[aria-label^="Metronome Jobs"]').first().click();
	const rows = page.locator('.sidebar .monaco-list-row');
	await rows.filter({ hasText: 'tide.etl.load' }).first().waitFor({ timeout: LONG });
	const jobs = (await rows.allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' '));
	const job = jobs.find(text => text.includes('tide.etl.load')) ?? '';
	checks.is('the view of jobs has mistakes and the next run', /3 errors.*in \d+/.test(job), jobs);
	const secret = rows.filter({ hasText: 'tide/report/mial' });
	await secret.first().waitFor({ timeout: LONG });
	const missing = await secret.first().innerText();
	checks.is(
		'the view of secrets has their state',
		/missing · 1 use/.test(missing.replaceAll(/\s+/g, ' ')),
		missing,
	);
	const known = rows.filter({ hasText: 'tide/etl/database' });
	await known.first().locator('.monaco-tl-twistie').click();
	await rows.filter({ hasText: 'DB_PASSWORD' }).first().waitFor({ timeout: LONG });
	checks.is('and under each its users', true);
	await shoot('views', { x: 0, y: 36, width: 900, height: 560 });

	await goTo(page, '"database": {', 3);
	await page.keyboard.press('F2');
	const name = page.locator('.rename-box input').first();
	await name.waitFor({ timeout: LONG });
	await name.fill('main-db');
	await shoot('rename');
	await name.press('Enter');
	await page.locator('.view-line', { hasText: '"secret": "main-db"' }).waitFor({ timeout: LONG });
	checks.is('rename changes the declaration and its use', (await shown(page)).split('main-db').length === 3);

	await goTo(page, 'api-tokn', 3);
	await page.keyboard.press('Control+.');
	const fix = page.locator('.action-widget .monaco-list-row', { hasText: "Refer to 'api-token'" });
	await fix.first().waitFor({ timeout: LONG });
	await shoot('code-action');
	// The first one has the focus.
	await page.keyboard.press('Enter');
	await page.locator('.view-line', { hasText: '"secret": "api-token"' }).waitFor({ timeout: LONG });
	checks.is('a quick fix mends the mistake', true);
	await page.keyboard.press('Control+S');
	await wait(() => readFileSync(join(folder, LOAD), 'utf8').includes('main-db'));

	await openFile(page, 'mark.json');
	const lens = page.locator('.codelens-decoration a', { hasText: 'Run in the emulator' });
	await lens.first().waitFor({ timeout: LONG });
	await lens.first().click();
	await wait(() => existsSync(mark));
	checks.is('a click above a job runs it in the emulator', true);
	await page.waitForTimeout(2500);
	await shoot('run');

	await command(page, 'Metronome Jobs: Show Next Runs');
	const run = page.locator('.quick-input-widget .monaco-list-row', { hasText: 'tide.report.weekly' });
	await run.first().waitFor({ timeout: LONG });
	checks.is('the next runs of all jobs, with their expressions in words', true);
	await page.waitForTimeout(500);
	await shoot('next-runs');
	await run.first().click();
	await page.locator('.tab.active[aria-label*="weekly.json"]').waitFor({ timeout: LONG });
	checks.is('a picked one opens its job', true);

	await command(page, 'Welcome: Open Walkthrough...');
	await page.keyboard.type('Get started with Metronome Jobs');
	await page.locator('.quick-input-widget .monaco-list-row').first().waitFor({ timeout: LONG });
	await page.keyboard.press('Enter');
	const steps = page.locator('.getting-started-step', { hasText: 'See where secrets are used' });
	await steps.first().waitFor({ timeout: LONG });
	checks.is('the walkthrough has its steps', true);
	await page.waitForTimeout(500);
	await shoot('walkthrough');
}

/** Nothing of a workspace that nobody trusts is run. */
export async function untrustedJourney({ page, checks, shoot, mark }) {
	const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
	await restricted.waitFor({ timeout: LONG });
	await openFile(page, 'load.json');
	await page.locator('.squiggly-error').first().waitFor({ timeout: LONG });
	checks.is('a workspace that is not trusted is checked', true);
	await openFile(page, 'mark.json');
	const lens = page.locator('.codelens-decoration a', { hasText: 'Run in the emulator' });
	await lens.first().waitFor({ timeout: LONG });
	await lens.first().click();
	await page.waitForTimeout(3000);
	await command(page, 'Notifications: Show Notifications');
	const word = page.locator('.notifications-center .notification-list-item');
	await word.first().waitFor({ timeout: LONG });
	const words = await word.allInnerTexts();
	checks.is(
		'whoever wants to run it is told why not',
		words.join().includes('This workspace is not trusted'),
		words,
	);
	await shoot('untrusted');
	checks.is('and nothing of it runs', !existsSync(mark));
}

async function openFile(page, name) {
	await page.locator('.monaco-workbench').waitFor({ timeout: LONG });
	const input = page.locator('.quick-input-widget input.input');
	for (let tries = 0; tries < 20 && !(await input.isVisible()); tries++) {
		await page.keyboard.press('Control+P');
		await page.waitForTimeout(500);
	}
	await input.fill(name);
	await page
		.locator('.quick-input-widget .monaco-list-row', { hasText: name })
		.first()
		.waitFor({ timeout: LONG });
	await page.keyboard.press('Enter');
	await page.locator(`.tab.active[aria-label*="${name}"]`).waitFor({ timeout: LONG });
	await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: LONG });
}

/** Calls a command by its name in the palette. */
async function command(page, title) {
	await page.keyboard.press('F1');
	await page.locator('.quick-input-widget input.input').waitFor({ timeout: LONG });
	await page.keyboard.type(title);
	await page
		.locator('.quick-input-widget .monaco-list-row', { hasText: title })
		.first()
		.waitFor({ timeout: LONG });
	await page.keyboard.press('Enter');
	await page.waitForTimeout(300);
}

/** Puts the cursor on a text of the open file, `behind` characters after its begin. */
async function goTo(page, text, behind = 1) {
	const lines = (await shown(page)).split('\n');
	const line = lines.findIndex(content => content.includes(text));
	if (line < 0) throw new Error(`the editor does not show ${text}: ${lines.join('\n')}`);
	await page
		.locator('.editor-instance .view-lines')
		.first()
		.click({ position: { x: 300, y: 8 } });
	await page.keyboard.press('Control+G');
	await page.locator('.quick-input-widget').waitFor();
	await page.keyboard.type(`${line + 1}:${lines[line].indexOf(text) + behind + 1}`);
	await page.keyboard.press('Enter');
	await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
	await page.waitForTimeout(300);
}

/** The lines that the editor shows from its first one on, without what the extension writes between the words. */
async function shown(page) {
	return page.evaluate(() => {
		const lines = [...globalThis.document.querySelectorAll('.editor-instance .view-lines .view-line')];
		lines.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
		return lines.map(line => line.textContent.replaceAll(/[\u00a0\u00b7]/g, ' ')).join('\n');
	});
}

/** Presses a key until something shows: the first one may come before the editor listens. */
async function insist(page, key, target) {
	for (let tries = 0; tries < 6 && !(await target.isVisible()); tries++) {
		await page.keyboard.press(key);
		await target.waitFor({ timeout: 5000 }).catch(() => {});
	}
	await target.waitFor({ timeout: 1000 });
}

async function wait(ask) {
	const end = Date.now() + LONG;
	while (!ask()) {
		if (Date.now() > end) throw new Error('it does not happen');
		await new Promise(resolve => setTimeout(resolve, 100));
	}
}

function count(text, part) {
	return text.split(part).length - 1;
}
