import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StoredJob } from '../../core/stored.ts';
import { compareJobs, comparisonText } from '../../deploy/compare.ts';
import { readLive } from '../../deploy/live.ts';
import { connectTarget } from '../../targets/connection.ts';
import { desiredJobs } from '../../targets/desired.ts';
import { type Stopped, stopped } from '../../targets/planning.ts';
import { type ClusterOptions, tellAll, tellStopped, textOptions } from '../cluster.ts';
import { Exit, type Io } from '../io.ts';
import { requestOf } from './check.ts';

export interface DiffCommand extends Pick<ClusterOptions, 'config' | 'now'> {
	/** For files: the target whose variables and patches count. */
	readonly target?: string;
	readonly json?: boolean;
}

/** `diff A B`: how two states of jobs differ; each is a target of the config, or job files. */
export async function diff(a: string, b: string, options: DiffCommand, io: Io): Promise<number> {
	const sides: (readonly StoredJob[])[] = [];
	for (const side of [a, b]) {
		const jobs = existsSync(resolve(io.cwd, side))
			? inFiles(side, options, io)
			: await atTarget(side, options, io);
		if ('kind' in jobs) return tellStopped(jobs, io);
		sides.push(jobs.jobs);
	}
	const [before = [], after = []] = sides;
	const comparison = compareJobs(before, after, options.now ?? io.now());
	io.out.write(
		options.json === true
			? `${JSON.stringify(comparison, null, '\t')}\n`
			: comparisonText(comparison, textOptions(io)),
	);
	return comparison.jobs.length > 0 ? Exit.changes : Exit.fine;
}

interface Side {
	readonly jobs: readonly StoredJob[];
}

function inFiles(path: string, options: DiffCommand, io: Io): Side | Stopped {
	const { jobs, checked, refusals } = desiredJobs(
		{ ...requestOf([path], options, io), env: io.env },
		{ allowFindings: true },
	);
	if (checked.troubles.length === 0 && refusals.length === 0) return { jobs: jobs.map(({ job }) => job) };
	const problems = refusals.map(({ file, message }) => (file === null ? message : `${file}: ${message}`));
	return { ...stopped(checked.troubles.some(({ kind }) => kind === 'io') ? 3 : 2, problems), checked };
}

async function atTarget(name: string, { config }: DiffCommand, io: Io): Promise<Side | Stopped> {
	const connected = await connectTarget({ cwd: io.cwd, config, target: name, env: io.env });
	if (!connected.ok) return stopped(2, connected.problems);
	const { connection } = connected;
	tellAll(connection.notices, io);
	try {
		const read = await readLive(connection.client, []);
		if (read.kind === 'failed') return stopped(3, [read.message]);
		const { list, jobs } = read.live;
		if (list.kind === 'broken') return stopped(3, [list.message]);
		return { jobs: [...jobs.values()].flatMap(job => (job.state === 'present' ? [job.job] : [])) };
	} finally {
		await connection.close();
	}
}
