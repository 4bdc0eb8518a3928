import type { Found } from './detection.ts';
import { limitedMatches } from './limited-matches.ts';
import { isSecretLiteral } from './literal-value.ts';

/**
 * Statements that set a password: MySQL and MariaDB `IDENTIFIED [WITH plugin] BY '…'`, PostgreSQL
 * `[ENCRYPTED] PASSWORD '…'`, SQL Server `PASSWORD = '…'`, `PASSWORD('…')`, Oracle `IDENTIFIED BY word`.
 */
const STATEMENTS: readonly RegExp[] = [
	/\bidentified\s{1,8}(?:with\s{1,8}[\w'"`]{1,64}\s{1,8})?(?:by|as)\s{1,8}(?:password\s{1,8})?\\?(['"])/gi,
	/\bpassword(?:\s{1,8}|\s{0,8}[(=]\s{0,8})N?\\?(')/gi,
	/\bidentified\s{1,8}by\s{1,8}(?=[\w$#])/gi,
];

export function findSqlPasswords(text: string, out: Found[]): void {
	for (const statement of STATEMENTS) {
		for (const match of limitedMatches(text, statement)) {
			const start = match.index + match[0].length;
			const end = match[1] === undefined ? endOfWord(text, start) : closingQuote(text, start, match[1]);
			if (end - start < 1 || !isSecretLiteral('password', text.slice(start, end))) continue;
			out.push({
				kind: 'sql-password',
				what: 'the password in an SQL statement',
				certainty: 'error',
				start,
				end,
			});
		}
	}
}

/** Longest password that is read. */
const LONGEST = 500;

function closingQuote(text: string, start: number, quote: string): number {
	const end = text.slice(start, start + LONGEST).indexOf(quote);
	if (end < 0) return start;
	return text[start + end - 1] === '\\' ? start + end - 1 : start + end;
}

function endOfWord(text: string, start: number): number {
	const word = /^[\w$#]{1,128}/.exec(text.slice(start, start + 128))?.[0] ?? '';
	return start + word.length;
}
