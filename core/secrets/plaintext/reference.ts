import { classifyName } from './key-name.ts';
import {
	ANGLE,
	AT,
	BACKTICK,
	BRACE,
	BRACKET,
	COLON,
	DOLLAR,
	DOT,
	HASH,
	hasAll,
	hasAny,
	hasShape,
	PARENTHESIS,
	PERCENT,
	QUESTION,
	type Shape,
	signsOf,
	UNDERSCORE,
	WORD,
} from './signs.ts';

/** Longest text looked at for a reference: nobody writes a longer one. */
const LONGEST = 1000;

/** A text that is a template or a reference from one end to the other. */
const WHOLE: readonly Shape[] = [
	{ needs: DOLLAR, pattern: /^\$\d$/ },
	{ needs: DOLLAR | BRACE, pattern: /^\$\{[^}]*\}$/ },
	{ needs: DOLLAR | PARENTHESIS, pattern: /^\$\([^)]*\)$/ },
	{ needs: BRACE, pattern: /^\{\{[^}]*\}\}$/ },
	{ needs: BRACE, pattern: /^\{[\w .:-]*\}$/ },
	{ needs: ANGLE, pattern: /^<[^<>]*>$/ },
	{ needs: BRACKET, pattern: /^\[[A-Za-z][\w .:-]*\]$/ },
	{ needs: PERCENT, pattern: /^%[A-Za-z_][\w.-]*%$/ },
	{ needs: AT, pattern: /^@[A-Za-z_][\w.-]*@$/ },
	{ needs: UNDERSCORE, only: WORD, pattern: /^__\w+__$/ },
	{ needs: BACKTICK, pattern: /^`[^`]*`$/ },
	{ needs: HASH | BRACE, pattern: /^#\{[^}]*\}$/ },
	{ needs: PERCENT | PARENTHESIS, pattern: /^%\([\w.]+\)[sd]$/ },
	{ needs: PERCENT, pattern: /^%[sdv]$/ },
	{ needs: COLON, only: WORD | COLON, pattern: /^:[A-Za-z_]\w*$/ },
	{ needs: QUESTION, only: WORD | QUESTION, pattern: /^\?(?:[A-Za-z_]\w*)?$/ },
	// Code that reads it: getenv("X"), process.env.X, os.environ['X'], secrets.X, vault.read("x")
	{ needs: PARENTHESIS, pattern: /^[A-Za-z_][\w.]*\((?:[^()]*\))?$/ },
	{
		needs: DOT,
		only: WORD | DOT,
		pattern: /^[A-Za-z_]\w*(?:\.\w+)*\.\w*(?:[pP]assword|[pP]asswd|[sS]ecret|[tT]oken|[kK]ey)$/,
	},
	{
		needs: BRACKET,
		pattern: /^(?:args|argv|params|opts|options|props|data|row|req|request|user|self)\[[^\]]*\]?$/,
	},
	{
		needs: DOT,
		pattern:
			/^(?:process\.env|os\.environ|env|secrets|vars|var|local|data|module|config|settings|self|this)\.[\w.[\]'"-]+$/i,
	},
	{ needs: BRACKET, pattern: /^(?:ENV|os\.environ|process\.env|secrets|config)\[[^\]]*\]$/ },
	{ needs: DOT, pattern: /^\.Values\.[\w.-]+$/ },
];

/** One of these is in every reference. */
const MARKS =
	DOLLAR |
	BRACE |
	ANGLE |
	BRACKET |
	PERCENT |
	AT |
	UNDERSCORE |
	BACKTICK |
	HASH |
	COLON |
	QUESTION |
	PARENTHESIS |
	DOT;

/**
 * Schemes by which tools name a secret kept elsewhere: vals (`ref+vault://`), 1Password (`op://`), bank-vaults
 * (`vault:path#key`), Spring and Kubernetes style `secret:name`, OpenSSL pass phrase sources (`env:`, `file:`, `fd:`),
 * AWS and Azure stores.
 */
const STORE_SCHEME =
	/^(?:ref\+\w+|vault|secrets?|op|ssm|asm|aws-?sm|gcp-?sm|awskms|gcpkms|kms|azurekeyvault|keyvault|akv|bws|doppler|infisical|conjur|keyring|keychain|env|file|fd|k8s|sm|secretsmanager|parameterstore|resolve):[\w./#@:+={}$-]+$/i;

/**
 * Values encrypted for a reader that decrypts them: SOPS and Jasypt (`ENC[…]`, `ENC(…)`), Spring Cloud Config
 * (`{cipher}…`), Ansible Vault, Maven (`{…=}` stays a template).
 */
const ENCRYPTED = /^(?:ENC[([]|\{cipher\}|\$ANSIBLE_VAULT;)/;

const ARN = /^arn:[\w-]*:[\w-]+:/;

/** A well-formed substitution somewhere in the text. */
const SUBSTITUTION =
	/\$\{\{?\s{0,4}[A-Za-z_!#][\w.:?/ "'+=!#|,()[\]@-]{0,200}\}|\$\([\w./][^()]{0,300}\)|\{\{\s{0,4}[\w.$(&#^/-][\w .:|"'/$,()[\]=+-]{0,200}\}\}|<%[^%<>]{1,200}%>|#\{[A-Za-z_][\w.:-]{0,100}\}|%\{[\w.:-]{1,100}\}/;

/** `$NAME` and `$1` inside a text. */
const BARE_VARIABLE = /\$(?:[A-Za-z_]\w{0,100}|\d(?!\d))/g;
/** Variables are written in capitals, in small letters or in camelCase; `$tr0ngP4ss` is none. */
const VARIABLE_NAME = /^\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+\d{0,2}(?:_[a-z0-9_]*)?|[a-z]+(?:[A-Z][a-z]+)+\d?|\d)$/;

/**
 * True where a text stands for a value that comes from somewhere else: a variable (`$X`, `${X}`, `%X%`), a template
 * (`{{x}}`, `<x>`, `@x@`), the address of a secret in a store (`vault:path#key`), code that reads one, or an
 * encrypted value. A dollar in
 * the middle of a password (`P@ss$1word`) is no reference. In single quotes a shell would take `$X` literally, but
 * who writes it means the variable. `signs` are those of the text.
 */
export function isReference(text: string, signs: number = signsOf(text)): boolean {
	if (text.length === 0 || text.length > LONGEST || !hasAny(signs, MARKS)) return false;
	const trimmed = text.trim();
	return (
		hasShape(trimmed, signs, WHOLE) ||
		(hasAll(signs, COLON) && (STORE_SCHEME.test(trimmed) || ARN.test(trimmed))) ||
		(hasAny(signs, DOLLAR | BRACE | BRACKET | PARENTHESIS) && ENCRYPTED.test(trimmed)) ||
		(hasAny(signs, DOLLAR | BRACE | ANGLE | HASH | PERCENT) && SUBSTITUTION.test(trimmed)) ||
		(hasAll(signs, DOLLAR) && isMadeOfVariables(trimmed))
	);
}

/** `$A-$B`, `$DB_PASSWORD!`, `prefix_$SECRET`: nothing or little is left beside variables. */
function isMadeOfVariables(text: string): boolean {
	let named = false;
	const rest = text.replace(BARE_VARIABLE, variable => {
		if (!VARIABLE_NAME.test(variable)) return variable;
		if (/^\$[A-Z]/.test(variable) && classifyName(variable) !== null) named = true;
		return '';
	});
	return rest.length < text.length && (named || !/[A-Za-z0-9]/.test(rest));
}
