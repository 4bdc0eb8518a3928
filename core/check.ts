import { DEFAULT_SEVERITY, type Finding, type Severity } from './finding.ts';
import { fingerprints, type Unsigned } from './fingerprint.ts';
import type { Job } from './job.ts';
import { type Reading, type Unit, unitsOf } from './job-file.ts';
import { type FileSummary, type JobSet, jobSet, summarize } from './jobset.ts';
import { pointerOf } from './json.ts';
import { parseJson } from './json-parser.ts';
import { docsUrl } from './project.ts';
import type {
	FileContext,
	Report,
	Reporter,
	Rule,
	RuleMeta,
	ViolationContext,
	ViolationRule,
} from './rule.ts';
import { RULES } from './rules/registry.ts';
import type { Detect } from './secrets/plaintext/detection.ts';
import { DEFAULT_TARGET, type Target } from './target.ts';
import { SourceText, type Span } from './text.ts';
import type { Body } from './verdict/schema.ts';
import { violations } from './verdict/verdict.ts';
import type { ViolationKind } from './verdict/violation.ts';

export interface CheckOptions {
	readonly target: Target;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly reading: Reading;
	/** See {@link FileContext}. */
	readonly detect?: Detect | undefined;
}

/** One judged file. */
export interface FileCheck {
	readonly file: string | null;
	readonly source: SourceText;
	readonly context: FileContext;
	/** What the file's own text shows, in source order. */
	readonly findings: readonly Finding[];
	readonly summary: FileSummary;
}

/**
 * Judges the text of one file with every rule that needs no other file. Never throws on any text.
 * The findings have their rules' default severities; what a project wants of them is applied by `policy.ts`.
 */
export function checkFile(file: string | null, source: SourceText, options: CheckOptions): FileCheck {
	return checkContext(fileContext(file, source, options));
}

/** Judges a file that is parsed already: an editor needs its tree before, and often without, the findings. */
export function checkContext(context: FileContext): FileCheck {
	const { file, source } = context;
	const collected = new Collector(file);
	for (const rule of FILE_RULES) {
		rule.check(context, report => {
			collected.reporter(rule.meta, jobAround(report.at, context.units))(report);
		});
	}
	for (const unit of context.units) checkUnit(unit, context, collected);
	return { file, source, context, findings: collected.findings(), summary: summaryOf(context) };
}

/** What other files need to know of a parsed file. */
export function summaryOf({ file, units, document }: FileContext): FileSummary {
	return summarize(file ?? '', units, document.problems.length > 0);
}

/** Parses a file and takes it apart, without judging it. */
export function fileContext(file: string | null, source: SourceText, options: CheckOptions): FileContext {
	const document = parseJson(source.text, options.target.variables);
	const units = unitsOf(document.root, options.reading);
	return {
		file,
		source,
		document,
		units,
		reading: options.reading,
		target: options.target,
		now: options.now,
		detect: options.detect,
	};
}

/** Judges what only shows when all files are seen together. Findings name their files. */
export function checkSet(
	files: Iterable<FileSummary>,
	complete: boolean,
	options: Omit<CheckOptions, 'reading'>,
): readonly Finding[] {
	return checkJobSet(jobSet(files, complete), options);
}

export function checkJobSet(jobs: JobSet, options: Omit<CheckOptions, 'reading'>): readonly Finding[] {
	const unsigned: Unsigned[] = [];
	for (const rule of SET_RULES) {
		rule.check({ jobs, target: options.target, now: options.now }, (file, report) => {
			unsigned.push({
				...common(rule.meta, report.severity, report.message),
				file,
				pointer: report.pointer,
				span: report.span,
				job: report.job,
				related: report.related ?? [],
				unnecessary: false,
				fix: report.fix ?? null,
			});
		});
	}
	return fingerprints(unsigned);
}

/** What the server answers to one request body, and every finding on it. */
export interface Judgement {
	/** The server takes and stores the body. A body that then breaks it (`breaks`) counts as not accepted. */
	readonly accepted: boolean;
	readonly findings: readonly Finding[];
}

/**
 * Judges a text as one request body. `jobs`: ids of all jobs that exist; without them an unknown dependency
 * cannot be told.
 */
export function judge(
	text: string,
	body: Body,
	options: { readonly target?: Target; readonly now: number; readonly jobs?: readonly string[] },
): Judgement {
	const target = { ...(options.target ?? DEFAULT_TARGET), knownJobs: new Set(options.jobs ?? []) };
	const check = checkFile('', new SourceText(text), { target, now: options.now, reading: body });
	const together = checkSet([check.summary], options.jobs !== undefined, { target, now: options.now });
	const findings = [...check.findings, ...together];
	const stops = findings.some(({ consequence }) => consequence === 'refused' || consequence === 'breaks');
	return { accepted: !stops, findings };
}

