/** The inputs of the Action, read and judged. Names and defaults stand in action.yml. */
export interface Inputs {
	readonly mode: 'check';
	readonly paths: readonly string[];
	readonly config: string | undefined;
	readonly target: string | undefined;
	readonly failOn: 'error' | 'warning' | 'never';
	readonly annotations: 'auto' | 'check-run' | 'commands' | 'none';
	readonly changedOnly: boolean;
	readonly suggestions: boolean;
	/** Of GitHub; undefined: nothing is asked of it or written to it. */
	readonly token: string | undefined;
	readonly sarifFile: string | undefined;
	readonly workingDirectory: string;
}

export type InputsResult =
	| { readonly ok: true; readonly inputs: Inputs }
	| { readonly ok: false; readonly problems: readonly string[] };

/** What reading the inputs asks of the outside. */
export interface InputSource {
	/** The toolkit's `getInput`: trimmed, '' where absent. */
	readonly get: (name: string) => string;
	/** Whether a path, relative to the workspace or absolute, is a folder. */
	readonly isFolder: (path: string) => boolean;
}

/** Reads every input. Wrong values are all told at once, and no default stands in for one. */
export function readInputs({ get, isFolder }: InputSource): InputsResult {
	const problems: string[] = [];
	const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
		const value = get(name) || fallback;
		const found = allowed.find(candidate => candidate === value);
		if (found === undefined) problems.push(`Input '${name}' is '${value}'; it must be ${listed(allowed)}.`);
		return found ?? fallback;
	};
	const optional = (name: string): string | undefined => {
		const value = get(name);
		if (/[\r\n]/.test(value)) problems.push(`Input '${name}' has several lines; it takes one value.`);
		return value || undefined;
	};
	const flag = (name: string): boolean => {
		const value = get(name) || 'false';
		const found = FLAGS.get(value);
		if (found === undefined) problems.push(`Input '${name}' is '${value}'; it must be 'true' or 'false'.`);
		return found ?? false;
	};
	const inputs: Inputs = {
		mode: oneOf('mode', ['check'], 'check'),
		paths: lines(get('paths')),
		config: optional('config'),
		target: optional('target'),
		failOn: oneOf('fail-on', ['error', 'warning', 'never'], 'error'),
		annotations: oneOf('annotations', ['auto', 'check-run', 'commands', 'none'], 'auto'),
		changedOnly: flag('changed-only'),
		suggestions: flag('suggestions'),
		token: get('token') || undefined,
		sarifFile: optional('sarif-file'),
		workingDirectory: optional('working-directory') ?? '.',
	};
	if (inputs.paths.includes('-')) problems.push("Input 'paths' has '-'; a step has no standard input.");
	if (!/[\r\n]/.test(inputs.workingDirectory) && !isFolder(inputs.workingDirectory)) {
		problems.push(
			`Input 'working-directory' is '${inputs.workingDirectory}'; there is no such folder in the workspace. Is actions/checkout missing?`,
		);
	}
	return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };
}

/** As YAML 1.2 writes them (Core Schema), which is what the toolkit takes too. */
const FLAGS = new Map(
	['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map(word => [word, word.toLowerCase() === 'true']),
);

function lines(text: string): string[] {
	return text
		.split(/\r\n|\n|\r/)
		.map(line => line.trim())
		.filter(line => line !== '');
}

function listed(allowed: readonly string[]): string {
	const quoted = allowed.map(value => `'${value}'`);
	const last = quoted.pop();
	return quoted.length === 0 ? `${last}` : `${quoted.join(', ')} or ${last}`;
}
