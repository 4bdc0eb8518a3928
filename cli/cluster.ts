import type { PlanTextOptions } from '../deploy/change-text.ts';
import { type Connection, connectTarget } from '../targets/connection.ts';
import { planDigest } from '../targets/plan-key.ts';
import { type PlanWish, type Stopped, stopped } from '../targets/planning.ts';
import { requestOf, tellTroubles } from './commands/check.ts';
import { formatNamed } from './formats/registry.ts';
import { type Io, UsageError, wantsColor, wantsUnicode } from './io.ts';

declare const TOOL_VERSION: string;

/** The options of every command that has to do with a cluster. */
export interface ClusterOptions {
	readonly config?: string;
	readonly target?: string;
	readonly now?: number;
	readonly offline?: boolean;
	readonly owner?: string;
	readonly only?: readonly string[];
	readonly adopt?: boolean;
	readonly prune?: boolean;
	readonly maxDeletes?: number;
}

/** What a plan is made of. Throws a usage error where plans cannot be sealed. */
export function planWish(paths: readonly string[], options: ClusterOptions, io: Io): PlanWish {
	const key = planDigest(io.env);
	if (!key.ok) throw new UsageError(key.message);
	return {
		request: { ...requestOf(paths, options, io), env: io.env },
		env: io.env,
		toolVersion: TOOL_VERSION,
		digest: key.digest,
		owner: options.owner,
		adopt: options.adopt,
		prune: options.prune,
		maxDeletes: options.maxDeletes,
		only: options.only,
		offline: options.offline,
	};
}

/** Works with the connection to a target, and closes it; where there can be none, says why. Gives the exit code. */
export async function withConnection(
	{ config, target }: Pick<ClusterOptions, 'config' | 'target'>,
	io: Io,
	work: (connection: Connection) => Promise<number>,
): Promise<number> {
	const connected = await connectTarget({ cwd: io.cwd, config, target, env: io.env });
	if (!connected.ok) return tellStopped(stopped(2, connected.problems), io);
	const { connection } = connected;
	tellAll(connection.notices, io);
	try {
		return await work(connection);
	} finally {
		await connection.close();
	}
}

/** Says why there is no plan, on standard error. Gives the exit code. */
export function tellStopped({ exit, problems, checked }: Stopped, io: Io): number {
	if (checked !== undefined) {
		if (checked.findings.some(({ severity, suppressed }) => severity === 'error' && suppressed === null)) {
			io.err.write(
				formatNamed('human')(checked, {
					...textOptions(io, io.err),
					maxPerRule: 10,
					toolVersion: TOOL_VERSION,
				}),
			);
		}
		tellTroubles(checked, io);
	}
	tellAll(problems, io);
	return exit;
}

/** A line each, on standard error. */
export function tellAll(lines: readonly string[], io: Io): void {
	for (const line of lines) io.err.write(`metronome-jobs: ${line}\n`);
}

/** How text for people looks where it goes. */
export function textOptions(io: Io, output: Io['out'] = io.out): PlanTextOptions {
	return { color: wantsColor(output, io.env), width: output.width, unicode: wantsUnicode(io.env) };
}
