import type { Found } from './detection.ts';
import { classifyName } from './key-name.ts';
import { limitedMatches } from './limited-matches.ts';
import { isSecretLiteral } from './literal-value.ts';

/** `${NAME:-text}`, `${NAME-text}`, `${NAME:=text}` (POSIX shell, parameter expansion). */
const DEFAULT = /\$\{([A-Za-z_]\w{0,100}):?[-=]([^\s${}"']{1,200})\}/g;

/** The default of a variable is a literal too: it is what runs where the variable is not set. */
export function findDefaultValues(text: string, out: Found[]): void {
	for (const match of limitedMatches(text, DEFAULT)) {
		const kind = classifyName(match[1] ?? '');
		const value = match[2] ?? '';
		if (kind === null || !isSecretLiteral(kind, value)) continue;
		const end = match.index + match[0].length - 1;
		out.push({
			kind: 'default-value',
			what: 'a secret as the default of a variable',
			certainty: 'error',
			start: end - value.length,
			end,
		});
	}
}
