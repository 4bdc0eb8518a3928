// npm run bench: budgets as a table. Ratios to a baseline in the same run, and sizes, fail; the rest informs.
//   --smoke   fewer runs, no other tools than ajv-cli, and a part of the adversarial texts, for CI
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { worstRules } from './adversarial.mjs';
import { deployAndPlan } from './cluster.mjs';
import { emulatorFigures } from './emulator.mjs';
import { bigJob, writeJobs } from './jobs.mjs';
import { sizeUntil } from './lsp-size.mjs';
import { compare, measure, wallOf } from './measure.mjs';
import { peers } from './peers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const smoke = process.argv.includes('--smoke');
const runs = smoke ? 3 : 7;
const cli = join(root, 'dist/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
const rows = [];
/** For one rule on 1 MiB of anybody's text. */
const ADVERSARIAL_MS = 50;

/**
 * One line of the table. `limit` undefined: it only informs. Above `failsFrom` the run fails; where that is more than the
 * limit, the goal is not reached yet, and what has been reached must not get lost.
 */
function row(what, value, unit, limit, failsFrom) {
	const over = limit !== undefined && value > limit;
	const fails = failsFrom !== undefined && value > failsFrom;
	const verdict = limit === undefined ? '' : fails ? 'FAILS' : over ? 'over' : 'ok';
	rows.push({ what, value, unit, goal: limit === undefined ? '' : `≤ ${limit} ${unit}`, verdict });
	if (fails) process.exitCode = 1;
}

/** A line that informs of a rate: the goal is reached from `least` on. */
function rate(what, value, unit, least) {
	rows.push({ what, value, unit, goal: `≥ ${least} ${unit}`, verdict: value < least ? 'under' : 'ok' });
}

try {
	versionStart();
	thousandFiles();
	if (!smoke) otherTools();
	oneMebibyte();
	tenThousandFiles();
	await sizes();
	await cluster();
	await emulator();
	await adversarialTexts();
} finally {
	rmSync(folder, { recursive: true, force: true });
}
print();

function versionStart() {
	const { ours, theirs, ratio } = compare([cli, '--version'], ['-e', '0'], { runs: runs * 2 });
	row('--version', ours.wall, 'ms');
	row('node -e 0', theirs.wall, 'ms');
	row('--version : node -e 0', ratio, '×', 1.5, 1.5);
}

function thousandFiles() {
	const jobs = join(folder, 'thousand');
	const source = writeJobs(jobs, 1000, root);
	console.log(`job files made of ${source.includes('corpus') ? 'the corpus' : 'examples/'}`);
	const ajv = join(root, 'test/peers/node_modules/ajv-cli/dist/index.js');
	if (!existsSync(ajv)) {
		console.log('installing the peers to compare with …');
		const quietly = ['--no-fund', '--no-audit', '--ignore-scripts'];
		execFileSync('npm', ['ci', ...quietly, '--prefix', join(root, 'test/peers')], { stdio: 'ignore' });
	}
	const check = [cli, 'check', jobs];
	const schema = [
		ajv,
		'validate',
		'--strict=false',
		'-s',
		join(root, 'schemas/job.schema.json'),
		'-d',
		join(jobs, '*.json'),
	];
	const { ours, theirs, ratio } = compare(check, schema, { runs: 7, codes: [0, 1], cwd: folder });
	row('1,000 files, all rules, from the second run on', ours.wall, 'ms');
	row('1,000 files, ajv-cli, schema alone', theirs.wall, 'ms');
	row('1,000 files : ajv-cli', ratio, '×', 1.5, 1.7);
	row('1,000 files, peak memory', ours.peak, 'MiB', 200);
}

/** Other tools over the same files; each once, after one run that does not count, as some take ten seconds. */
function otherTools() {
	const jobs = join(folder, 'thousand');
	const options = { cwd: jobs, codes: [0, 1] };
	for (const { name, command, cited } of peers(jobs, folder, root)) {
		const what = `1,000 files, ${name}`;
		if (command === undefined) {
			const cite = { what: `${what}: not available here, cited`, value: cited, unit: 'ms' };
			rows.push({ ...cite, goal: '', verdict: 'cited' });
			continue;
		}
		wallOf(command, options);
		row(what, wallOf(command, options), 'ms');
	}
}

async function cluster() {
	const { deploy, plan } = await deployAndPlan(folder, cli);
	row('deploy of 1,000 new jobs to the emulator', deploy, 'ms', 6000);
	row('plan of 1,000 unchanged jobs', plan, 'ms', 2000);
}

async function emulator() {
	const options = { seconds: smoke ? 1 : 3, short: smoke };
	await emulatorFigures(folder, root, options, (what, value, unit, goal) => {
		if (goal?.least === undefined) row(what, value, unit, goal?.most);
		else rate(what, value, unit, goal.least);
	});
}

async function adversarialTexts() {
	const options = { limit: ADVERSARIAL_MS, step: smoke ? 12 : 1 };
	for await (const { family, rule, place, ms } of worstRules(folder, root, options)) {
		row(`1 MiB of ${family}, worst: ${rule} at ${place}`, ms, 'ms', ADVERSARIAL_MS);
	}
}

function oneMebibyte() {
	const file = join(folder, 'big.json');
	writeFileSync(file, bigJob());
	const { wall } = measure([cli, 'check', file], { runs, codes: [0, 1], cwd: folder });
	row(`one file of ${(statSync(file).size / 2 ** 20).toFixed(2)} MiB`, wall, 'ms', 150);
}

function tenThousandFiles() {
	const jobs = join(folder, 'many');
	writeJobs(jobs, 10_000, root);
	writeFileSync(join(folder, 'metronome-jobs.json'), '{ "jobs": ["many/*.json"] }\n');
	const { wall, peak } = measure([cli, 'check', '-f', 'json'], {
		runs: smoke ? 1 : 3,
		codes: [0, 1],
		cwd: folder,
	});
	row('10,000 files, rules across files too', wall, 'ms', 6000);
	row('10,000 files, peak memory', peak, 'MiB', 400);
}

async function sizes() {
	const size = path => statSync(join(root, path)).size / 1000;
	const judging = ['server/node.ts', 'server/serve.ts', 'server/node-project.ts'];
	row('server entry, all that is read until the first diagnostics', await sizeUntil(judging), 'kB', 350, 350);
	if (existsSync(join(root, 'action/dist/index.cjs')))
		row('action bundle', size('action/dist/index.cjs'), 'kB', 1500, 1500);
}

function print() {
	const text = rows.map(({ what, value, unit, goal, verdict }) => [
		what,
		`${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`,
		goal,
		verdict,
	]);
	const widths = [0, 1, 2].map(column => Math.max(...text.map(cells => cells[column].length)));
	for (const cells of text) {
		console.log(
			`${cells[0].padEnd(widths[0])}  ${cells[1].padStart(widths[1])}  ${cells[2].padEnd(widths[2])}  ${cells[3]}`,
		);
	}
}
