import { TOOL_NAME } from '../../core/project.ts';
import type { CheckResult } from '../../files/result.ts';
import { type ShownFinding, shown } from './shown.ts';
import { placeText } from './wording.ts';
import { element, escaped, xmlDocument } from './xml.ts';

/**
 * JUnit's report in the dialect of Jenkins' xUnit plugin (junit-10.xsd), which GitLab and others read too: a suite for
 * each file, a case for each finding, one passing case for a file without any. As with the exit code, only errors
 * fail; warnings and infos pass and say so in their output, and suppressed findings are skipped with their reason.
 * What could not be judged is an `error`.
 */
export function junit(result: CheckResult): string {
	const suites = new Map<string, Case[]>(result.files.map(({ path }) => [path, []]));
	const add = (file: string, one: Case) => {
		const cases = suites.get(file);
		if (cases === undefined) suites.set(file, [one]);
		else cases.push(one);
	};
	for (const finding of shown(result).findings) add(finding.file ?? NO_FILE, findingCase(finding));
	for (const { kind, path, message } of result.troubles) {
		const body = element('error', { type: kind, message }, [escaped(message)]);
		add(path ?? NO_FILE, { name: 'could not be judged', outcome: 'error', body });
	}
	const all = [...suites.values()].flat();
	const lines = [...suites].map(([name, cases]) => suiteElement(name, cases));
	const attributes = { name: TOOL_NAME, tests: testCount(suites), failures: tally(all, 'failure') };
	return xmlDocument(element('testsuites', { ...attributes, errors: tally(all, 'error') }, [...lines, '\n']));
}

/** Names the working directory, for what belongs to no file. */
const NO_FILE = '.';

interface Case {
	readonly name: string;
	readonly outcome: 'pass' | 'failure' | 'error' | 'skipped';
	/** XML inside the case. */
	readonly body: string | undefined;
}

function findingCase(finding: ShownFinding): Case {
	const { code, severity, consequence, suppressed, message, docs } = finding;
	// Without the line, so that a case is known again in the next report although the file has changed.
	const name = finding.pointer === null || finding.pointer === '' ? code : `${code} at ${finding.pointer}`;
	if (suppressed !== null) {
		const text = `suppressed by ${suppressed.by}${suppressed.reason === '' ? '' : `: ${suppressed.reason}`}`;
		return { name, outcome: 'skipped', body: element('skipped', { message: text }) };
	}
	const text = [
		`${placeText(finding)} ${severity}/${consequence}`,
		message,
		...finding.related.map(place => `${placeText(place)}: ${place.message}`),
		docs,
	].join('\n');
	if (severity === 'error') {
		return { name, outcome: 'failure', body: element('failure', { type: code, message }, [escaped(text)]) };
	}
	return { name, outcome: 'pass', body: element('system-out', {}, [escaped(text)]) };
}

function suiteElement(name: string, cases: readonly Case[]): string {
	const shownCases = cases.length > 0 ? cases : [NOTHING_FOUND];
	const names = new Map<string, number>();
	const elements = shownCases.map(one => {
		const before = names.get(one.name) ?? 0;
		names.set(one.name, before + 1);
		const attributes = { name: before === 0 ? one.name : `${one.name} (${before + 1})`, classname: name };
		return `\n    ${element('testcase', attributes, one.body === undefined ? [] : [one.body])}`;
	});
	const attributes = {
		name,
		tests: shownCases.length,
		failures: tally(cases, 'failure'),
		errors: tally(cases, 'error'),
		skipped: tally(cases, 'skipped'),
	};
	return `\n  ${element('testsuite', attributes, [...elements, '\n  '])}`;
}

const NOTHING_FOUND: Case = { name: 'nothing to say', outcome: 'pass', body: undefined };

function testCount(suites: ReadonlyMap<string, readonly Case[]>): number {
	let tests = 0;
	for (const cases of suites.values()) tests += Math.max(cases.length, 1);
	return tests;
}

function tally(cases: readonly Case[], outcome: Case['outcome']): number {
	return cases.filter(one => one.outcome === outcome).length;
}
