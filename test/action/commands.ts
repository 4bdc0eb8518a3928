/** The log of a step, read as the runner reads it (actions/runner, ActionCommand.cs and ActionCommandManager.cs). */

export interface Command {
	readonly name: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly data: string;
}

export interface Log {
	/** What the runner obeys, in order; `stop-commands` and its end are not among them. */
	readonly commands: readonly Command[];
	/** Every other line. */
	readonly lines: readonly string[];
	/** Lines that would have been commands, had the runner not been told to stop looking for any. */
	readonly defused: readonly string[];
}

const REGISTERED = [
	'internal-set-repo-path',
	'set-env',
	'set-output',
	'save-state',
	'add-mask',
	'add-path',
	'add-matcher',
	'remove-matcher',
	'debug',
	'warning',
	'error',
	'notice',
	'group',
	'endgroup',
	'echo',
	'stop-commands',
];

export function readLog(text: string): Log {
	const commands: Command[] = [];
	const lines: string[] = [];
	const defused: string[] = [];
	const registered = new Set(REGISTERED);
	let token: string | undefined;
	for (const line of text.split(/\r\n|\n|\r/)) {
		const command = ofNewForm(line, registered) ?? ofOldForm(line, registered);
		if (command === null) {
			lines.push(line);
		} else if (token !== undefined) {
			if (command.name.toLowerCase() !== token.toLowerCase()) {
				lines.push(line);
				defused.push(line);
				continue;
			}
			registered.delete(token);
			token = undefined;
		} else if (command.name === 'stop-commands') {
			if (registered.has(command.data) || ['', 'pause-logging'].includes(command.data)) {
				throw new Error(`the runner refuses the token '${command.data}'`);
			}
			token = command.data;
			registered.add(token);
		} else commands.push(command);
	}
	if (token !== undefined) throw new Error('the step never lets the runner obey commands again');
	return { commands, lines, defused };
}

/** `::name key=value,key=value::data` after white space. Signs without width are skipped: .NET compares so. */
function ofNewForm(line: string, registered: ReadonlySet<string>): Command | null {
	const text = line.replace(/^[\s\p{Cf}\p{Cc}]+/u, '');
	const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
	if (end < 0) return null;
	return command(text.slice(2, end), ',', text.slice(end + 2), registered, PROPERTY, DATA);
}

/** `##[name key=value;key=value]data` anywhere in a line. */
function ofOldForm(line: string, registered: ReadonlySet<string>): Command | null {
	const start = line.indexOf('##[');
	const end = start < 0 ? -1 : line.indexOf(']', start);
	if (end < 0) return null;
	return command(line.slice(start + 3, end), ';', line.slice(end + 1), registered, OLD, OLD);
}

type Escapes = readonly (readonly [token: string, written: string])[];

const DATA: Escapes = [
	['\r', '%0D'],
	['\n', '%0A'],
	['%', '%25'],
];
const PROPERTY: Escapes = [
	['\r', '%0D'],
	['\n', '%0A'],
	[':', '%3A'],
	[',', '%2C'],
	['%', '%25'],
];
const OLD: Escapes = [
	[';', '%3B'],
	['\r', '%0D'],
	['\n', '%0A'],
	[']', '%5D'],
	['%', '%25'],
];

function command(
	head: string,
	separator: string,
	data: string,
	registered: ReadonlySet<string>,
	ofProperties: Escapes,
	ofData: Escapes,
): Command | null {
	const space = head.indexOf(' ');
	const name = space < 0 ? head : head.slice(0, space);
	if (![...registered].some(known => known.toLowerCase() === name.toLowerCase())) return null;
	const pairs = (space < 0 ? '' : head.slice(space + 1).trim()).split(separator).flatMap(pair => {
		const at = pair.indexOf('=');
		return at <= 0 ? [] : [[pair.slice(0, at), unescaped(pair.slice(at + 1), ofProperties)]];
	});
	return { name, properties: Object.fromEntries(pairs), data: unescaped(data, ofData) };
}

function unescaped(text: string, escapes: Escapes): string {
	return escapes.reduce((sum, [token, written]) => sum.replaceAll(written, token), text);
}