type RuleOn<O extends Rule['on']> = Extract<Rule, { readonly on: O }>;

function rulesOn<O extends Rule['on']>(on: O): readonly RuleOn<O>[] {
	return RULES.filter((rule): rule is RuleOn<O> => rule.on === on);
}

const FILE_RULES = rulesOn('file');
const JOB_RULES = rulesOn('job');
const SCHEDULE_RULES = rulesOn('schedule');
const SET_RULES = rulesOn('set');
/** Several rules may present one kind; each looks at the details and takes what is its own. */
const VIOLATION_RULES = violationRules();

function violationRules(): ReadonlyMap<ViolationKind, readonly ViolationRule[]> {
	const byKind = new Map<ViolationKind, ViolationRule[]>();
	for (const rule of rulesOn('violation')) {
		for (const kind of rule.kinds) {
			const same = byKind.get(kind);
			if (same === undefined) byKind.set(kind, [rule]);
			else same.push(rule);
		}
	}
	return byKind;
}

function checkUnit(unit: Unit, context: FileContext, collected: Collector): void {
	const body: ViolationContext['body'] = unit.kind === 'job' ? unit.body : 'schedule';
	const found = violations(unit.node, body, context.target.version);
	if (found.length > 0) {
		const unitContext = { ...context, job: unit.job, body };
		for (const violation of found) {
			for (const rule of VIOLATION_RULES.get(violation.kind) ?? []) {
				rule.check(violation, unitContext, collected.reporter(rule.meta, unit.job));
			}
		}
	}
	if (unit.kind === 'schedule') {
		if (unit.node.kind === 'object') checkSchedule(unit.node, unit.job, context, collected);
		return;
	}
	const jobContext = { ...context, job: unit.job, body: unit.body };
	for (const rule of JOB_RULES) rule.check(jobContext, collected.reporter(rule.meta, unit.job));
	for (const schedule of unit.job.schedules) {
		// A wrapper's schedule is a unit of its own.
		if (isInside(schedule, unit)) checkSchedule(schedule, unit.job, context, collected);
	}
}

/** The job a place of the file belongs to; undefined for what stands beside the jobs. */
function jobAround(at: Span, units: readonly Unit[]): Job | undefined {
	return units.find(({ node }) => node.start <= at.start && at.end <= node.end)?.job;
}

function isInside(schedule: Job['schedules'][number], unit: Unit): boolean {
	return schedule.start >= unit.node.start && schedule.end <= unit.node.end;
}

function checkSchedule(
	schedule: Job['schedules'][number],
	job: Job | undefined,
	context: FileContext,
	collected: Collector,
): void {
	const scheduleContext = { ...context, schedule, job };
	for (const rule of SCHEDULE_RULES) rule.check(scheduleContext, collected.reporter(rule.meta, job));
}

function common(meta: RuleMeta, severity: Severity | undefined, message: string) {
	return {
		code: meta.code,
		severity: severityOf(meta, severity),
		consequence: meta.consequence,
		message,
		suppressed: null,
		docs: docsUrl(meta.code),
	} as const;
}

function severityOf(meta: RuleMeta, reported: Severity | undefined): Severity {
	return reported ?? meta.severity ?? DEFAULT_SEVERITY[meta.consequence];
}

/** Gathers what the rules say of one file. */
class Collector {
	private readonly file: string | null;
	private readonly unsigned: Unsigned[] = [];
	private meta: RuleMeta | undefined;
	private job: Job | undefined;

	constructor(file: string | null) {
		this.file = file;
	}

	/** For the call of one rule: the next call takes the same function over, as most rules have nothing to say. */
	reporter(meta: RuleMeta, job: Job | undefined): Reporter {
		this.meta = meta;
		this.job = job;
		return this.report;
	}

	private readonly report: Reporter = (report: Report) => {
		const { meta, job } = this;
		if (meta === undefined) return;
		const node = 'kind' in report.at ? report.at : report.at.node;
		// Written out: a spread of what `common` gives costs as much as all the rest, and there are thousands.
		this.unsigned.push({
			code: meta.code,
			severity: severityOf(meta, report.severity),
			consequence: meta.consequence,
			message: report.message,
			suppressed: null,
			docs: docsUrl(meta.code),
			file: this.file,
			pointer: report.pointer ?? (node === undefined ? '' : pointerOf(node)),
			span: { start: report.at.start, end: report.at.end },
			job: job?.id ?? null,
			related: report.related ?? [],
			unnecessary: report.unnecessary ?? false,
			fix: report.fix ?? null,
		});
	};

	findings(): readonly Finding[] {
		this.unsigned.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
		return fingerprints(this.unsigned);
	}
}
