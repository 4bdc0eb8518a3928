import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Severity } from '../../core/finding.ts';
import type { Reading } from '../../core/job-file.ts';
import { checkFiles } from '../../files/check.ts';
import { fixFiles } from '../../files/fix.ts';
import { failureOf } from '../../files/read.ts';
import type { CheckRequest, CheckResult, Trouble } from '../../files/result.ts';
import { type AskedRequest, withStoreStates } from '../../targets/store-states.ts';
import type { FormatOptions } from '../formats/format.ts';
import { FORMAT_NAMES, formatNamed } from '../formats/registry.ts';
import { Exit, type Io, UsageError, wantsColor, wantsUnicode } from '../io.ts';

declare const TOOL_VERSION: string;

/** The options that say what is judged, shared by the commands that judge. */
export interface JudgeOptions {
	readonly config?: string;
	readonly target?: string;
	readonly metronome?: string;
	readonly dcos?: string;
	readonly now?: number;
	readonly rule?: ReadonlyMap<string, Severity | 'off'>;
	readonly baseline?: string;
	/** The secret store is not asked. */
	readonly offline?: boolean;
}

export interface CheckCommand extends JudgeOptions {
	readonly format?: readonly string[];
	readonly fix?: boolean;
	readonly fixUnsafe?: boolean;
	readonly updateBaseline?: boolean;
	readonly changedSince?: string;
	readonly maxWarnings?: number;
	readonly as: Reading;
	readonly stdinPath?: string;
	readonly verbose?: boolean;
}

/** `check`: judges and shows. */
export function check(paths: readonly string[], options: CheckCommand, io: Io): number | Promise<number> {
	const outputs = readOutputs(options.format ?? []);
	if (options.updateBaseline === true && options.baseline === undefined) {
		throw new UsageError('--update-baseline wants --baseline FILE, the file to write.');
	}
	const fixes = options.fix === true || options.fixUnsafe === true;
	if (fixes && paths.includes('-')) {
		throw new UsageError(
			"Standard input cannot be fixed in place; 'metronome-jobs fix -' prints the fixed text.",
		);
	}
	const request = requestOf(paths, options, io);
	const fixed = fixes ? fixFiles(request, { unsafe: options.fixUnsafe === true, write: true }) : undefined;
	for (const notice of fixed?.notices ?? []) io.err.write(`metronome-jobs: ${notice}\n`);
	return withAskedStores(request, options, io, asked => {
		const checked = checkFiles(asked.request, asked.gathered);
		const troubles = together(fixed?.troubles ?? [], checked.troubles);
		const result = { ...checked, troubles, notices: [...checked.notices, ...asked.notices] };
		const isShown = show(result, outputs, options.verbose === true, io);
		tellTroubles(result, io);
		return isShown ? exitCode(result, options.maxWarnings) : Exit.io;
	});
}

/** Asks the secret stores of the settings first; without any, the command is over at once. */
export function withAskedStores(
	request: CheckRequest,
	{ offline }: Pick<JudgeOptions, 'offline'>,
	{ env }: Io,
	then: (asked: AskedRequest) => number,
): number | Promise<number> {
	const asked = withStoreStates(request, { env, ...(offline !== undefined && { offline }) });
	return asked instanceof Promise ? asked.then(then) : then(asked);
}

/** Both runs meet the same troubles; those of writing only the first one does. */
function together(a: readonly Trouble[], b: readonly Trouble[]): readonly Trouble[] {
	return [...new Map([...a, ...b].map(trouble => [trouble.message, trouble])).values()];
}

export function requestOf(
	paths: readonly string[],
	options: JudgeOptions & Partial<Pick<CheckCommand, 'as' | 'changedSince' | 'stdinPath' | 'updateBaseline'>>,
	io: Io,
): CheckRequest {
	const { config, target, metronome, dcos, baseline, changedSince, updateBaseline } = options;
	return {
		cwd: io.cwd,
		paths,
		now: options.now ?? io.now(),
		reading: options.as ?? 'file',
		...(config === undefined ? {} : { config }),
		...(target === undefined ? {} : { target }),
		...(metronome === undefined ? {} : { metronome }),
		...(dcos === undefined ? {} : { dcos }),
		...(baseline === undefined ? {} : { baseline }),
		...(updateBaseline === undefined ? {} : { updateBaseline }),
		...(changedSince === undefined ? {} : { changedSince }),
		...(options.rule === undefined ? {} : { rules: options.rule }),
		...(paths.includes('-') ? { stdin: { text: io.stdin(), path: options.stdinPath ?? 'stdin.json' } } : {}),
	};
}

interface OutputTo {
	readonly format: string;
	readonly file: string | undefined;
}

function readOutputs(formats: readonly string[]): readonly OutputTo[] {
	const outputs = formats.map(readOutput);
	if (outputs.filter(output => output.file === undefined).length > 1) {
		throw new UsageError(
			'Only one format can go to standard output; give the others a file: -f sarif=findings.sarif',
		);
	}
	return outputs.length === 0 ? [{ format: 'human', file: undefined }] : outputs;
}

function readOutput(text: string): OutputTo {
	const at = text.indexOf('=');
	const format = at < 0 ? text : text.slice(0, at);
	if (at === text.length - 1) throw new UsageError(`-f ${text} wants a file name after the '='.`);
	if (!FORMAT_NAMES.includes(format)) {
		throw new UsageError(`There is no format '${format}'; there are ${FORMAT_NAMES.join(', ')}.`);
	}
	return { format, file: at < 0 ? undefined : text.slice(at + 1) };
}

const MAX_PER_RULE = 10;

/** Whether every format could be written; one that could not keeps no other back. */
function show(result: CheckResult, outputs: readonly OutputTo[], verbose: boolean, io: Io): boolean {
	const options: FormatOptions = {
		color: wantsColor(io.out, io.env),
		width: io.out.width,
		unicode: wantsUnicode(io.env),
		maxPerRule: MAX_PER_RULE,
		toolVersion: TOOL_VERSION,
		verbose,
	};
	let isShown = true;
	for (const { format, file } of outputs) {
		if (file === undefined) {
			io.out.write(formatNamed(format)(result, options));
			continue;
		}
		try {
			writeFileSync(resolve(io.cwd, file), formatNamed(format)(result, { ...options, color: false }));
		} catch (error) {
			isShown = false;
			io.err.write(`metronome-jobs: ${file} was not written: it ${failureOf(error, 'written').message}.\n`);
		}
	}
	return isShown;
}

/** What kept something from being judged, and what is worth a line, on standard error. */
export function tellTroubles(result: Pick<CheckResult, 'troubles' | 'notices'>, io: Io): void {
	for (const trouble of result.troubles) io.err.write(`metronome-jobs: ${trouble.message}\n`);
	for (const notice of result.notices) io.err.write(`metronome-jobs: ${notice}\n`);
}

/** The highest of 3, 2, 1 wins. */
export function exitCode(result: CheckResult, maxWarnings: number | undefined): number {
	const trouble = troubleCode(result);
	if (trouble !== undefined) return trouble;
	if (result.summary.errors > 0) return Exit.findings;
	return maxWarnings !== undefined && result.summary.warnings > maxWarnings ? Exit.findings : Exit.fine;
}

/** The exit code of what kept something from being looked at; undefined where nothing did. */
export function troubleCode({ troubles }: Pick<CheckResult, 'troubles'>): number | undefined {
	if (troubles.length === 0) return undefined;
	return troubles.some(trouble => trouble.kind === 'io') ? Exit.io : Exit.usage;
}
