// VS Code as code-server: a suite inside its extension host, and journeys through its windows.
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPage } from './browser.mjs';
import { Checks } from './checks.mjs';
import { NEWEST, needPackages, OLDEST, packagedExtension, withCodeServer } from './code-server.mjs';
import { firstJourney, secondJourney, untrustedJourney } from './journeys.mjs';
import { addRunningJob, here, root, withWorkspace } from './workspace.mjs';

const PORT = 8127;

const MEGABYTE = 1_000_000;

/** The newest: everything. */
export async function vsCode({ pictures }) {
	const checks = new Checks();
	const extension = await packagedExtension(root, here);
	const { size } = statSync(extension);
	checks.is('its package is no larger than a megabyte', size <= MEGABYTE, size);
	await withCodeServer(NEWEST, { extensions: [], port: PORT }, address => hostSuite(address, checks));
	await withCodeServer(NEWEST, { extensions: [extension], port: PORT + 1 }, async address => {
		await journey(address, checks, firstJourney, pictures);
		await journey(address, checks, secondJourney, pictures);
	});
	await withCodeServer(NEWEST, { extensions: [extension], port: PORT + 2, trust: true }, address =>
		journey(address, checks, untrustedJourney, pictures),
	);
	return { version: NEWEST.code, checks };
}

/** The oldest that the manifest promises. */
export async function oldVsCode() {
	const checks = new Checks();
	const extension = await packagedExtension(root, here);
	const { engines } = JSON.parse(readFileSync(join(root, 'extension/package.json'), 'utf8'));
	const promised = engines.vscode.replace('^', '').replace(/\.\d+$/, '.');
	checks.is('it is the version that is promised', OLDEST.code.startsWith(promised), engines.vscode);
	await withCodeServer(OLDEST, { extensions: [extension], port: PORT + 3 }, async address => {
		await journey(address, checks, firstJourney, false);
		await journey(address, checks, secondJourney, false);
	});
	return { version: OLDEST.code, checks };
}

/** Loads the unpacked extension and runs suite.cjs inside its host. */
async function hostSuite(address, checks) {
	await needPackages(here);
	await withWorkspace(async folder => {
		addRunningJob(folder);
		const { host } = new URL(address);
		const remote = path => `vscode-remote://${host}${path}`;
		const payload = [
			['extensionDevelopmentPath', remote(join(root, 'extension'))],
			['extensionTestsPath', remote(join(here, 'suite.cjs'))],
			['skipWelcome', 'true'],
		];
		await withPage(async page => {
			const ended = new Promise((resolve, reject) => {
				const timer = setTimeout(() => reject(new Error('the suite does not end')), 150_000);
				page.exposeFunction('codeAutomationExit', code => {
					clearTimeout(timer);
					resolve(code);
				});
			});
			await page.exposeFunction('codeAutomationLog', () => {});
			await page.goto(`${address}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
			await ended;
		});
		checks.add(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')).results);
	});
}

async function journey(address, checks, travel, pictures) {
	await withWorkspace(async folder => {
		const mark = addRunningJob(folder);
		await withPage(async page => {
			const shots = new Map();
			const shoot = async (name, clip) => {
				// Popups fade in.
				await page.waitForTimeout(500);
				shots.set(name, await page.screenshot(clip === undefined ? {} : { clip }));
			};
			try {
				await page.goto(`${address}/?folder=${folder}`);
				await travel({ page, checks, shoot, folder, mark });
			} catch (error) {
				await shoot(`stuck-${travel.name}`);
				checks.is(`${travel.name} goes on to its end`, false, error.message);
			}
			save(shots, pictures);
		});
	});
}

/** Every picture goes beside the tests, to be looked at; those of the README into the extension when asked for. */
function save(shots, pictures) {
	const folder = join(here, 'pictures');
	mkdirSync(folder, { recursive: true });
	for (const [name, bytes] of shots) {
		writeFileSync(join(folder, `${name}.png`), bytes);
		if (pictures && README_PICTURES.includes(name)) {
			cpSync(join(folder, `${name}.png`), join(root, 'extension/images', `${name}.png`));
		}
	}
}

const README_PICTURES = ['finding', 'hover', 'completion', 'views'];
