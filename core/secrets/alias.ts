import { listed, quoted } from '../quote.ts';
import { closest } from '../spelling.ts';
import type { SecretDeclaration, SecretReference, SecretTable } from './table.ts';

/** The declaration that a reference to an undeclared alias may have meant. */
export function nearDeclaration(
	alias: string,
	declarations: readonly SecretDeclaration[],
): SecretDeclaration | undefined {
	const near = closest(
		alias,
		declarations.map(declaration => declaration.alias),
	);
	return declarations.find(declaration => declaration.alias === near);
}

/**
 * Whether two aliases differ by a slip of the pen and not on purpose: `db-1` and `db-2` are two secrets, and two
 * letters say too little to tell.
 */
export function isSlip(a: string, b: string): boolean {
	const digits = (alias: string): string => alias.replaceAll(/\D/g, '');
	return Math.min(a.length, b.length) > 2 && digits(a) === digits(b);
}

/** The aliases that references name and nobody declares, each once, in source order. */
export function undeclaredAliases({ references, declarations }: SecretTable): readonly string[] {
	const declared = new Set(declarations.map(declaration => declaration.alias));
	return [...new Set(references.map(reference => reference.alias))].filter(alias => !declared.has(alias));
}

/** An alias for the secret of a variable, in the way aliases are written: `db-password` for `DB_PASSWORD`. */
export function aliasFor(variable: string, { references, declarations }: SecretTable): string {
	const words = variable.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
	const alias = words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'secret';
	const taken = new Set([...references, ...declarations].map(entry => entry.alias));
	if (!taken.has(alias)) return alias;
	let count = 2;
	while (taken.has(`${alias}-${count}`)) count++;
	return `${alias}-${count}`;
}

/** `the variable 'DB_PASSWORD' and the file 'tls/key.pem'`. */
export function usersText(references: readonly SecretReference[]): string {
	return listed(
		references.map(({ as, name }) => `the ${as === 'env' ? 'variable' : 'file'} ${quoted(name)}`),
	);
}
