// npm run bench:lsp: what the language server takes, beside the goals and beside other servers on the same file (npm ci
// --prefix test/peers). Sizes and ratios fail; times inform.
//   --smoke   the start, sizes and a few edits only, for CI
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bigJob, writeJobs } from './jobs.mjs';
import { introduced, languageServers, opened } from './lsp-servers.mjs';
import { sizeUntil } from './lsp-size.mjs';
import { median } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const smoke = process.argv.includes('--smoke');
const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
const uriOf = name => pathToFileURL(join(folder, name)).href;
const servers = languageServers(root);
const [ours] = servers;
const rows = [];

try {
	await sizes();
	await coldStart();
	await documents('1 MiB', bigJob(), smoke ? 10 : 100, {
		edit: '20 / 60',
		completion: '2 / 10',
		both: '12 / 20',
		hover: '0.5 / 2',
		storm: '40',
	});
	await documents('100 KiB', smallerJob(10), smoke ? 10 : 100, { edit: '2.5' });
	if (!smoke) {
		await hugeDocument();
		await tenThousandFiles();
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
print();

/** One line of the table: a cell for each server, and whether it fails. */
function row(what, cells, goal = '', verdict = '') {
	rows.push([what, ...servers.map(({ name }) => cells[name] ?? ''), goal, verdict]);
	if (verdict === 'FAILS') process.exitCode = 1;
}

function shown(values) {
	const sorted = values.toSorted((a, b) => a - b);
	const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))];
	return sorted.length === 1 ? p99.toFixed(1) : `${median(sorted).toFixed(1)} / ${p99.toFixed(1)}`;
}

async function sizes() {
	const limit = 350;
	const entry = await sizeUntil(['server/node.ts']);
	const judging = await sizeUntil(['server/node.ts', 'server/serve.ts', 'server/node-project.ts']);
	const verdict = value => (value > limit ? 'FAILS' : 'ok');
	row('kB read until initialize is answered', { ours: entry.toFixed(0) }, `${limit}`, verdict(entry));
	row('kB read until the first diagnostics', { ours: judging.toFixed(0) }, `${limit}`, verdict(judging));
}

/** The servers take turns, so that a slower minute of the machine hits all of them. */
async function coldStart() {
	const times = new Map(servers.map(server => [server, []]));
	const present = servers.filter(({ isThere }) => isThere);
	for (let run = smoke ? -1 : -2; run < (smoke ? 7 : 15); run++) {
		for (const server of present) {
			let client;
			const ms = await timed(async () => {
				client = await introduced(server, folder);
			});
			client.end();
			if (run >= 0) times.get(server).push(ms);
		}
	}
	const cells = Object.fromEntries(present.map(server => [server.name, shown(times.get(server))]));
	row('start → initialize answered', cells, '70');
	const json = servers.find(({ name }) => name === 'JSON');
	if (!json.isThere) return row('start : JSON server', { ours: 'not measured: npm ci --prefix test/peers' });
	const ratio = median(times.get(ours).map((ms, at) => ms / times.get(json)[at]));
	row('start : JSON server', { ours: ratio.toFixed(2) }, '0.7', ratio > 0.7 ? 'FAILS' : 'ok');
}

async function timed(work) {
	const begin = performance.now();
	await work();
	return performance.now() - begin;
}

async function times(count, work) {
	const all = [];
	for (let i = 0; i < count; i++) all.push(await timed(work));
	return all;
}

async function documents(name, text, count, goals) {
	const cells = { edit: {}, completion: {}, both: {}, hover: {}, storm: {} };
	for (const server of servers.filter(({ isThere }) => isThere)) {
		if (smoke && server !== ours) continue;
		// A server that waits before it looks at an edit needs half a second for each.
		const runs = server === ours ? count : Math.min(count, 20);
		const session = await opened(server, folder, uriOf('big.json'), text);
		const { change, edited, complete, hover } = session;
		const keep = (what, values) => {
			cells[what][server.name] = shown(values);
		};
		await times(5, edited);
		keep('edit', await times(runs, edited));
		keep('completion', await times(runs, complete));
		const both = () => {
			change();
			return complete();
		};
		keep('both', await times(runs, both));
		keep('hover', await times(runs, hover));
		keep('storm', [await storm(session)]);
		session.client.end();
	}
	row(`${name}: edit → diagnostics`, cells.edit, goals.edit);
	row(`${name}: completion`, cells.completion, goals.completion);
	row(`${name}: edit + completion`, cells.both, goals.both);
	row(`${name}: hover`, cells.hover, goals.hover);
	row(`${name}: storm of 40 edits and completions`, cells.storm, goals.storm);
}

