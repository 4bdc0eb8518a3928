/** The inputs of the Action, read and judged. Names and defaults stand in action.yml. */
export interface Inputs {
	readonly mode: 'check';
	readonly paths: readonly string[];
	readonly config: string | undefined;
	readonly target: string | undefined;
	readonly failOn: 'error' | 'warning' | 'never';
	readonly annotations: 'commands' | 'none';
	readonly sarifFile: string | undefined;
	readonly workingDirectory: string;
}

export type InputsResult =
	| { readonly ok: true; readonly inputs: Inputs }
	| { readonly ok: false; readonly problems: readonly string[] };

/** Reads every input through `get` (the toolkit's `getInput`: trimmed, '' where absent). Wrong values are all told at once. */
export function readInputs(get: (name: string) => string): InputsResult {
	const problems: string[] = [];
	const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
		const value = get(name) || fallback;
		const found = allowed.find(candidate => candidate === value);
		if (found === undefined) problems.push(`Input '${name}' is '${value}'; it must be ${listed(allowed)}.`);
		return found ?? fallback;
	};
	const optional = (name: string): string | undefined => get(name) || undefined;
	const mode = oneOf('mode', ['check'], 'check');
	const annotations = oneOf('annotations', ['auto', 'commands', 'none'], 'auto');
	const inputs: Inputs = {
		mode,
		paths: lines(get('paths')),
		config: optional('config'),
		target: optional('target'),
		failOn: oneOf('fail-on', ['error', 'warning', 'never'], 'error'),
		annotations: annotations === 'auto' ? 'commands' : annotations,
		sarifFile: optional('sarif-file'),
		workingDirectory: get('working-directory') || '.',
	};
	return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };
}

function lines(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map(line => line.trim())
		.filter(line => line !== '');
}

function listed(allowed: readonly string[]): string {
	const quoted = allowed.map(value => `'${value}'`);
	const last = quoted.pop();
	return quoted.length === 0 ? `${last}` : `${quoted.join(', ')} or ${last}`;
}
