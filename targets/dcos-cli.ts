import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../core/settings-target.ts';
import { readTextFile } from '../files/read.ts';

/**
 * The token of a login with the `dcos` command, for a cluster it was made for: `clusters/<id>/dcos.toml` below
 * `DCOS_DIR` or `~/.dcos` has `dcos_url` and `dcos_acs_token` under `[core]`, and beside it stands a file `attached` for
 * the cluster in use (facts: metronome-and-dcos §2). Only read, never written; undefined where there is none.
 */
export function dcosCliToken(cluster: string, env: Environment): string | undefined {
	const folder = join(env['DCOS_DIR'] || join(env['HOME'] || homedir(), '.dcos'), 'clusters');
	const logins = foldersIn(folder).flatMap(name => {
		const at = join(folder, name);
		const read = readTextFile(join(at, 'dcos.toml'));
		const core = read.ok ? coreOf(read.file.source.text) : undefined;
		const token = core?.get('dcos_acs_token') ?? '';
		if (token === '' || !isSameCluster(core?.get('dcos_url'), cluster)) return [];
		return [{ token, attached: existsSync(join(at, 'attached')) }];
	});
	return (logins.find(({ attached }) => attached) ?? logins[0])?.token;
}

function foldersIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder).toSorted();
	} catch {
		return [];
	}
}

/** A token only goes to the cluster it is of: same scheme, host and port. */
function isSameCluster(known: string | undefined, wanted: string): boolean {
	if (known === undefined || !URL.canParse(known)) return false;
	return new URL(known).origin === new URL(wanted).origin;
}

const SECTION = /^\s*\[\s*([^\]]*?)\s*\]\s*(?:#.*)?$/;
const STRING = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/;

/** The plain strings of the section `[core]`; what else TOML has does not stand there. */
function coreOf(text: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	let section = '';
	for (const line of text.split(/\r?\n/)) {
		section = SECTION.exec(line)?.[1] ?? section;
		const pair = section === 'core' ? STRING.exec(line) : null;
		if (pair?.[1] !== undefined) values.set(pair[1], pair[2] ?? pair[3] ?? '');
	}
	return values;
}
