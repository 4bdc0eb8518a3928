export const MODES = ['check', 'plan', 'deploy', 'drift', 'rollback', 'run'] as const;
export type Mode = (typeof MODES)[number];

/** The inputs of the Action, read and judged. Names and defaults stand in action.yml. */
export interface Inputs {
	readonly mode: Mode;
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
	/** When the plan is a comment. */
	readonly comment: 'auto' | 'always' | 'never';
	/** `plan` writes it, `deploy` does exactly what it says. */
	readonly planFile: string | undefined;
	/** With which plans, saved states and approvals are sealed. A secret. */
	readonly planKey: string | undefined;
	/** What a deploy is about to change: `deploy` writes it, `rollback` goes back to it. */
	readonly stateFile: string | undefined;
	readonly approval: 'reviewed' | 'none';
	readonly approvedDigest: string | undefined;
	readonly prune: boolean;
	readonly adopt: boolean;
	readonly maxDeletes: number | undefined;
	/** Jobs that are started. */
	readonly run: readonly string[];
	/** For each of them, in ms. */
	readonly runTimeout: number;
	readonly rollbackOnFailure: boolean;
	/** Drift is an issue. */
	readonly issue: boolean;
	/** A deployment to it is told GitHub. */
	readonly environment: string | undefined;
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
	const flag = (name: string, fallback = 'false'): boolean => {
		const value = get(name) || fallback;
		const found = FLAGS.get(value);
		if (found === undefined) problems.push(`Input '${name}' is '${value}'; it must be 'true' or 'false'.`);
		return found ?? false;
	};
	const whole = (name: string): number | undefined => {
		const value = get(name);
		if (/^\d{0,6}$/.test(value)) return value === '' ? undefined : Number(value);
		problems.push(`Input '${name}' is '${value}'; it must be a whole number.`);
		return undefined;
	};
	const duration = (name: string, fallback: string): number => {
		const value = get(name) || fallback;
		const [, digits, unit = 's'] = /^(\d{1,6}) ?([smh]?)$/.exec(value) ?? [];
		const ms = Number(digits) * (UNITS.get(unit || 's') ?? 0);
		if (Number.isInteger(ms) && ms > 0) return ms;
		problems.push(`Input '${name}' is '${value}'; it must be a time such as '90s', '10m' or '1h'.`);
		return 0;
	};
	const inputs: Inputs = {
		mode: oneOf('mode', MODES, 'check'),
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
		comment: oneOf('comment', ['auto', 'always', 'never'], 'auto'),
		planFile: optional('plan-file'),
		planKey: get('plan-key') || undefined,
		stateFile: optional('state-file'),
		approval: oneOf('approval', ['reviewed', 'none'], 'reviewed'),
		approvedDigest: optional('approved-digest'),
		prune: flag('prune'),
		adopt: flag('adopt'),
		maxDeletes: whole('max-deletes'),
		run: lines(get('run')),
		runTimeout: duration('run-timeout', DEFAULT_RUN_TIMEOUT),
		rollbackOnFailure: flag('rollback-on-failure'),
		issue: flag('issue', 'true'),
		environment: optional('environment'),
	};
	problems.push(...missing(inputs));
	if (inputs.paths.includes('-')) problems.push("Input 'paths' has '-'; a step has no standard input.");
	if (!/[\r\n]/.test(inputs.workingDirectory) && !isFolder(inputs.workingDirectory)) {
		problems.push(
			`Input 'working-directory' is '${inputs.workingDirectory}'; there is no such folder in the workspace. Is actions/checkout missing?`,
		);
	}
	return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };
}

const DEFAULT_RUN_TIMEOUT = '10m';
/** In ms. */
const UNITS = new Map([
	['s', 1000],
	['m', 60_000],
	['h', 3_600_000],
]);
const SHORTEST_KEY = 16;

/** What a mode cannot do without. Says nothing of the values. */
function missing({ mode, target, run, planKey, stateFile }: Inputs): readonly string[] {
	const problems: string[] = [];
	if (mode !== 'check' && target === undefined) {
		problems.push(
			`Input 'target' is missing: mode '${mode}' has to do with a cluster, a target of the config.`,
		);
	}
	if (mode === 'run' && run.length === 0) {
		problems.push("Input 'run' is missing: mode 'run' starts the jobs that it names.");
	}
	if (stateFile !== undefined && planKey === undefined) {
		problems.push("Input 'plan-key' is missing: it locks and opens the file of 'state-file'.");
	}
	if (planKey !== undefined && planKey.length < SHORTEST_KEY) {
		problems.push(`Input 'plan-key' is shorter than ${SHORTEST_KEY} characters.`);
	}
	return problems;
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
