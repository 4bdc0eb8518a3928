import { makeProgram } from '../../cli/program.ts';
import { ROOT } from './command.ts';

const silent = { write: () => {}, isTerminal: false, width: 80 };
const io = { cwd: ROOT, env: {}, out: silent, err: silent, stdin: () => '', now: () => 0 };

/** The whole help of a command, examples included, as it is written for 80 columns. */
function helpOf(args: readonly string[]): string {
	let out = '';
	const write = (text: string) => {
		out += text;
	};
	const program = makeProgram({ ...io, out: { ...silent, write } }, () => {});
	try {
		program.parse([...args, '--help'], { from: 'user' });
	} catch {
		// Commander leaves so.
	}
	return out;
}

const NAMES = makeProgram(io, () => {}).commands.map(command => command.name());
export const HELPS = [[], ...NAMES.map(name => [name])].map(args => ({ args, text: helpOf(args) }));

/** The indented lines below "Example" or "Start here"; a line that ends in `\` or `|` goes on in the next. */
export function examplesIn(text: string): string[] {
	const block = /^(?:Examples?|Start here):\n((?: {2,}.*\n?)+)/m.exec(text)?.[1] ?? '';
	return block
		.replaceAll(/\\\n\s+/g, '')
		.replaceAll(/\|\n\s+/g, '| ')
		.split('\n')
		.map(line => line.trim())
		.filter(line => line !== '');
}
