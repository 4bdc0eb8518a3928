// Runs the checks over real job files and the labelled corpus of plain-text secrets, and prints what they say.
//   npm run corpus      (METRONOME_JOBS_CORPUS names the folder; default: ../shared/corpus beside the repository)
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkFile, judge } from '../core/check.ts';
import { EXAMPLE_NOW } from '../core/example.ts';
import type { Finding } from '../core/finding.ts';
import { detectSecrets } from '../core/secrets/plaintext/detect.ts';
import { DEFAULT_TARGET } from '../core/target.ts';
import { SourceText } from '../core/text.ts';
import { NEWEST_VERSION } from '../core/version.ts';
import { type CorpusRow, readCorpusRows, scorePlaintext } from '../test/corpus/plaintext-score.ts';

const folder = process.env['METRONOME_JOBS_CORPUS'] ?? resolve('../shared/corpus');
const target = { ...DEFAULT_TARGET, version: NEWEST_VERSION };

if (existsSync(folder)) {
	jobFiles('jobs');
	jobFiles('jobs-templated');
	jobFiles('schedules');
	serverAnswers();
	plaintext();
} else {
	console.log(`skipped: there is no corpus at ${folder}; METRONOME_JOBS_CORPUS names it`);
}

/** Every file is judged without a crash; the table says how often each rule speaks. */
function jobFiles(name: string): void {
	const names = readdirSync(join(folder, name)).filter(file => file.endsWith('.json'));
	const counts = new Map<string, number>();
	let clean = 0;
	for (const file of names) {
		const source = new SourceText(readFileSync(join(folder, name, file), 'utf8'));
		const { findings } = checkFile(file, source, { target, now: EXAMPLE_NOW, reading: 'file' });
		if (findings.length === 0) clean++;
		for (const code of new Set(findings.map(finding => finding.code)))
			counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	console.log(`\n${name}: ${names.length} files, ${clean} without a finding`);
	for (const [code, count] of [...counts].toSorted((a, b) => b[1] - a[1])) {
		console.log(`  ${String(count).padStart(4)}  ${code}`);
	}
}

interface Answer {
	readonly file: string;
	readonly status: number;
}

/** What the real server answered to the same files, sent as they are. */
function serverAnswers(): void {
	const path = join(folder, 'verdicts.jsonl');
	if (!existsSync(path)) return;
	const answers: Answer[] = readFileSync(path, 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	const wrong = answers.filter(({ file, status }) => {
		const text = readFileSync(join(folder, 'jobs', file), 'utf8');
		return judge(text, 'v1', { target, now: EXAMPLE_NOW, jobs: [] }).accepted !== (status === 201);
	});
	const agreed = answers.length - wrong.length;
	console.log(
		`\nserver's answers: ${answers.length}, agreed ${agreed} (${percent(agreed / answers.length)})`,
	);
	for (const { file, status } of wrong) console.log(`  ${status}  ${file}: ${reasons(file)}`);
	if (wrong.length > 0) process.exitCode = 1;
}

function reasons(file: string): string {
	const text = readFileSync(join(folder, 'jobs', file), 'utf8');
	const { findings } = judge(text, 'v1', { target, now: EXAMPLE_NOW, jobs: [] });
	return (
		findings.map((finding: Finding) => `${finding.code} ${finding.pointer ?? ''}`).join(', ') || 'no finding'
	);
}

function plaintext(): void {
	const rows = readCorpusRows(readFileSync(join(folder, 'plaintext-secrets.jsonl'), 'utf8'), base64 =>
		Buffer.from(base64, 'base64').toString('utf8'),
	);
	const score = scorePlaintext(rows, ({ key, value }: CorpusRow) =>
		detectSecrets({ key, value, place: 'env' }),
	);
	console.log(`\nplain-text secrets: ${rows.length} values`);
	console.log(`  precision ${score.precision.toFixed(4)}, recall ${score.recall.toFixed(4)}`);
	console.log('  kind                        found  missed  false alarms  passed');
	for (const [kind, row] of [...score.perKind].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
		const cells = [row.found, row.missed, row.falseAlarms, row.passed].map((count, i) =>
			String(count).padStart([5, 8, 14, 8][i] ?? 8),
		);
		console.log(`  ${kind.padEnd(26)}${cells.join('')}`);
	}
	for (const row of score.misses) console.log(`  missed: ${row.key} (${row.kind})`);
	for (const row of score.falseAlarms) console.log(`  false alarm: ${row.key} (${row.kind})`);
}

function percent(share: number): string {
	return `${(share * 100).toFixed(2)} %`;
}
