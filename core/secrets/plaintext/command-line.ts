import { COMMANDS, CONTAINER_COMMANDS, type Command, type CommandFlag, READERS } from './commands.ts';
import type { Found } from './detection.ts';
import { classifyName, type NameClass } from './key-name.ts';
import { isSecretLiteral } from './literal-value.ts';
import { shellWords, type Word } from './shell-words.ts';

/** `bash -c "…"` in `sh -c '…'`: deeper than this nobody nests. */
const DEEPEST = 2;

/**
 * Passwords given to commands as words of their own: `--password X`, `mysql -pX`, `curl -u user:X`, `sshpass -p X`,
 * `echo X | kinit`. (`--password=X` is a pair, see `pairs.ts`.) Also for variables that hold arguments without the
 * command (`CURL_ARGS`).
 */
export function findCommandPasswords(text: string, out: Found[]): void {
	if (!/\s/.test(text) || !/(?:^|[\s"'])-|\|/.test(text)) return;
	readCommands(text, 0, 0, out);
}

/** What is known of the command that is being read. */
interface Reading {
	name: string;
	command: Command | null;
	seen: string[];
}

function readCommands(text: string, offset: number, depth: number, out: Found[]): void {
	const words = shellWords(text);
	let reading: Reading = { name: '', command: null, seen: [] };
	let echoed: Word | null = null;
	for (let i = 0; i < words.length; i++) {
		const word = words[i];
		if (word === undefined) break;
		if (word.first) {
			echoed = /^(?:echo|printf)$/.test(reading.name) ? (words[i - 1] ?? null) : echoed;
			reading = { name: '', command: null, seen: [] };
		}
		learn(reading, word);
		if (echoed !== null && readsPassword(reading, word)) {
			push(echoed.start, echoed.end, echoed.text.replace(/^[\w-]+:/, ''), 'password', offset, out);
			echoed = null;
		}
		if (!word.text.startsWith('-')) continue;
		const next = words[i + 1];
		const following = next === undefined || next.first ? null : next;
		if (/^-[a-z]*c$/.test(word.text) && following !== null && depth < DEEPEST) {
			if (/\s/.test(following.text)) readCommands(following.text, offset + following.start, depth + 1, out);
		} else readFlag(reading, word, following, offset, out);
	}
}

/** Most words of a command that are looked back at for a subcommand. */
const MOST_SEEN = 8;

function learn(reading: Reading, word: Word): void {
	if (reading.seen.length >= MOST_SEEN || word.text.startsWith('-') || word.text.length > 200) return;
	const name = word.text.slice(word.text.lastIndexOf('/') + 1);
	reading.seen.push(name);
	if (reading.name === '' && !/=/.test(word.text)) reading.name = name;
	if (reading.command !== null) return;
	const command = COMMANDS.get(name);
	if (command === undefined) return;
	reading.command = command;
	reading.name = name;
}

function readsPassword(reading: Reading, word: Word): boolean {
	if (word.text === '--password-stdin' || word.text === '--stdin') return true;
	if (word.text === '-S' && reading.name === 'sudo') return true;
	return (
		READERS.has(word.text.slice(word.text.lastIndexOf('/') + 1)) &&
		word.text === reading.seen[reading.seen.length - 1]
	);
}

function readFlag(reading: Reading, word: Word, next: Word | null, offset: number, out: Found[]): void {
	const special = commandFlag(reading, word.text);
	if (special !== null) {
		readCommandFlag(special, word, next, offset, out);
		return;
	}
	if (next === null || next.text.startsWith('-')) return;
	const name = word.text.replace(/^-+/, '');
	if (name.length < 2) {
		if (word.text === '-u' && reading.name === '') readPair(next, offset, out);
		return;
	}
	if (name === 'user' || name === 'proxy-user') {
		if (!CONTAINER_COMMANDS.has(reading.name)) readPair(next, offset, out);
		return;
	}
	if (word.text.includes('=') || (name === 'secret' && CONTAINER_COMMANDS.has(reading.name))) return;
	const kind = classifyName(name);
	if (kind !== null) push(next.start, next.end, next.text, kind, offset, out);
}

function commandFlag(reading: Reading, text: string): CommandFlag | null {
	const command = reading.command;
	if (command === null || (command.needs !== undefined && !reading.seen.includes(command.needs))) return null;
	return (
		command.flags.find(({ flag, takes }) => {
			if (text === flag) return takes !== 'glued';
			return (
				(takes === 'glued' || takes === 'password-or-glued') &&
				text.startsWith(flag) &&
				!text.startsWith('--')
			);
		}) ?? null
	);
}

function readCommandFlag(
	flag: CommandFlag,
	word: Word,
	next: Word | null,
	offset: number,
	out: Found[],
): void {
	if (word.text !== flag.flag) {
		const start = word.start + flag.flag.length;
		const value = word.text.slice(flag.flag.length).replace(/^["']|["']$/g, '');
		const from = start + word.text.slice(flag.flag.length).indexOf(value);
		push(from, from + value.length, value, 'password', offset, out);
	} else if (next !== null) {
		if (flag.takes === 'pair') readPair(next, offset, out);
		else push(next.start, next.end, next.text, 'password', offset, out);
	}
}

/** `user:password`, `user,password` or `user%password`; numbers are an account and a group, or a port. */
function readPair(word: Word, offset: number, out: Found[]): void {
	const pair = /^(["']?)([^\s:,%/]{0,128})["']?[:,%](?!\/\/)(["']?)([^\s]{1,256}?)["']?$/.exec(word.text);
	const password = pair?.[4] ?? '';
	if (password.length < 2 || /^\d+$/.test(password)) return;
	const start = word.start + word.text.lastIndexOf(password);
	push(start, start + password.length, password, 'password', offset, out);
}

function push(
	start: number,
	end: number,
	value: string,
	kind: NameClass,
	offset: number,
	out: Found[],
): void {
	if (/^(?:\$?\{\{|<|\$\(|\$$|@)/.test(value) || !isSecretLiteral(kind, value)) return;
	out.push({
		kind: 'command-password',
		what: kind === 'password' ? 'a password on a command line' : 'a secret on a command line',
		certainty: 'error',
		start: offset + start,
		end: offset + end,
	});
}
