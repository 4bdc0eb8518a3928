import type { Command } from 'commander';
import { Exit, type Io, UsageError } from '../io.ts';

/** `completion SHELL`: a script that completes commands and options, made from the program itself. */
export function completion(shell: string, program: Command, io: Io): number {
	const script = SCRIPTS.get(shell);
	if (script === undefined) {
		throw new UsageError(
			`There is no completion for '${shell}'; there is one for ${[...SCRIPTS.keys()].join(', ')}.`,
		);
	}
	io.out.write(script(program.commands.map(wordsOf)));
	return Exit.fine;
}

interface Words {
	readonly command: string;
	readonly about: string;
	readonly options: readonly { readonly flag: string; readonly about: string }[];
}

function wordsOf(command: Command): Words {
	const options = command.options.map(option => ({
		flag: option.long ?? option.flags,
		about: option.description,
	}));
	return {
		command: command.name(),
		about: command.description(),
		options: [...options, { flag: '--help', about: 'show help' }],
	};
}

const SCRIPTS: ReadonlyMap<string, (commands: readonly Words[]) => string> = new Map([
	['bash', bash],
	['zsh', zsh],
	['fish', fish],
]);

function bash(commands: readonly Words[]): string {
	const cases = commands
		.map(({ command, options }) => `    ${command}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`)
		.join('\n');
	return `_metronome_jobs() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ command }) => command).join(' ')} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _metronome_jobs metronome-jobs
`;
}

function zsh(commands: readonly Words[]): string {
	const list = commands.map(({ command, about }) => `    '${command}:${zshText(about)}'`).join('\n');
	const cases = commands
		.map(({ command, options }) => {
			const flags = options.map(({ flag, about }) => `'${flag}[${zshText(about)}]'`).join(' ');
			return `    ${command}) _arguments ${flags} '*:file:_files' ;;`;
		})
		.join('\n');
	return `#compdef metronome-jobs
_metronome_jobs() {
  local -a commands=(
${list}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${cases}
  esac
}
_metronome_jobs "$@"
`;
}

function zshText(text: string): string {
	return text.replaceAll(/[[\]':]/g, character => (character === "'" ? "'\\''" : `\\${character}`));
}

function fish(commands: readonly Words[]): string {
	const lines = commands.flatMap(({ command, about, options }) => [
		`complete -c metronome-jobs -n __fish_use_subcommand -a ${command} -d '${fishText(about)}'`,
		...options.map(
			({ flag, about: what }) =>
				`complete -c metronome-jobs -n '__fish_seen_subcommand_from ${command}' -l ${flag.replace(/^--/, '')} -d '${fishText(what)}'`,
		),
	]);
	return `${lines.join('\n')}\n`;
}

function fishText(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
