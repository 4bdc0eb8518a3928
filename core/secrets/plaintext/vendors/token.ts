/**
 * A token that can be told by its beginning.
 *
 * The tables beside this file hold prefixes, alphabets and lengths from the issuers' pages and from the public rule
 * sets of gitleaks (config/gitleaks.toml), CredSweeper (rules/config.yaml), secretlint (secretlint-rule-*),
 * detect-secrets (plugins/), Nosey Parker and Kingfisher (rules), read in 2026. Identifiers and publishable keys
 * (Stripe `pk_`, PostHog `phc_`, AWS `AIDA` and `AROA`, Twilio `AC`) are left out: they are not secret.
 */
export interface PrefixedToken extends TokenOptions {
	/** Stable kebab-case name of the issuer and its token. */
	readonly kind: string;
	readonly what: string;
	readonly prefixes: readonly string[];
	/** Sticky; matches what follows the prefix in one greedy pass, without anything to backtrack over. */
	readonly tail: RegExp;
}

export interface TokenOptions {
	/** The whole token is judged: false takes the match back. */
	readonly accepts?: (token: string) => boolean;
	/** A checksum that the issuer puts into its tokens; where it is wrong the finding is a warning. */
	readonly checksum?: (token: string) => boolean;
	/** The format itself has long runs of one character or fixed text: do not judge its make-up. */
	readonly structured?: boolean;
}

/** A row of a table; `prefixes` are separated by spaces. */
export function token(
	kind: string,
	what: string,
	prefixes: string | readonly string[],
	tail: RegExp,
	options: TokenOptions = {},
): PrefixedToken {
	return {
		kind,
		what,
		prefixes: typeof prefixes === 'string' ? prefixes.split(' ') : prefixes,
		tail,
		...options,
	};
}

export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;

export function hasDigit(text: string): boolean {
	return /\d/.test(text);
}

/** Capitals, and small letters beyond the prefix. */
export function hasMixedCase(text: string): boolean {
	return /[A-Z]/.test(text) && /[a-z]/.test(text.slice(4));
}
