import { applyEdits } from '../../core/edit.ts';
import { runExample } from '../../core/example.ts';
import type { Finding } from '../../core/finding.ts';
import type { Example } from '../../core/rule.ts';

/** What an example may set besides its text. */
export type Settings = Omit<Example, 'title' | 'text'>;

/** A job file with these keys in `run`, beside the ones that every run needs. */
export function jobFile(run: object, id = 'etl.load'): string {
	return `${JSON.stringify({ id, run: { cpus: 0.1, mem: 64, disk: 0, ...run } }, null, 2)}\n`;
}

/** The findings of one rule on a text. */
export function found(code: string, text: string, settings: Settings = {}): readonly Finding[] {
	return runExample({ title: '', text, ...settings }).filter(finding => finding.code === code);
}

/** The text a finding points at. */
export function marked(text: string, finding: Finding | undefined): string | undefined {
	return finding?.span === null || finding === undefined
		? undefined
		: text.slice(finding.span.start, finding.span.end);
}

/** The text after a finding's fix; undefined where it has none. */
export function fixed(text: string, finding: Finding | undefined): string | undefined {
	const fix = finding?.fix?.() ?? null;
	return fix === null ? undefined : applyEdits(text, fix.edits);
}
