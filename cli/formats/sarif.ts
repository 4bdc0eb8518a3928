import { type Consequence, DEFAULT_SEVERITY, SEVERITY_RANK, type Severity } from '../../core/finding.ts';
import { docsUrl, REPOSITORY, TOOL_NAME } from '../../core/project.ts';
import type { RuleMeta } from '../../core/rule.ts';
import { RULES } from '../../core/rules/registry.ts';
import type { CheckResult } from '../../files/result.ts';
import { cut } from './cut.ts';
import type { FormatOptions } from './format.ts';
import { artifactLocation, BASE, LEVELS, type SarifResult, sarifResult } from './sarif-result.ts';
import { shown } from './shown.ts';
import { count } from './wording.ts';

/**
 * SARIF 2.1.0, for code scanning. Suppressed findings are in it with their suppressions, so that GitHub's alerts do
 * not close and open again. Columns are UTF-16, URIs relative to the working directory. Stays below GitHub's limits
 * (facts: actions-and-deploy §4) and says in a notification what it left out for them.
 */
export function sarif(result: CheckResult, options: FormatOptions): string {
	const view = shown(result);
	const codes = [...new Set(view.findings.map(finding => finding.code))].sort();
	const index = new Map(codes.map((code, n) => [code, n]));
	const all = view.findings.map(finding => sarifResult(finding, index.get(finding.code) ?? -1, view));
	const results = withinLimits(all);
	const driver = {
		name: TOOL_NAME,
		version: options.toolVersion,
		semanticVersion: options.toolVersion,
		informationUri: `https://github.com/${REPOSITORY}`,
		rules: codes.map(ruleDescriptor),
	};
	const run = {
		tool: { driver },
		invocations: [invocation(result, all.length - results.length)],
		originalUriBaseIds: { [BASE]: { description: { text: 'The directory the check was started in.' } } },
		columnKind: 'utf16CodeUnits',
		results,
		properties: { judgedFor: result.judgedFor },
	};
	return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const MAX_RESULTS = 25_000;
/** GitHub takes 10 MB of gzip; some room is left for the rest of the log. */
const MAX_COMPRESSED = 9_000_000;

/** As many results as a log may have, the gravest if not all, in their order. */
function withinLimits(all: readonly SarifResult[]): readonly SarifResult[] {
	const ranked = all.toSorted((a, b) => LEVEL_RANK[b.level] - LEVEL_RANK[a.level]);
	const kept = new Set<SarifResult>();
	const seen = new Set<string>();
	let size = 0;
	for (const result of ranked.slice(0, MAX_RESULTS)) {
		size += compressedSize(JSON.stringify(result), seen);
		if (size > MAX_COMPRESSED) break;
		kept.add(result);
	}
	return all.filter(result => kept.has(result));
}

/**
 * About how many bytes a JSON text adds to a gzip of many of its kind, rather too many than too few: a string that
 * came before costs next to nothing, any other is taken for noise. Compressing for real would mean to load zlib with
 * every start of the program.
 */
function compressedSize(json: string, seen: Set<string>): number {
	let size = 0;
	for (const [string] of json.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
		size += seen.has(string) ? BYTES_OF_REPETITION : Buffer.byteLength(string) * NOISE_RATIO;
		seen.add(string);
	}
	return size;
}

const BYTES_OF_REPETITION = 2;
const NOISE_RATIO = 0.9;

const LEVEL_RANK: Readonly<Record<SarifResult['level'], number>> = {
	error: SEVERITY_RANK.error,
	warning: SEVERITY_RANK.warning,
	note: SEVERITY_RANK.info,
};

function invocation({ troubles, notices }: CheckResult, dropped: number) {
	const notifications = [
		...troubles.map(({ kind, path, message }) => ({
			level: 'error',
			message: { text: message },
			descriptor: { id: kind },
			...(path === null ? {} : { locations: [{ physicalLocation: artifactLocation(path) }] }),
		})),
		...notices.map(text => ({ level: 'note', message: { text }, descriptor: { id: 'notice' } })),
	];
	if (dropped > 0) {
		const text = `${count(dropped, 'result')} left out: code scanning takes no more than ${MAX_RESULTS} results and 10 MB.`;
		notifications.push({ level: 'warning', message: { text }, descriptor: { id: 'limit' } });
	}
	return { executionSuccessful: troubles.length === 0, toolExecutionNotifications: notifications };
}

const METAS: ReadonlyMap<string, RuleMeta> = new Map(RULES.map(({ meta }) => [meta.code, meta]));

/** GitHub cuts descriptions here. */
const MAX_DESCRIPTION = 1024;

function ruleDescriptor(code: string) {
	const meta = METAS.get(code);
	const about = { id: code, helpUri: docsUrl(code) };
	if (meta === undefined) return about;
	const severity = meta.severity ?? DEFAULT_SEVERITY[meta.consequence];
	const help = `${meta.why}\n\n${meta.remedy}`;
	return {
		...about,
		shortDescription: { text: cut(`${meta.summary}.`, MAX_DESCRIPTION) },
		fullDescription: { text: cut(help, MAX_DESCRIPTION) },
		help: {
			text: `${help}\n\n${docsUrl(code)}`,
			markdown: `${help}\n\n[More about ${code}](${docsUrl(code)})`,
		},
		defaultConfiguration: { level: LEVELS[severity] },
		properties: {
			tags: ['metronome', meta.consequence, ...(code in SECURITY_SEVERITY ? ['security'] : [])],
			precision: PRECISION[meta.consequence],
			'problem.severity': PROBLEM_SEVERITY[severity],
			...(code in SECURITY_SEVERITY ? { 'security-severity': SECURITY_SEVERITY[code] } : {}),
		},
	};
}

/** Rules whose findings GitHub lists as security alerts, with a score as CVSS has them: 7.0 to 8.9 is high. */
const SECURITY_SEVERITY: Readonly<Record<string, string>> = { 'plain-text-secret': '8.0' };

/** What recordings of the server prove is sure; what a rule infers is not quite. */
const PRECISION: Readonly<Record<Consequence, string>> = {
	refused: 'very-high',
	breaks: 'very-high',
	ignored: 'very-high',
	fails: 'high',
	risk: 'high',
};

const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
	error: 'error',
	warning: 'warning',
	info: 'recommendation',
};
