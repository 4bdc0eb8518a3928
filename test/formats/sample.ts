import type { FormatOptions } from '../../cli/formats/format.ts';
import type { Finding, Fix, Related, Suppressed } from '../../core/finding.ts';
import { docsUrl } from '../../core/project.ts';
import { SourceText, type Span } from '../../core/text.ts';
import type { CheckedFile, CheckResult, Summary, Trouble } from '../../files/result.ts';

/**
 * A result with one of everything that is hard to print. Its findings are written by hand, so that the golden files
 * change when a format changes and not whenever a rule finds better words; `real.test.ts` runs the real rules.
 */

/** A password that no output may show; put together here so that no scanner takes this file for a leak. */
export const CANARY = Buffer.from('dlg5bUw0VGtaN3BRMndFNA==', 'base64').toString();

export const OPTIONS: FormatOptions = {
	color: false,
	width: 100,
	unicode: true,
	maxPerRule: 3,
	toolVersion: '1.2.3',
};

const NIGHTLY = `{
	"id": "billing.nightly",
	"description": "Nightly export 🌙 of 請求書",
	"labels": { "team": "💸 billing", "metronome-jobs.ignore.secret-unused": "wired by hand" },
	"run": {
		"cpus": 0.5, "mem": 256, "disk": 0,
		"cmd": "echo 📦📦 && ./export --user billing",
		"env": {
			"DB_USER": "billing", "DB_PASSWORD": "${CANARY}", "DB_HOST": { "secert": "host" },
			"API_TOKEN": { "secret": "api-tokn" }
		},
		"secrets": {
			"api-token": { "source": "billing/api-token" },
			"old": { "source": "billing/old" }
		}
	}
}
`;

const EXPORT = [
	'{',
	'  "id": "billing.export",',
	'  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" },',
	'  "schedules": [',
	'    { "id": "default", "cron": "0 0 31 2 *", "timezone": "Europe/Berlin" }',
	'  ],',
	'  "dependencies": [ { "id": "billing.nightly" } ]',
	'}',
	'',
].join('\r\n');

/** One line of some 100,000 characters, as tools write it, the password in the middle. */
const MINIFIED = JSON.stringify({
	id: 'reports.all',
	run: {
		cpus: 0.1,
		mem: 64,
		disk: 0,
		cmd: './report',
		env: Object.fromEntries([
			...Array.from({ length: 2000 }, (_, n) => [`SETTING_${n}`, 'value é']),
			['SMTP_PASSWORD', CANARY],
			['RETRIES', 3],
			...Array.from({ length: 2000 }, (_, n) => [`OTHER_${n}`, 'value é']),
		]),
	},
});

/** A file that tries to steer the terminal, the log and the comment it is shown in. */
const HOSTILE_ID = 'evil\u001b[31m.\u202egnol';
const HOSTILE = `[
  { "id": "${HOSTILE_ID}", "run": { "cpus": 1, "mem": 1, "disk": 0, "cmd": "::error::##[add-path]/tmp|@admin <b>" } },
  { "id": "b", "run": { "cpus": 1, "mem": 1, "disk": -1, "cmd": "x" } },
  { "id": "c", "run": { "cpus": 1, "mem": 1, "disk": -1, "cmd": "x" } },
  { "id": "d", "run": { "cpus": 1, "mem": 1, "disk": -1, "cmd": "x" } },
  { "id": "e", "run": { "cpus": 1, "mem": 1, "disk": -1, "cmd": "x" } },
  { "id": "f", "run": { "cpus": 1, "mem": 1, "disk": -1, "cmd": "x" } }
]
`;

const CLEAN = '{ "id": "clean", "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" } }\n';

const TEXTS: Readonly<Record<string, string>> = {
	'jobs/billing/nightly.json': NIGHTLY,
	'jobs/clean.json': CLEAN,
	'jobs/export 50%, Größe.json': EXPORT,
	'jobs/hostile|`##[x].json': HOSTILE,
	'jobs/minified.json': MINIFIED,
};

/** Where the n-th `needle` of a file stands. */
function spanOf(file: string, needle: string, nth = 0): Span {
	const text = new SourceText(TEXTS[file] ?? '').text;
	let start = text.indexOf(needle);
	for (let n = 0; n < nth; n++) start = text.indexOf(needle, start + 1);
	if (start < 0) throw new Error(`the sample has no ${needle} in ${file}`);
	return { start, end: start + needle.length };
}

