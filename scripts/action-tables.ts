import type { ActionYml } from './action-yml.ts';

const START = '<!-- action-inputs -->';
const END = '<!-- /action-inputs -->';

/** The text with the tables of the Action's inputs and outputs between its two marks; throws where it has none. */
export function withActionTables(text: string, action: ActionYml): string {
	const start = text.indexOf(START);
	const end = text.indexOf(END, start);
	if (start < 0 || end < 0) throw new Error(`README.md has lost its marks ${START} and ${END}`);
	return `${text.slice(0, start + START.length)}\n${tables(action)}\n${text.slice(end)}`;
}

function tables({ inputs, outputs }: ActionYml): string {
	return [
		'| Input | Default | What it does |',
		'|---|---|---|',
		...[...inputs].map(([name, input]) => row(`\`${name}\``, code(input.default), input.description)),
		'',
		'| Output | What it holds |',
		'|---|---|',
		...[...outputs].map(([name, output]) => row(`\`${name}\``, output.description)),
	].join('\n');
}

function code(value: string): string {
	return value === '' ? '' : `\`${value}\``;
}

function row(...cells: readonly string[]): string {
	return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
