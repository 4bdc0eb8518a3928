import { type FixedFile, type FixResult, fixFiles } from '../../files/fix.ts';
import { absolutePath, displayPath } from '../../files/paths.ts';
import type { CheckRequest } from '../../files/result.ts';
import { count } from '../formats/wording.ts';
import { Exit, type Io } from '../io.ts';
import { type JudgeOptions, requestOf, tellTroubles, troubleCode } from './check.ts';

export interface FixCommand extends JudgeOptions {
	readonly unsafe?: boolean;
	readonly dryRun?: boolean;
	readonly stdinPath?: string;
}

/** `fix`: applies fixes and says which; nothing else in the files changes. */
export function fix(paths: readonly string[], options: FixCommand, io: Io): number {
	const write = options.dryRun !== true;
	const request = requestOf(paths, options, io);
	const result = fixFiles(request, { unsafe: options.unsafe === true, write });
	// The fixed text of standard input takes the place of the report, which goes where it does not disturb.
	const isFilter = request.stdin !== undefined && write;
	const report = isFilter ? io.err : io.out;
	if (request.stdin !== undefined && isFilter) io.out.write(fixedStdin(request.stdin, result, io.cwd));
	report.write(result.files.map(file => appliedLines(file, write)).join(''));
	tellTroubles({ troubles: result.troubles, notices: noticesBeyond(result) }, io);
	report.write(`${outcomeOf(result, options, write)}\n`);
	return troubleCode(result) ?? Exit.fine;
}

function appliedLines({ path, applied }: FixedFile, written: boolean): string {
	return applied
		.map(({ code, title }) => `${path}: ${written ? title : `would ${lowerFirst(title)}`} (${code})\n`)
		.join('');
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The text of standard input after the fixes; as it came where there was none. */
function fixedStdin(stdin: NonNullable<CheckRequest['stdin']>, result: FixResult, cwd: string): string {
	const name = displayPath(cwd, absolutePath(cwd, stdin.path));
	const fixed = result.files.find(file => file.path === name && file.applied.length > 0);
	if (fixed === undefined) return stdin.text;
	return `${fixed.before.bom ? '\ufeff' : ''}${fixed.after}`;
}

/** The notices that the lines above have not said already. */
function noticesBeyond({ files, notices }: FixResult): readonly string[] {
	const counts = files
		.filter(file => file.applied.length > 0)
		.map(file => `${file.path}: ${file.applied.length} fix`);
	return notices.filter(notice => !counts.some(count => notice.startsWith(count)));
}

function outcomeOf({ files }: FixResult, options: FixCommand, written: boolean): string {
	const touched = files.filter(file => file.applied.length > 0);
	const fixes = touched.reduce((sum, file) => sum + file.applied.length, 0);
	if (fixes > 0) {
		return `${count(fixes, 'fix', 'fixes')} in ${count(touched.length, 'file')}${written ? '' : ', nothing written'}.`;
	}
	return options.unsafe === true
		? 'Nothing to fix.'
		: 'Nothing to fix safely; --unsafe also applies what someone must look at.';
}
