import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Severity } from '../../core/finding.ts';
import type { Reading } from '../../core/job-file.ts';
import { checkFiles } from '../../files/check.ts';
import { fixFiles } from '../../files/fix.ts';
import type { CheckRequest, CheckResult } from '../../files/result.ts';
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
}

export interface CheckCommand extends JudgeOptions {
	readonly format: readonly string[];
	readonly fix?: boolean;
	readonly fixUnsafe?: boolean;
	readonly updateBaseline?: boolean;
	readonly changedSince?: string;
	readonly maxWarnings?: number;
	readonly as: Reading;
	readonly stdinPath?: string;
}

/** `check`: judges and shows. */
export function check(paths: readonly string[], options: CheckCommand, io: Io): number {
	const outputs = options.format.map(readOutput);
	if (options.updateBaseline === true && options.baseline === undefined) {
		throw new UsageError('--update-baseline wants --baseline FILE, the file to write.');
	}
	const request = requestOf(paths, options, io);
	if (options.fix === true || options.fixUnsafe === true) {
		const { notices } = fixFiles(request, { unsafe: options.fixUnsafe === true, write: true });
		for (const notice of notices) io.err.write(`metronome-jobs: ${notice}\n`);
	}
	const result = checkFiles(request);
	show(result, outputs, io);
	tellTroubles(result, io);
	return exitCode(result, options.maxWarnings);
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

function readOutput(text: string): OutputTo {
	const at = text.indexOf('=');
	const format = at < 0 ? text : text.slice(0, at);
	if (!FORMAT_NAMES.includes(format)) {
		throw new UsageError(`There is no format '${format}'; there are ${FORMAT_NAMES.join(', ')}.`);
	}
	return { format, file: at < 0 ? undefined : text.slice(at + 1) };
}

const MAX_PER_RULE = 10;

function show(result: CheckResult, outputs: readonly OutputTo[], io: Io): void {
	const options: FormatOptions = {
		color: wantsColor(io.out, io.env),
		width: io.out.width,
		unicode: wantsUnicode(io.env),
		maxPerRule: MAX_PER_RULE,
		toolVersion: TOOL_VERSION,
	};
	const onScreen = outputs.filter(output => output.file === undefined);
	if (onScreen.length > 1) {
		throw new UsageError(
			'Only one format can go to standard output; give the others a file: -f sarif=findings.sarif',
		);
	}
	for (const { format, file } of outputs) {
		if (file !== undefined) {
			writeFileSync(resolve(io.cwd, file), formatNamed(format)(result, { ...options, color: false }));
		}
	}
	if (onScreen.length > 0 || outputs.length === 0) {
		io.out.write(formatNamed(onScreen[0]?.format ?? 'human')(result, options));
	}
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
