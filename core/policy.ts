import type { Level, RuleLevels } from './config/config-file.ts';
import { endOfDay } from './config/meaning.ts';
import type { Finding, Suppressed } from './finding.ts';
import { fingerprints, withoutHolder } from './fingerprint.ts';
import { ANY_FILES, type Matcher, scopeMatcher } from './glob.ts';
import { pointerParts } from './json.ts';
import { canTell, type Judged } from './policy/judged.ts';
import type { LabelSuppression } from './policy/label.ts';
import { expiredFinding, labelFinding, unusedFinding } from './policy/suppression-finding.ts';
import { configInvalid } from './rules/config-invalid.ts';
import type { Settings, SettingsSuppression } from './settings.ts';

/** What a project wants of the findings of its files. */
export interface Policy {
	readonly settings: Settings;
	/** Wins over the settings. */
	readonly commandLine: RuleLevels;
	/** Of all the judged files. */
	readonly labels: readonly LabelSuppression[];
	/** The path of a finding's file, as the scopes of the settings name paths. */
	readonly pathOf: (file: string) => string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly judged: Judged;
}

/**
 * Applies a project's settings: severities, and suppressions by label and by settings. Findings of rules that are off
 * are gone; suppressed ones stay and say so. What is wrong with the suppressions themselves comes behind them.
 */
export function applyPolicy(findings: readonly Finding[], policy: Policy): readonly Finding[] {
	const levels = new Levels(policy);
	const suppressions = new Suppressions(policy);
	const kept: Finding[] = [];
	for (const finding of findings) {
		const suppressed = finding.suppressed ?? suppressions.of(finding);
		const level = levels.of(finding);
		if (level === 'off') continue;
		const isSame = level === finding.severity && suppressed === finding.suppressed;
		kept.push(isSame ? finding : { ...finding, severity: level, suppressed });
	}
	for (const finding of fingerprints(suppressions.findings())) {
		const level = levels.of(finding);
		if (level !== 'off') kept.push({ ...finding, severity: level });
	}
	return kept;
}

/** Severities: the settings' own, then those for some files, then the command line. */
class Levels {
	private readonly policy: Policy;
	private readonly overrides: readonly { readonly matches: Matcher; readonly rules: RuleLevels }[];
	private readonly byFile = new Map<string, RuleLevels>();

	constructor(policy: Policy) {
		this.policy = policy;
		this.overrides = policy.settings.overrides.map(({ files, rules }) => ({
			matches: scopeMatcher(files, ANY_FILES),
			rules,
		}));
	}

	of(finding: Finding): Level {
		if (finding.code === configInvalid.meta.code) return finding.severity;
		return this.ofFile(finding.file ?? '').get(finding.code) ?? finding.severity;
	}

	private ofFile(file: string): RuleLevels {
		const known = this.byFile.get(file);
		if (known !== undefined) return known;
		const path = this.policy.pathOf(file);
		const levels = new Map(this.policy.settings.rules);
		for (const { matches, rules } of this.overrides) {
			if (matches(path)) for (const [code, level] of rules) levels.set(code, level);
		}
		for (const [code, level] of this.policy.commandLine) levels.set(code, level);
		this.byFile.set(file, levels);
		return levels;
	}
}

interface Entry {
	readonly suppression: SettingsSuppression;
	readonly matches: Matcher;
	readonly expired: boolean;
}

class Suppressions {
	private readonly policy: Policy;
	private readonly entries: readonly Entry[];
	private readonly labels = new Map<string, LabelSuppression[]>();
	private readonly used = new Set<SettingsSuppression | LabelSuppression>();

	constructor(policy: Policy) {
		this.policy = policy;
		this.entries = policy.settings.suppressions.map(suppression => ({
			suppression,
			matches: scopeMatcher(suppression.files, ANY_FILES),
			expired: isOver(suppression.until, policy.now),
		}));
		for (const label of policy.labels) {
			const same = this.labels.get(label.file);
			if (same === undefined) this.labels.set(label.file, [label]);
			else same.push(label);
		}
	}

	/** Every suppression that fits is used, the first one gives the reason; labels come first. */
	of(finding: Finding): Suppressed | null {
		let suppressed: Suppressed | null = null;
		for (const label of this.labels.get(finding.file ?? '') ?? []) {
			if (!labelFits(label, finding)) continue;
			this.used.add(label);
			if (label.reason.trim() !== '') suppressed ??= { by: 'label', reason: label.reason };
		}
		for (const { suppression, matches, expired } of this.entries) {
			if (expired || !suppressionFits(suppression, finding)) continue;
			if (!matches(this.policy.pathOf(finding.file ?? ''))) continue;
			this.used.add(suppression);
			suppressed ??= { by: 'config', reason: suppression.reason };
		}
		return suppressed;
	}

	/** What is wrong with the suppressions; only whole once every finding has been asked about. */
	findings() {
		const { labels, judged } = this.policy;
		const ofLabels = labels.flatMap(label => {
			const used = this.used.has(label);
			return labelFinding(label, used || !canTell(label.code, judged)) ?? [];
		});
		const ofSettings = this.entries.flatMap(({ suppression, expired }) => {
			if (expired) return expiredFinding(suppression);
			if (this.used.has(suppression) || suppression.inherited || !judged.everyFile) return [];
			return canTell(suppression.rule, judged) ? unusedFinding(suppression) : [];
		});
		return [...ofLabels, ...ofSettings];
	}
}

function labelFits(label: LabelSuppression, finding: Finding): boolean {
	return label.code === finding.code && isWithin(label.scope, finding.pointer);
}

function suppressionFits(suppression: SettingsSuppression, finding: Finding): boolean {
	const { rule, job, pointer } = suppression;
	if (rule !== finding.code || (job !== undefined && job !== finding.job)) return false;
	if (pointer === undefined || isWithin(pointer, finding.pointer)) return true;
	if (job === undefined || finding.pointer === null) return false;
	const inJob = withoutHolder(pointerParts(finding.pointer));
	return pointerParts(pointer).every((part, index) => part === inJob[index]);
}

function isWithin(outer: string, pointer: string | null): boolean {
	return pointer !== null && (pointer === outer || pointer.startsWith(`${outer}/`));
}

function isOver(until: string | undefined, now: number): boolean {
	if (until === undefined) return false;
	const end = endOfDay(until);
	return end !== undefined && now >= end;
}
