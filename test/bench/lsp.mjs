// npm run bench:lsp: what the language server takes, beside the goals. Informs; wants a built dist/.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bigJob, writeJobs } from './jobs.mjs';
import { LspClient } from './lsp-client.mjs';
import { median } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const ours = [process.execPath, join(root, 'dist/server.mjs'), '--stdio'];
const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
const uriOf = name => pathToFileURL(join(folder, name)).href;
const rows = [];

try {
	await coldStart();
	await oneDocument('1 MiB', bigJob(), { edit: '20 / 60', storm: '40' });
	await oneDocument('100 KiB', smallerJob(10), { edit: '2.5' });
	await tenThousandFiles();
} finally {
	rmSync(folder, { recursive: true, force: true });
}
for (const name of ['vscode-json-languageserver', 'yaml-language-server']) {
	const isThere = existsSync(join(root, 'test/peers/node_modules', name));
	console.log(
		`${name}: ${isThere ? 'is installed, its column is not measured yet' : 'is not installed, its column is left out'}`,
	);
}
const widths = [0, 1].map(column => Math.max(...rows.map(cells => cells[column].length)));
for (const [what, value, goal] of rows) {
	console.log(
		`${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${goal === undefined ? '' : `goal ${goal}`}`,
	);
}

function row(what, values, goal) {
	const sorted = values.toSorted((a, b) => a - b);
	const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))];
	const shown = sorted.length === 1 ? p99.toFixed(1) : `${median(sorted).toFixed(1)} / ${p99.toFixed(1)}`;
	rows.push([what, `${shown} ms`, goal]);
}

async function started(onProgress) {
	const client = new LspClient(ours, onProgress);
	await client.ask('initialize', {
		processId: process.pid,
		capabilities: {
			textDocument: { diagnostic: {} },
			workspace: { diagnostics: { refreshSupport: true } },
		},
		workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
		initializationOptions: { metronomeJobs: { check: 'workspace' } },
	});
	return client;
}

async function coldStart() {
	const times = [];
	for (let run = 0; run < 7; run++) {
		const begin = performance.now();
		const client = await started();
		times.push(performance.now() - begin);
		client.end();
	}
	row('start → initialize answered', times, '70');
}

async function timed(work) {
	const begin = performance.now();
	await work();
	return performance.now() - begin;
}

async function oneDocument(name, text, goals) {
	const client = await started();
	client.tell('initialized', {});
	const uri = uriOf('big.json');
	const textDocument = { uri };
	client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version: 1, text } });
	await client.ask('textDocument/diagnostic', { textDocument });
	const lines = text.split('\n');
	const line = lines.findIndex(content => content.includes('"secret":'));
	const position = { line, character: lines[line].indexOf(': "') + 4 };
	let version = 1;
	/** Types a letter, or takes it away again. */
	const change = () => {
		version++;
		const end = version % 2 === 0 ? position : { line, character: position.character + 1 };
		const contentChanges = [{ range: { start: position, end }, text: version % 2 === 0 ? 'x' : '' }];
		client.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
	};
	const times = async (count, work) => {
		const all = [];
		for (let i = 0; i < count; i++) all.push(await timed(work));
		return all;
	};
	const complete = () => client.ask('textDocument/completion', { textDocument, position });
	const edited = async () => {
		change();
		await client.ask('textDocument/diagnostic', { textDocument });
	};
	row(`${name}: edit → diagnostics`, await times(100, edited), goals.edit);
	row(`${name}: completion`, await times(100, complete), '2 / 10');
	const both = async () => {
		change();
		await complete();
	};
	row(`${name}: edit + completion`, await times(100, both), '12 / 20');
	row(
		`${name}: hover`,
		await times(100, () => client.ask('textDocument/hover', { textDocument, position })),
		'0.5 / 2',
	);
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
	row(`${name}: storm of 40 edits and completions`, [performance.now() - begin], goals.storm);
	client.end();
}

function smallerJob(part) {
	const job = JSON.parse(bigJob());
	const some = object => Object.fromEntries(Object.entries(object).filter((_, index) => index % part === 0));
	const { labels, run } = job;
	const smaller = { ...run, env: some(run.env), secrets: some(run.secrets) };
	return `${JSON.stringify({ ...job, labels: some(labels), run: smaller }, null, 2)}\n`;
}

async function tenThousandFiles() {
	writeJobs(join(folder, 'many'), 10_000, root);
	writeFileSync(join(folder, 'metronome-jobs.json'), '{ "jobs": ["many/*.json"] }\n');
	const across = new Set(['dependency-unknown', 'dependency-cycle', 'duplicate-job-id']);
	const parts = [];
	const client = await started(({ value }) =>
		parts.push({ at: performance.now(), items: value.items ?? [] }),
	);
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
	row('10,000 files: all findings across files', [(lastAcross?.at ?? begin) - begin], '2000');
	row('10,000 files: all findings', [parts.at(-1).at - begin]);
	row('10,000 files: typing meanwhile', typing, 'p99 60');
	const ids = [];
	for (let i = 0; i < 30; i++)
		ids.push(await timed(() => edit(text.replace('bench.job-5"', `bench.job-5${i % 2 ? '' : 'x'}"`))));
	row('10,000 files: another id → diagnostics', ids, '20');
	rows.push(['10,000 files: peak memory', `${client.peak?.toFixed(0)} MiB`, '250']);
	client.end();
}
