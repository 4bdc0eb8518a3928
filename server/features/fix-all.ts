import { fileContext } from '../../core/check.ts';
import type { Edit, Finding } from '../../core/finding.ts';
import { fixText } from '../../core/fix.ts';
import { applyPolicy } from '../../core/policy.ts';
import type { SourceText } from '../../core/text.ts';
import { judging } from '../judging.ts';
import { type Project, storeKnows } from '../project.ts';

/** One text of a project. */
export interface FixedFile {
	/** As findings name it. */
	readonly name: string;
	readonly source: SourceText;
	readonly project: Project;
	/** Ms since 1970. */
	readonly now: number;
}

/**
 * The edits that apply every fix of a file that helps: of one rule all, also those that someone should look at, and
 * otherwise the safe ones.
 */
export function fixAll(file: FixedFile, code: string | undefined): readonly Edit[] {
	const { source } = file;
	const judge = (text: SourceText): readonly Finding[] => {
		const findings = findingsIn(file, text);
		// The findings of other rules count as what must not become worse, but are not fixed.
		return code === undefined
			? findings
			: findings.map(finding => (finding.code === code ? finding : { ...finding, fix: null }));
	};
	return editsBetween(source, fixText(source, { unsafe: code !== undefined, judge }).text);
}

/** What is wrong with a text of a file by itself, after the project's policy. */
function findingsIn({ name, project, now }: FixedFile, source: SourceText): readonly Finding[] {
	const { settings, target, pathOf } = project;
	const context = fileContext(name, source, { target, now, reading: 'file' });
	const judged = judging(context, project);
	const all = applyPolicy(judged.findings(), {
		settings,
		commandLine: new Map(),
		labels: judged.labels(),
		pathOf,
		now,
		judged: { everyFile: false, completeSet: false, store: storeKnows(project) },
	});
	return all.filter(finding => finding.suppressed === null && finding.file === name);
}

/**
 * Edits that make one text of another: of whole lines, so that none begins or ends inside a line end or a character,
 * and line by line where no line was added or taken away.
 */
export function editsBetween(source: SourceText, after: string): readonly Edit[] {
	const before = source.text;
	if (before === after) return [];
	const old = linesOf(before);
	const fresh = linesOf(after);
	let first = 0;
	while (first < old.length && old[first] === fresh[first]) first++;
	let [last, lastFresh] = [old.length, fresh.length];
	while (last > first && lastFresh > first && old[last - 1] === fresh[lastFresh - 1]) {
		last--;
		lastFresh--;
	}
	const start = old.slice(0, first).join('').length;
	const changed = old.slice(first, last);
	const replacing = fresh.slice(first, lastFresh);
	if (changed.length !== replacing.length) {
		return [{ start, end: start + changed.join('').length, newText: replacing.join('') }];
	}
	const edits: Edit[] = [];
	let at = start;
	for (const [index, line] of changed.entries()) {
		const newText = replacing[index] ?? '';
		if (line !== newText) edits.push({ start: at, end: at + line.length, newText });
		at += line.length;
	}
	return edits;
}

/** With their line ends. */
function linesOf(text: string): readonly string[] {
	return text.split(/(?<=\r\n|\n|\r(?!\n))/);
}
