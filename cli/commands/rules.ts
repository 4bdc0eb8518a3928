import { DEFAULT_SEVERITY } from '../../core/finding.ts';
import { docsUrl } from '../../core/project.ts';
import { RULES } from '../../core/rules/registry.ts';
import { Exit, type Io } from '../io.ts';

/** `rules`: every rule with severity, consequence and fix. */
export function rules(options: { readonly json?: boolean }, io: Io): number {
	const rows = RULES.map(({ meta }) => ({
		code: meta.code,
		severity: meta.severity ?? DEFAULT_SEVERITY[meta.consequence],
		consequence: meta.consequence,
		fix: meta.fix,
		summary: meta.summary,
		docs: docsUrl(meta.code),
	}));
	if (options.json === true) {
		io.out.write(`${JSON.stringify({ version: 1, rules: rows }, null, 2)}\n`);
		return Exit.fine;
	}
	const widest = Math.max(...rows.map(row => row.code.length));
	for (const row of rows) {
		const fix = row.fix === 'none' ? '      ' : row.fix.padEnd(6);
		io.out.write(
			`${row.code.padEnd(widest)}  ${row.severity.padEnd(7)}  ${row.consequence.padEnd(7)}  ${fix}  ${row.summary}\n`,
		);
	}
	io.out.write(`\n${rows.length} rules. 'metronome-jobs explain CODE' tells all about one.\n`);
	return Exit.fine;
}
