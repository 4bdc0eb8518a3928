/** What the bundled command is called with. Every value is one argument: no shell reads them. */

/** Shows what a deploy would change. `config`: path of the config. */
export function planArguments(target: string, config: string): readonly string[] {
	return ['plan', '--config', config, '--target', target];
}

/** Runs a job's command here, with these files alone. `config`: path of the config, where there is one. */
export function runArguments(
	job: string,
	files: readonly string[],
	config: string | undefined,
): readonly string[] {
	const settings = config === undefined ? [] : ['--config', config];
	return ['run', '--ignore-image', ...settings, '--', job, ...files];
}

/** What a terminal shows: a line feed alone would not go back to the first column. */
export function terminalText(text: string): string {
	return text.replaceAll(/\r?\n/g, '\r\n');
}
