// Real editors with the real server and extension: npm run test:editors [-- NAME… --pictures --ci]
// Prints a table of editor, version and checks passed. What cannot be had on this machine is skipped, and says so; an editor
// that is there and fails a check fails the run. `--ci`: the editors that a new machine can install and run within the time
// that CI has, and a word about the others.
import { parseArgs } from 'node:util';
import { Skipped } from './checks.mjs';
import { EDITORS, IN_CI } from './editors.mjs';

/** For everything together, in ms. */
const LIMIT_MS = { ci: 185_000, full: 1_200_000 };

/** An editor that is not begun with so much of the time left is skipped, in ms: three times what those of CI take. */
const ENOUGH_MS = 40_000;

const options = { pictures: { type: 'boolean', default: false }, ci: { type: 'boolean', default: false } };
const { values: flags, positionals: names } = parseArgs({ options, allowPositionals: true });
const unknown = names.filter(name => !(name in EDITORS));
if (unknown.length > 0) {
	console.error(`no editor ${unknown.join(', ')}; there are ${Object.keys(EDITORS).join(', ')}`);
	process.exit(2);
}
const wanted = names.length > 0 ? names : flags.ci ? IN_CI : Object.keys(EDITORS);
const ends = Date.now() + (flags.ci ? LIMIT_MS.ci : LIMIT_MS.full);

const rows = [['editor', 'version', 'checks passed', 'installed in', 'ran in']];
const remarks = [];
for (const name of wanted) {
	const { row, words } = await outcome(EDITORS[name]);
	rows.push(row);
	remarks.push(...words);
}
print();
// Whatever was still being installed ends with this process.
process.exit(remarks.some(remark => remark.startsWith('FAILED')) ? 1 : 0);

/** Installs an editor and has it tested, both before the time is up; gives its row and what there is to say. */
async function outcome({ title, install, test }) {
	console.log(`… ${title}`);
	const started = Date.now();
	try {
		await inTime(install(), () => new Skipped('the time is up before it is installed'));
	} catch (error) {
		if (error instanceof Skipped) return skipped(title, error.message);
		return failed(title, error);
	}
	const isInstalled = Date.now();
	if (ends - isInstalled < ENOUGH_MS) return skipped(title, 'installed, but too little time is left');
	try {
		const { version, checks } = await inTime(test(flags), () => new Error('it does not end in time'));
		for (const { name, passed } of checks.results) console.log(`  ${passed ? '✓' : '✗'} ${name}`);
		const passed = `${checks.passed} of ${checks.results.length}`;
		const times = [isInstalled - started, Date.now() - isInstalled].map(ms => `${(ms / 1000).toFixed(1)} s`);
		const seen = ({ name, shown }) => `FAILED ${title}: ${name}; seen: ${JSON.stringify(shown)}`;
		return { row: [title, version ?? 'unknown', passed, ...times], words: checks.failed.map(seen) };
	} catch (error) {
		return error instanceof Skipped ? skipped(title, error.message) : failed(title, error);
	}
}

function skipped(title, why) {
	return { row: [title, '–', 'SKIPPED'], words: [`SKIPPED ${title}: ${why}`] };
}

function failed(title, error) {
	return { row: [title, '–', 'FAILED'], words: [`FAILED ${title}: ${error.stack}`] };
}

/** `work`, or the error of `late` when the time is up. */
async function inTime(work, late) {
	let timer;
	const limit = new Promise((_, reject) => {
		timer = setTimeout(() => reject(late()), Math.max(0, ends - Date.now()));
	});
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
}

function print() {
	const widths = rows[0].map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)));
	console.log();
	for (const row of rows) {
		const cells = row.map((cell, column) => cell.padEnd(widths[column]));
		console.log(cells.join('  ').trimEnd());
	}
	for (const remark of remarks) console.log(`\n${remark}`);
	const left = Object.keys(EDITORS).filter(name => !wanted.includes(name));
	if (flags.ci && left.length > 0) {
		console.log(`\nLeft to npm run test:editors, for the time it takes: ${left.join(', ')}`);
	}
	if (rows.slice(1).every(([, , result]) => result === 'SKIPPED')) console.log('\nNO EDITOR WAS TESTED');
}
