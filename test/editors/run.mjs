// Real editors with the real server and extension: npm run test:editors [-- NAME… --pictures]
// Prints a table of editor, version and checks passed. What cannot be had on this machine is skipped, and says so.
import { Skipped } from './checks.mjs';
import { emacs, neovim } from './terminal-editors.mjs';
import { oldVsCode, vsCode } from './vscode.mjs';
import { webVsCode } from './web.mjs';

const EDITORS = {
	neovim: ['Neovim', neovim],
	emacs: ['Emacs, eglot', emacs],
	vscode: ['VS Code', vsCode],
	'vscode-oldest': ['VS Code, the oldest', oldVsCode],
	'vscode-web': ['VS Code in a browser', webVsCode],
};

const names = process.argv.slice(2).filter(value => !value.startsWith('--'));
const unknown = names.filter(name => !(name in EDITORS));
if (unknown.length > 0) {
	console.error(`no editor ${unknown.join(', ')}; there are ${Object.keys(EDITORS).join(', ')}`);
	process.exit(2);
}
const wanted = names.length === 0 ? Object.keys(EDITORS) : names;
const options = { pictures: process.argv.includes('--pictures') };
const rows = [['editor', 'version', 'checks passed']];
const remarks = [];
for (const name of wanted) {
	const [title, test] = EDITORS[name];
	console.log(`… ${title}`);
	try {
		const { version, checks } = await test(options);
		rows.push([title, version ?? 'unknown', `${checks.passed} of ${checks.results.length}`]);
		for (const { name: check, passed } of checks.results) console.log(`  ${passed ? '✓' : '✗'} ${check}`);
		for (const { name: check, shown } of checks.failed) {
			remarks.push(`FAILED ${title}: ${check}; seen: ${JSON.stringify(shown)}`);
		}
	} catch (error) {
		const isSkipped = error instanceof Skipped;
		rows.push([title, '–', isSkipped ? 'SKIPPED' : 'FAILED']);
		remarks.push(`${isSkipped ? 'SKIPPED' : 'FAILED'} ${title}: ${isSkipped ? error.message : error.stack}`);
	}
}
const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
console.log();
for (const row of rows)
	console.log(
		row
			.map((cell, column) => cell.padEnd(widths[column]))
			.join('  ')
			.trimEnd(),
	);
for (const remark of remarks) console.log(`\n${remark}`);
process.exitCode = remarks.some(remark => remark.startsWith('FAILED')) ? 1 : 0;
