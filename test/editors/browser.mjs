// Chromium without a window, for the web pages of VS Code.
import { createRequire } from 'node:module';
import { needDebian } from './programs.mjs';

export const needChromium = () => needDebian('chromium', 'chromium');

/** Calls `use` with a page, and ends the browser. */
export async function withPage(use) {
	await needChromium();
	const { chromium } = createRequire(import.meta.url)('playwright-core');
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		headless: true,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
		],
	});
	try {
		return await use(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
	} finally {
		await browser.close();
	}
}
