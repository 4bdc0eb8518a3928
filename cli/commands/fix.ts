import { fixFiles } from '../../files/fix.ts';
import { Exit, type Io } from '../io.ts';
import { type JudgeOptions, requestOf, tellTroubles, troubleCode } from './check.ts';

export interface FixCommand extends JudgeOptions {
	readonly unsafe?: boolean;
	readonly dryRun?: boolean;
}

/** `fix`: applies fixes and says which; nothing else in the files changes. */
export function fix(paths: readonly string[], options: FixCommand, io: Io): number {
	const write = options.dryRun !== true;
	const result = fixFiles(requestOf(paths, options, io), { unsafe: options.unsafe === true, write });
	for (const file of result.files) {
		for (const { code, title } of file.applied) {
			io.out.write(
				`${file.path}: ${write ? '' : 'would '}${write ? title : title.charAt(0).toLowerCase() + title.slice(1)} (${code})\n`,
			);
		}
	}
	tellTroubles({ troubles: result.troubles, notices: [] }, io);
	const count = result.files.reduce((sum, file) => sum + file.applied.length, 0);
	const refused = result.files.flatMap(file =>
		file.refused.map(({ code, title }) => `${file.path}: ${title} (${code})`),
	);
	for (const line of refused)
		io.err.write(`metronome-jobs: not applied, the file would be worse after it: ${line}\n`);
	const files = result.files.filter(file => file.applied.length > 0).length;
	io.out.write(
		count === 0
			? `Nothing to fix${options.unsafe === true ? '' : ' safely; --unsafe also applies what someone must look at'}.\n`
			: `${count} ${count === 1 ? 'fix' : 'fixes'} in ${files} ${files === 1 ? 'file' : 'files'}${write ? '' : ', nothing written'}.\n`,
	);
	return troubleCode(result) ?? Exit.fine;
}
