import { COMMANDS, CONTAINER_COMMANDS, type Command, type CommandFlag, READERS, SHELLS } from './commands.ts';
import type { Found } from './detection.ts';
import { classifyName } from './key-name.ts';
import { isSecretLiteral } from './literal-value.ts';
import type { NameClass } from './name-words.ts';
import { isGenericLogin } from './placeholder.ts';
import { shellWords, type Word } from './shell-words.ts';

/** `bash -c "…"` in `sh -c '…'`: deeper than this nobody nests. */
const DEEPEST = 2;

/**
 * A short flag that some command in `commands.ts` takes a password with, a flag with a secret word in it, a command
 * that reads a password, or one that sets something. Most command lines have none of these and are not split.
 */
const OF_INTEREST =
	/(?:^|[\s"'])-(?:[uUpPaAwkNXvh]|-?[\w.-]{0,40}(?:pass|pw|secret|token|key|cred|auth|login|user|cookie|sig|bearer|stdin|salt))|kinit|chpasswd|passwd|cryptsetup|\bsudo\b|\bsu\b|\bset\s|ConvertTo/i;

/**
 * Passwords given to commands as words of their own: `--password X`, `mysql -pX`, `curl -u user:X`, `sshpass -p X`,
 * `echo X | kinit`. (`--password=X` is a pair, see `pairs.ts`.) Also for variables that hold arguments without the
 * command (`CURL_ARGS`).
 */
export function findCommandPasswords(text: string, out: Found[]): void {
	if (!/\s/.test(text) || !OF_INTEREST.test(text)) return;
	readLine(text, { offset: 0, depth: 0, out });
}

/** Where a command line stands in the literal, and where its findings go. */
interface Place {
	readonly offset: number;
	readonly depth: number;
	readonly out: Found[];
}

/** What is known of the command that is being read. */
interface Reading {
	/** Its name: that of a known command, or the first word that is no assignment. */
	name: string;
	command: Command | null;
	/** Its words that are no flags, paths cut to their last part; those after the known command. */
	seen: string[];
}

function readLine(text: string, place: Place): void {
	const words = shellWords(text);
	let reading: Reading = { name: '', command: null, seen: [] };
	let echoed: Word | null = null;
	for (const [i, word] of words.entries()) {
		if (word.first) {
			if (/^(?:echo|printf)$/.test(reading.name)) echoed = words[i - 1] ?? null;
			reading = { name: '', command: null, seen: [] };
		}
		learn(reading, word);
		if (echoed !== null && readsPassword(reading, word)) {
			pushTail(echoed, echoed.text.replace(/^[\w-]+:/, ''), place);
			echoed = null;
		}
		const after = words[i + 1];
		const next = after === undefined || after.first ? null : after;
		if (!word.text.startsWith('-')) readPlainWord(reading, word, next, place);
		else if (isShellFlag(reading, word)) {
			if (next !== null && place.depth < DEEPEST) readLine(next.text, deeper(place, next.start));
		} else readFlag(reading, word, next, place);
	}
}

function deeper(place: Place, start: number): Place {
	return { offset: place.offset + start, depth: place.depth + 1, out: place.out };
}

function isShellFlag(reading: Reading, word: Word): boolean {
	return SHELLS.has(reading.name) && /^-[a-z]{0,5}c$/.test(word.text);
}

/** Most words of a command that are kept. */
const MOST_SEEN = 12;
/** Longest word that can name a command or a setting. */
const LONGEST_NAME = 200;

function learn(reading: Reading, word: Word): void {
	if (word.text.startsWith('-') || word.text.length > LONGEST_NAME || reading.seen.length >= MOST_SEEN)
		return;
	const name = word.text.slice(word.text.lastIndexOf('/') + 1);
	if (reading.name === '' && !word.text.includes('=')) reading.name = name;
	const command = reading.command === null ? COMMANDS.get(name) : undefined;
	if (command === undefined) reading.seen.push(name);
	else {
		reading.command = command;
		reading.name = name;
		reading.seen = [];
	}
}

function readsPassword(reading: Reading, word: Word): boolean {
	if (word.text === '--password-stdin' || word.text === '--stdin') return true;
	if (word.text === '-S' && reading.name === 'sudo') return true;
	return READERS.has(word.text.slice(word.text.lastIndexOf('/') + 1)) && !word.text.startsWith('-');
}

/** `aws configure set NAME VALUE`, and commands that take the password by its place. */
function readPlainWord(reading: Reading, word: Word, next: Word | null, place: Place): void {
	if (reading.command?.position === reading.seen.length) pushWord(word, 'password', place);
	const [config, set] = reading.seen.slice(-3);
	if (next === null || set !== 'set' || (config !== 'config' && config !== 'configure')) return;
	const kind = classifyName(word.text);
	if (kind !== null) pushWord(next, kind, place);
}

function readFlag(reading: Reading, word: Word, next: Word | null, place: Place): void {
	const known = commandFlag(reading, word.text);
	if (known !== null) readKnownFlag(known, word, next, place);
	else if (next !== null && !next.text.startsWith('-')) readAnyFlag(reading, word.text, next, place);
}

function commandFlag(reading: Reading, text: string): CommandFlag | null {
	const command = reading.command;
	if (command === null || (command.needs !== undefined && !reading.seen.includes(command.needs))) return null;
	return command.flags.find(({ flag, takes }) => matchesFlag(text, flag, takes)) ?? null;
}

function matchesFlag(text: string, flag: string, takes: CommandFlag['takes']): boolean {
	if (text === flag) return takes !== 'glued';
	if (!text.startsWith(flag) || takes === 'password') return false;
	return flag.startsWith('--') ? text[flag.length] === '=' : true;
}

function readKnownFlag(known: CommandFlag, word: Word, next: Word | null, place: Place): void {
	if (word.text === known.flag) {
		if (next === null) return;
		if (known.takes === 'pair') readPair(next, next.text, place);
		else pushWord(next, 'password', place);
		return;
	}
	const rest = word.text.slice(known.flag.length).replace(/^=/, '');
	if (known.takes === 'pair') readPair(word, rest, place);
	else pushTail(word, rest.replace(/^["']|["']$/g, ''), place);
}

/** A flag of a command that is not known: its name has to say what it takes. */
function readAnyFlag(reading: Reading, text: string, next: Word, place: Place): void {
	const name = text.replace(/^-+/, '');
	if (text === '-u' && reading.name === '') readPair(next, next.text, place);
	if (name.length < 2 || name.includes('=')) return;
	const container = CONTAINER_COMMANDS.has(reading.name);
	if (name === 'user' || name === 'proxy-user') {
		if (!container) readPair(next, next.text, place);
		return;
	}
	const kind = container && name === 'secret' ? null : classifyName(name);
	if (kind === 'login') readPair(next, next.text, place);
	if (kind !== null) pushWord(next, kind, place);
}

const PAIR = /^["']?([^\s:,%/"']{0,128})["']?[:,%](?!\/\/)["']?(.{1,256}?)["']?$/s;

/** `user:password`, `user,password` or `user%password`; numbers are an account and a group, or a port. */
function readPair(word: Word, text: string, place: Place): void {
	const pair = PAIR.exec(text);
	const password = pair?.[2] ?? '';
	if (password.length < 2 || /^\d+$/.test(password) || isGenericLogin(pair?.[1] ?? '', password)) return;
	pushTail(word, password, place);
}

function pushWord(word: Word, kind: NameClass, place: Place): void {
	push(word.start, word.text, kind, place);
}

/** A password that is the last part of a word, but for a quote. */
function pushTail(word: Word, value: string, place: Place): void {
	push(word.start + word.text.lastIndexOf(value), value, 'password', place);
}

function push(start: number, value: string, kind: NameClass, place: Place): void {
	if (/^(?:\$?\{\{|<|\$\(|\$$|@)/.test(value) || !isSecretLiteral(kind, value)) return;
	place.out.push({
		kind: 'command-password',
		what: kind === 'password' ? 'a password on a command line' : 'a secret on a command line',
		certainty: 'error',
		start: place.offset + start,
		end: place.offset + start + value.length,
	});
}
