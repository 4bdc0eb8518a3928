import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DcosSettingsError, readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import { type DcosSettings, oneSuperuser } from '../../emulator/dcos/settings.ts';
import { type Io, UsageError } from '../io.ts';

export interface DcosChoice {
	readonly settings: DcosSettings;
	/** What to show on the terminal once, when the emulator serves: it may hold a password. */
	readonly greeting?: string;
}

const PASSWORD_VARIABLE = 'METRONOME_JOBS_DCOS_PASSWORD';
const SUPERUSER = 'admin';
const PASSWORD_BYTES = 15;

/** The DC/OS of `--dcos FILE`, or of `--dcos` alone; throws a {@link UsageError} where the file is not right. */
export function dcosChoice(file: string | true, io: Io): DcosChoice {
	return file === true ? withSuperuser(io) : { settings: fromFile(file, io) };
}

/**
 * One superuser. A password that is made up is only ever shown on a terminal: where the output goes into a file or a
 * build log, it would stay there.
 */
function withSuperuser({ env, err }: Io): DcosChoice {
	const given = env[PASSWORD_VARIABLE];
	if (given) return { settings: oneSuperuser(SUPERUSER, given) };
	if (!err.isTerminal) {
		throw new UsageError(
			`--dcos needs a password for its user '${SUPERUSER}': set ${PASSWORD_VARIABLE}, or name a file with users. One is made up only on a terminal, so that no log ever holds it.`,
		);
	}
	const password = randomBytes(PASSWORD_BYTES).toString('base64url');
	const greeting = `DC/OS user ${SUPERUSER}, password ${password} (shown only now; ${PASSWORD_VARIABLE} sets another)\n`;
	return { settings: oneSuperuser(SUPERUSER, password), greeting };
}

function fromFile(file: string, { cwd, env }: Io): DcosSettings {
	const path = resolve(cwd, file);
	const text = textOf(path);
	if (text === undefined) throw new UsageError(`--dcos ${file}: the file cannot be read.`);
	const readKeyFile = (name: string): string | undefined => textOf(resolve(dirname(path), name));
	try {
		return readDcosSettings(text, { shown: file, env, readKeyFile });
	} catch (error) {
		throw error instanceof DcosSettingsError ? new UsageError(error.message) : error;
	}
}

function textOf(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