interface Parts extends Partial<Omit<Finding, 'code' | 'file' | 'fix'>> {
	readonly needle?: string;
	readonly nth?: number;
	readonly fix?: Fix;
}

let serial = 0;

function finding(file: string | null, code: string, message: string, parts: Parts): Finding {
	const { needle, nth, fix, ...rest } = parts;
	serial++;
	return {
		code,
		message,
		file,
		severity: 'error',
		consequence: 'refused',
		pointer: null,
		span: file === null || needle === undefined ? null : spanOf(file, needle, nth),
		job: null,
		related: [],
		unnecessary: false,
		suppressed: null,
		fingerprint: serial.toString(16).padStart(16, '0'),
		docs: docsUrl(code),
		...rest,
		fix: fix === undefined ? null : () => fix,
	};
}

function related(file: string | null, inFile: string, needle: string, message: string): Related {
	return { file, pointer: null, span: spanOf(inFile, needle), message };
}

function nightly(): Finding[] {
	const file = 'jobs/billing/nightly.json';
	const job = 'billing.nightly';
	const token = spanOf(file, '"api-tokn"');
	const password = spanOf(file, `"${CANARY}"`);
	const secrets = spanOf(file, '"secrets": {');
	const unused: Suppressed = { by: 'label', reason: 'wired by hand' };
	return [
		finding(file, 'key-ignored', 'Behind wide characters the mark is where it belongs.', {
			needle: '請求書',
			job,
			pointer: '/description',
			severity: 'info',
			consequence: 'ignored',
		}),
		finding(
			file,
			'cmd-and-args',
			'A message with a very long word: jobs.of.a.team.that.likes.names.which.go.on.and.on.until.nobody.reads.them.any.more.at.all does not break.',
			{ needle: '--user', job, pointer: '/run/cmd', severity: 'warning', consequence: 'ignored' },
		),
		finding(
			file,
			'plain-text-secret',
			'The value of DB_PASSWORD is a password in plain text: everybody who can read the repository or the job has it. Put it in the secret store, refer to it, and change the password, since it is known now.',
			{
				needle: `"${CANARY}"`,
				job,
				pointer: '/run/env/DB_PASSWORD',
				consequence: 'risk',
				fix: {
					title: "Refer to a secret 'db-password' and declare it",
					safe: false,
					edits: [
						{ ...password, newText: '{ "secret": "db-password" }' },
						{
							start: secrets.end,
							end: secrets.end,
							newText: '\n\t\t\t"db-password": { "source": "billing/nightly/db-password" },',
						},
					],
				},
			},
		),
		finding(
			file,
			'unknown-property',
			"'secert' is no property of a secret reference: Metronome refuses the job. Did you mean 'secret'?",
			{
				needle: '"secert"',
				job,
				pointer: '/run/env/DB_HOST/secert',
				fix: {
					title: "Rename to 'secret'",
					safe: true,
					edits: [{ ...spanOf(file, '"secert"'), newText: '"secret"' }],
				},
			},
		),
		finding(
			file,
			'secret-undeclared',
			"No secret 'api-tokn' is declared in run.secrets: Metronome refuses the job. Did you mean 'api-token'?",
			{
				needle: '"api-tokn"',
				job,
				pointer: '/run/env/API_TOKEN/secret',
				related: [related(null, file, '"api-token"', "'api-token' is declared here")],
				fix: { title: "Change to 'api-token'", safe: true, edits: [{ ...token, newText: '"api-token"' }] },
			},
		),
		finding(file, 'secret-unused', "Nothing refers to the secret 'old': Metronome refuses the job.", {
			needle: '"old"',
			job,
			pointer: '/run/secrets/old',
			suppressed: unused,
		}),
	];
}

