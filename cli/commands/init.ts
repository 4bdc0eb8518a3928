import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILE_NAME, schemaUrl } from '../../core/project.ts';
import { DCOS_RELEASES, metronomeOfDcos, parseVersion } from '../../core/version.ts';
import { suggestJobPatterns } from '../../files/suggest.ts';
import { Exit, type Io, UsageError } from '../io.ts';

/** `init`: writes a config for the working directory; never over one that is there. */
export function init(options: { readonly dcos?: string; readonly metronome?: string }, io: Io): number {
	const path = join(io.cwd, CONFIG_FILE_NAME);
	if (existsSync(path))
		throw new UsageError(`${CONFIG_FILE_NAME} is there already; edit it, or remove it first.`);
	const version = versionSetting(options);
	const folders = suggestJobPatterns(io.cwd);
	const jobs = folders.length === 0 ? ['jobs/**/*.json'] : folders;
	const text = `${JSON.stringify(
		{ $schema: schemaUrl('config.schema.json'), jobs, ...version, secrets: { dialect: 'dcos' } },
		null,
		2,
	)}\n`;
	writeFileSync(path, text, { flag: 'wx' });
	io.out.write(`${CONFIG_FILE_NAME} is written:\n\n${text}\nNext: metronome-jobs check\n`);
	return Exit.fine;
}

function versionSetting(options: {
	readonly dcos?: string;
	readonly metronome?: string;
}): Record<string, string> {
	if (options.metronome !== undefined) {
		if (parseVersion(options.metronome) === undefined) {
			throw new UsageError(`'${options.metronome}' is no Metronome version; one looks like 0.6.70.`);
		}
		return { metronome: options.metronome };
	}
	const dcos = options.dcos ?? '2.2';
	if (metronomeOfDcos(dcos) === undefined) {
		const known = [...new Set(DCOS_RELEASES.map(row => row.dcos.split('.').slice(0, 2).join('.')))];
		throw new UsageError(`'${dcos}' is no DC/OS release known here; there are ${known.join(', ')}.`);
	}
	return { dcos };
}
