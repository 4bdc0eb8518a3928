import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_VERSION } from '../../core/version.ts';
import { readLive } from '../../deploy/live.ts';
import { type PulledFile, pullJobs } from '../../deploy/pull.ts';
import { failureOf } from '../../files/read.ts';
import { PLAIN, writeTextFile } from '../../files/write.ts';
import { stopped } from '../../targets/planning.ts';
import { type ClusterOptions, tellAll, tellStopped, withConnection } from '../cluster.ts';
import { Exit, type Io, UsageError } from '../io.ts';

export interface PullCommand extends Pick<ClusterOptions, 'config' | 'target' | 'now' | 'only'> {
	/** A folder. */
	readonly out: string;
	/** Files that are there are written over. */
	readonly force?: boolean;
}

/** `pull`: writes the jobs of a cluster as tidy job files. */
export async function pull(options: PullCommand, io: Io): Promise<number> {
	return withConnection(options, io, async connection => {
		const read = await readLive(connection.client, options.only ?? []);
		if (read.kind === 'failed') return tellStopped(stopped(3, [read.message]), io);
		const { jobs, version, list } = read.live;
		const wanted = options.only === undefined ? [...jobs.keys()] : options.only;
		const found = wanted.map(id => ({ id, live: jobs.get(id) }));
		const unread = found.flatMap(({ id, live }) =>
			live?.state === 'present'
				? []
				: [live?.state === 'unreadable' ? live.message : `There is no job '${id}'.`],
		);
		const present = found.flatMap(({ live }) => (live?.state === 'present' ? [live.job] : []));
		const files = pullJobs(present, {
			version: version ?? DEFAULT_VERSION,
			now: options.now ?? io.now(),
		});
		const folder = resolve(io.cwd, options.out);
		const inTheWay = options.force === true ? [] : files.filter(({ name }) => existsSync(join(folder, name)));
		if (inTheWay.length > 0) {
			const names = inTheWay.map(({ name }) => name).join(', ');
			throw new UsageError(
				`${options.out} has ${names} already. Nothing was written; --force writes over them.`,
			);
		}
		const failures = writeAll(folder, files, options.out, io);
		tellAll([...(list.kind === 'broken' ? [list.message] : []), ...unread, ...failures], io);
		return unread.length + failures.length > 0 || list.kind === 'broken' ? Exit.io : Exit.fine;
	});
}

/** Writes what can be written. Gives what went wrong. */
function writeAll(folder: string, files: readonly PulledFile[], shown: string, io: Io): readonly string[] {
	mkdirSync(folder, { recursive: true });
	const failures: string[] = [];
	for (const { job, name, text, secrets } of files) {
		try {
			writeTextFile(join(folder, name), text, PLAIN);
			io.out.write(`${job} → ${join(shown, name)}\n`);
			for (const { message } of secrets) io.out.write(`  ! ${message}\n`);
		} catch (error) {
			failures.push(`${name} was not written: it ${failureOf(error, 'written').message}.`);
		}
	}
	io.out.write(`${files.length - failures.length} of ${files.length} job files written to ${shown}\n`);
	return failures;
}