function otherFiles(): Finding[] {
	const exported = 'jobs/export 50%, Größe.json';
	const minified = 'jobs/minified.json';
	return [
		finding(
			exported,
			'schedule-never-fires',
			"The cron '0 0 31 2 *' names a day that no year has: Metronome stores it, and from then on GET /v1/jobs answers 500 for everybody.",
			{ needle: '"0 0 31 2 *"', job: 'billing.export', pointer: '/schedules/0/cron', consequence: 'breaks' },
		),
		finding(
			exported,
			'schedules-with-dependencies',
			'A job has schedules or dependencies, never both: Metronome refuses it.',
			{
				span: { start: spanOf(exported, '[').start, end: spanOf(exported, '],').end - 1 },
				job: 'billing.export',
				pointer: '/schedules',
				related: [
					related(null, exported, '[ { "id"', 'the dependencies'),
					related(
						'jobs/billing/nightly.json',
						'jobs/billing/nightly.json',
						'"billing.nightly"',
						'the job it waits for',
					),
				],
			},
		),
		...hostile(),
		finding(minified, 'plain-text-secret', 'The value of SMTP_PASSWORD is a password in plain text.', {
			needle: `"${CANARY}"`,
			job: 'reports.all',
			pointer: '/run/env/SMTP_PASSWORD',
			consequence: 'risk',
			suppressed: { by: 'baseline', reason: '' },
		}),
		finding(
			minified,
			'wrong-type',
			"RETRIES is a number, and Metronome takes only strings and secrets: write '3' in quotes.",
			{
				span: { start: spanOf(minified, '"RETRIES":3').end - 1, end: spanOf(minified, '"RETRIES":3').end },
				job: 'reports.all',
				pointer: '/run/env/RETRIES',
				fix: {
					title: "Write '3' as a string",
					safe: true,
					edits: [
						{
							start: spanOf(minified, '"RETRIES":3').end - 1,
							end: spanOf(minified, '"RETRIES":3').end,
							newText: '"3"',
						},
					],
				},
			},
		),
		finding('metronome-jobs.json', 'suppression-unused', 'No finding matches this suppression any more.', {
			severity: 'warning',
			consequence: 'risk',
			pointer: '/suppressions/0',
		}),
		finding(null, 'config-invalid', 'A finding that belongs to no file.', {
			severity: 'info',
			consequence: 'ignored',
		}),
	];
}

function hostile(): Finding[] {
	const file = 'jobs/hostile|`##[x].json';
	const tooSmall = ['b', 'c', 'd', 'e', 'f'].map((job, nth) =>
		finding(file, 'value-too-small', 'disk is -1 and must be at least 0: Metronome refuses the job.', {
			needle: '-1',
			nth,
			job,
			pointer: `/${nth + 1}/run/disk`,
		}),
	);
	return [
		finding(
			file,
			'id-invalid',
			`'${HOSTILE_ID}' is no job id: ::error::pwned\n##[add-path]/tmp | @admin [x](https://example.org) <img src=x> \`tick #12`,
			{
				needle: `"${HOSTILE_ID}"`,
				job: HOSTILE_ID,
				pointer: '/0/id',
				severity: 'warning',
				consequence: 'ignored',
			},
		),
		...tooSmall,
	];
}

/** The whole sample. */
export function sampleResult(): CheckResult {
	serial = 0;
	const findings = [...nightly(), ...otherFiles()];
	const troubles: Trouble[] = [
		{
			kind: 'io',
			path: 'jobs/locked.json',
			message:
				'jobs/locked.json cannot be read: permission denied. Make it readable or leave it out with `exclude`.',
		},
		{ kind: 'usage', path: null, message: "The pattern 'jbos/*.json' matches no file." },
	];
	return resultOf(TEXTS, findings, { troubles, notices: ['2 baseline entries match nothing any more.'] });
}

/** Puts findings and texts together as a check run does. */
export function resultOf(
	texts: Readonly<Record<string, string>>,
	findings: readonly Finding[],
	more: Partial<Pick<CheckResult, 'troubles' | 'notices'>> & { readonly jobs?: number } = {},
): CheckResult {
	const sources = new Map(Object.entries(texts).map(([path, text]) => [path, new SourceText(text)]));
	const files: CheckedFile[] = [...sources].map(([path, source]) => ({
		path,
		source,
		jobs: 1,
		findings: findings.filter(one => one.file === path),
	}));
	return {
		files,
		findings,
		sources,
		summary: summaryOf(findings, files.length, more.jobs ?? files.length),
		troubles: more.troubles ?? [],
		notices: more.notices ?? [],
		judgedFor: 'Metronome 0.6.68 (DC/OS 2.2.0)',
	};
}

function summaryOf(findings: readonly Finding[], files: number, jobs: number): Summary {
	const open = findings.filter(one => one.suppressed === null);
	const of = (severity: string) => open.filter(one => one.severity === severity).length;
	return {
		files,
		jobs,
		errors: of('error'),
		warnings: of('warning'),
		infos: of('info'),
		fixable: open.filter(one => one.fix?.()?.safe === true).length,
		suppressed: findings.length - open.length,
	};
}