/** Types and asks faster than anyone; from the last edit to the last answer, in ms. */
async function storm({ client, change, complete }) {
	let last;
	let begin = 0;
	for (let i = 0; i < 40; i++) {
		begin = performance.now();
		change();
		if (last !== undefined) client.tell('$/cancelRequest', { id: client.lastId });
		last = complete();
		await new Promise(resolve => setTimeout(resolve, 10));
	}
	await last;
	return performance.now() - begin;
}

function smallerJob(part) {
	const job = JSON.parse(bigJob());
	const some = object => Object.fromEntries(Object.entries(object).filter((_, index) => index % part === 0));
	const { labels, run } = job;
	const smaller = { ...run, env: some(run.env), secrets: some(run.secrets) };
	return `${JSON.stringify({ ...job, labels: some(labels), run: smaller }, null, 2)}\n`;
}

/** Some ten of the big jobs in one file. */
async function hugeDocument() {
	const jobs = Array.from({ length: 11 }, (_, at) => ({ ...JSON.parse(bigJob()), id: `bench.big-${at}` }));
	const text = `${JSON.stringify(jobs, null, 2)}\n`;
	const name = `${(text.length / 2 ** 20).toFixed(1)} MiB`;
	const { client, edited, symbols } = await opened(ours, folder, uriOf('huge.json'), text);
	row(`${name}: edit → diagnostics`, { ours: shown(await times(15, edited)) }, '250');
	row(`${name}: symbols`, { ours: shown(await times(5, symbols)) }, '300');
	row(`${name}: peak memory, MiB`, { ours: client.peak?.toFixed(0) }, '600');
	client.end();
}

async function tenThousandFiles() {
	writeJobs(join(folder, 'many'), 10_000, root);
	writeFileSync(join(folder, 'metronome-jobs.json'), '{ "jobs": ["many/*.json"] }\n');
	const across = new Set(['dependency-unknown', 'dependency-cycle', 'duplicate-job-id']);
	const parts = [];
	const onProgress = ({ value }) => parts.push({ at: performance.now(), items: value.items ?? [] });
	const client = await introduced(ours, folder, { onProgress });
	const begin = performance.now();
	client.tell('initialized', {});
	const uri = uriOf('many/job-5.json');
	const text = readFileSync(join(folder, 'many/job-5.json'), 'utf8');
	client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version: 1, text } });
	let isDone = false;
	const pulled = client
		.ask('workspace/diagnostic', { previousResultIds: [], partialResultToken: 1 })
		.then(rest => {
			isDone = true;
			parts.push({ at: performance.now(), items: rest.items });
		});
	let version = 1;
	const edit = async changed => {
		const textDocument = { uri, version: ++version };
		client.tell('textDocument/didChange', { textDocument, contentChanges: [{ text: changed }] });
		await client.ask('textDocument/diagnostic', { textDocument });
	};
	const typing = [];
	while (!isDone) {
		typing.push(await timed(() => edit(version % 2 === 0 ? text : ` ${text}`)));
		await new Promise(resolve => setTimeout(resolve, 20));
	}
	await pulled;
	const isAcross = ({ items }) => items?.some(({ code }) => across.has(code)) === true;
	const lastAcross = parts.filter(part => part.items.some(isAcross)).at(-1);
	const since = at => shown([at - begin]);
	row('10,000 files: all findings across files', { ours: since(lastAcross?.at ?? begin) }, '2000');
	row('10,000 files: all findings', { ours: since(parts.at(-1).at) });
	row('10,000 files: typing meanwhile', { ours: shown(typing) }, 'p99 60');
	const ids = [];
	for (let i = 0; i < 30; i++)
		ids.push(await timed(() => edit(text.replace('bench.job-5"', `bench.job-5${i % 2 ? '' : 'x'}"`))));
	row('10,000 files: another id → diagnostics', { ours: shown(ids) }, '20');
	row('10,000 files: peak memory, MiB', { ours: client.peak?.toFixed(0) }, '250');
	client.end();
}

function print() {
	for (const { name, isThere } of servers) {
		if (!isThere) console.log(`${name}: not installed (npm ci --prefix test/peers), its column is empty`);
	}
	console.log('ms, median / p99, unless the row says otherwise');
	const head = ['', ...servers.map(({ name }) => name), 'goal', ''];
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map(cells => (cells[column] ?? '').length)));
	for (const cells of lines) {
		const padded = cells.map((cell, at) => {
			const text = cell ?? '';
			return at === 0 ? text.padEnd(widths[at]) : text.padStart(widths[at]);
		});
		console.log(padded.join('  ').trimEnd());
	}
}
