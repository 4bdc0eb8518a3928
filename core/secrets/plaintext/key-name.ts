import {
	AFTER_PASS,
	GLUED_EXCEPTIONS,
	GLUED_NOUNS,
	HARMLESS_AFTER,
	LOCATOR_KEY_KINDS,
	type NameClass,
	NOUNS,
	OTHER_PASS_KINDS,
	PUBLIC_WORDS,
	SECRET_KEY_KINDS,
	SERVICE_NAMES,
	SHOWN_WORDS,
} from './name-words.ts';

/** Longest name that is read; a longer one is not a name people wrote. */
const LONGEST_NAME = 200;

/** A stem of every secret word, lower case, so that most names are dismissed by one linear test. */
const STEM =
	/p(?:a?s|wd|w(?![a-z])|w$|word)|secret|geheim|token|key|cred|auth|bearer|cookie|salt|pepper|nonce|sig|seed|session|jwt|hmac|sas|mnemonic|login|api|kennwort|wachtwoord|contrase|senha|mdp|has[lł]o|[^\0-\x7f]/;

/**
 * Splits a name into lower-case words: at anything that is no letter or digit, at camelCase humps, before and after
 * digits (`DBPassword2` → db, password, 2).
 */
export function splitName(name: string): readonly string[] {
	const words: string[] = [];
	let start = 0;
	let before = 0;
	for (let i = 0; i <= name.length; i++) {
		const kind = i < name.length ? charKind(name.charCodeAt(i)) : SEPARATOR;
		const hump = kind === UPPER && before === UPPER && charKind(name.charCodeAt(i + 1)) === LOWER;
		if (kind !== before || hump) {
			const capital = kind === LOWER && before === UPPER;
			if (!capital) {
				if (before !== SEPARATOR && i > start) words.push(name.slice(start, i).toLowerCase());
				start = i;
			}
		}
		before = kind;
	}
	return words;
}

const SEPARATOR = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;

function charKind(code: number): number {
	if (code >= 0x61 && code <= 0x7a) return LOWER;
	if (code >= 0x41 && code <= 0x5a) return UPPER;
	if (code >= 0x30 && code <= 0x39) return DIGIT;
	return code > 0x7f ? LOWER : SEPARATOR;
}

/**
 * What kind of secret a value under this name would be, or null where the name does not say so or a later word makes
 * it harmless (`DB_PASSWORD_FILE`, `TOKEN_TTL`, `PUBLIC_KEY`). Works on words, never on substrings: `MONKEY`,
 * `COMPASS_URL` and `PASSENGERS` are not secrets, `dbpassword` and `MYSQLPASS` are.
 */
export function classifyName(name: string): NameClass | null {
	if (name.length > LONGEST_NAME || !STEM.test(name.toLowerCase())) return null;
	const words = splitName(name);
	if (words.some(word => PUBLIC_WORDS.has(word))) return null;
	let best: NameClass | null = null;
	for (let i = 0; i < words.length; i++) {
		const here = classAt(words, i);
		if (here === 'harmless') best = null;
		else if (here !== null && (best === null || RANK[here] > RANK[best])) best = here;
	}
	return best;
}

const RANK: Readonly<Record<NameClass, number>> = { sealed: 0, login: 1, token: 2, secret: 3, password: 4 };

/** The class of one word in its place, or 'harmless' where it takes back what the words before it said. */
function classAt(words: readonly string[], index: number): NameClass | 'harmless' | null {
	const word = words[index] ?? '';
	const previous = words[index - 1] ?? '';
	if (word === 'key' || word === 'keys') return keyClass(previous);
	if (word === 'pass') return isPassword(previous, words[index + 1]) ? 'password' : null;
	const noun = NOUNS.get(word);
	if (noun !== undefined) return noun;
	if (isHarmless(word)) return 'harmless';
	return gluedClass(word);
}

/** A bare `pass` also means a run, a ticket, or letting something through: it has to end the name. */
function isPassword(previous: string, next: string | undefined): boolean {
	if (OTHER_PASS_KINDS.has(previous)) return false;
	return next === undefined || /^\d+$/.test(next) || AFTER_PASS.has(next);
}

function isHarmless(word: string): boolean {
	return HARMLESS_AFTER.has(word) || (word.endsWith('s') && HARMLESS_AFTER.has(word.slice(0, -1)));
}

function keyClass(previous: string): NameClass | 'harmless' {
	if (LOCATOR_KEY_KINDS.has(previous)) return 'harmless';
	return SECRET_KEY_KINDS.get(previous) ?? 'sealed';
}

function gluedClass(word: string): NameClass | 'harmless' | null {
	if (word.length < 4 || GLUED_EXCEPTIONS.has(word)) return null;
	for (const [noun, kind] of GLUED_NOUNS) {
		if (word.endsWith(noun)) return kind;
		const at = noun.length < 5 ? (word.startsWith(noun) ? 0 : -1) : word.indexOf(noun);
		if (at < 0) continue;
		const rest = word.slice(at + noun.length);
		if (isHarmless(rest)) return 'harmless';
		if (noun === 'password' && at === 0) return kind;
	}
	return null;
}

const LONGEST_SERVICE = 20;

/** True for a name that is the name of a service and nothing else (`MERAKI`, `travis-ci`). */
export function isServiceName(name: string): boolean {
	return name.length < LONGEST_SERVICE && SERVICE_NAMES.has(name.toLowerCase().replace('-', '_'));
}

/** True where the name says that its value is text shown to people (`SWARM_TOKEN_HELP`, `API_KEY_EXAMPLE`). */
export function isShownText(name: string): boolean {
	const words = splitName(name);
	return SHOWN_WORDS.has(words[words.length - 1] ?? '');
}
