import type { CheckResult } from '../../files/result.ts';
import type { ShownFinding } from './shown.ts';

/** `1 error`, `2 errors`; the plural is regular unless given. */
export function count(n: number, one: string, many = `${one}s`): string {
	return `${n} ${n === 1 ? one : many}`;
}

/** `3 errors, 1 warning`; '' where there is none of any. */
export function severityCounts({ errors, warnings, infos }: Severities): string {
	const parts = [
		errors > 0 ? count(errors, 'error') : '',
		warnings > 0 ? count(warnings, 'warning') : '',
		infos > 0 ? count(infos, 'info') : '',
	];
	return parts.filter(part => part !== '').join(', ');
}

interface Severities {
	readonly errors: number;
	readonly warnings: number;
	readonly infos: number;
}

export type Severe = Pick<ShownFinding, 'severity'>;

export function severitiesOf(findings: readonly Severe[]): Severities {
	const of = (severity: string) => findings.filter(finding => finding.severity === severity).length;
	return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}

/** How the whole run went, without the details: `3 errors, 1 warning in 2 of 14 files (22 jobs)`. */
export function outcome(result: CheckResult): string {
	const { files, jobs } = result.summary;
	const counts = severityCounts(result.summary);
	if (counts === '') return `${count(files, 'file')}, ${count(jobs, 'job')}: nothing to say`;
	const open = result.findings.filter(({ suppressed }) => suppressed === null);
	const named = new Set(open.map(finding => finding.file));
	const touched = result.files.filter(({ path }) => named.has(path)).length;
	if (touched === 0) return `${counts} outside the ${count(files, 'job file')} (${count(jobs, 'job')})`;
	const where = touched === files ? count(files, 'file') : `${touched} of ${count(files, 'file')}`;
	return `${counts} in ${where} (${count(jobs, 'job')})`;
}

/** What else the last line says. */
export function details(result: CheckResult): readonly string[] {
	const { summary, troubles, judgedFor } = result;
	const parts: string[] = [];
	if (troubles.length > 0) parts.push(`${troubles.length} could not be judged`);
	if (summary.fixable > 0) parts.push(...fixable(result));
	if (summary.suppressed > 0) parts.push(`${summary.suppressed} suppressed`);
	parts.push(`judged for ${judgedFor}`);
	return parts;
}

/** `3 fixable with --fix, 2 more with --fix-unsafe`: who runs --fix should get what is promised. */
function fixable({ findings }: CheckResult): readonly string[] {
	const fixes = findings.flatMap(({ suppressed, fix }) => (suppressed === null ? (fix?.() ?? []) : []));
	const safe = fixes.filter(fix => fix.safe).length;
	const unsafe = fixes.length - safe;
	if (fixes.length === 0) return [];
	if (safe === 0) return [`${unsafe} fixable with --fix-unsafe`];
	return [`${safe} fixable with --fix${unsafe === 0 ? '' : `, ${unsafe} more with --fix-unsafe`}`];
}

/** `jobs/etl.json:7:41`, 1-based and in UTF-16 characters, as editors and terminals open it. */
export function placeText(place: Pick<ShownFinding, 'file' | 'range'>): string {
	const file = place.file ?? '(no file)';
	if (place.range === null) return file;
	return `${file}:${place.range.start.line + 1}:${place.range.start.character + 1}`;
}
