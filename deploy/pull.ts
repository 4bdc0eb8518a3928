import { checkFile } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import type { StoredJob } from '../core/stored.ts';
import { type JsonObject, type JsonValue, jsonObject, jsonText } from '../core/stored-json.ts';
import { DEFAULT_TARGET, type Target } from '../core/target.ts';
import { SourceText } from '../core/text.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { bodyOf, scheduleBody } from './body.ts';
import { isList, isObject } from './canonical.ts';
import { withoutOwner } from './compare.ts';

export interface PullOptions {
	/** Of the server that the jobs come from, and that the files are for. */
	readonly version: Version;
	/** ms since 1970. */
	readonly now: number;
	/** What the files are judged for; its version is the one above. */
	readonly target?: Target;
}

export interface PulledFile {
	readonly job: string;
	/** Such as `etl.load.json`. */
	readonly name: string;
	readonly text: string;
	/** What `check` says of the file. A literal that looks like a secret stands in the text: the server gave it so. */
	readonly findings: readonly Finding[];
	/** Those of the findings that are about literals which look like secrets. */
	readonly secrets: readonly Finding[];
}

/** `schedules` in the definition, and that it may not have `dependencies` as well (facts: metronome-and-dcos §4). */
const TAKES_SCHEDULES = version('0.6.54');

const SECRET_RULES: ReadonlySet<string> = new Set(['plain-text-secret']);

/**
 * Job files for live jobs, one each, by id: without what the server fills in or works out by itself, and without the
 * owner's label. References to secrets stay references. Deploying the files again changes nothing.
 */
export function pullJobs(jobs: readonly StoredJob[], options: PullOptions): readonly PulledFile[] {
	return jobs.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(job => pulledFile(job, options));
}

function pulledFile(job: StoredJob, options: PullOptions): PulledFile {
	const name = `${job.id}.json`;
	const text = `${indented(definition(withoutOwner(job), options.version), '')}\n`;
	const target = { ...(options.target ?? DEFAULT_TARGET), version: options.version };
	const { findings } = checkFile(name, new SourceText(text), { target, now: options.now, reading: 'file' });
	return {
		job: job.id,
		name,
		text,
		findings,
		secrets: findings.filter(({ code }) => SECRET_RULES.has(code)),
	};
}

/**
 * A schedule stands beside the job (`{"job": …, "schedule": …}`) where it cannot stand in it: at older servers, and in
 * a job with dependencies, which came by its schedule through its own resource (facts: server-behaviour row 35).
 */
function definition(job: StoredJob, target: Version): JsonObject {
	const [schedule, ...others] = job.schedules;
	const fits = isAtLeast(target, TAKES_SCHEDULES) && job.dependencies.length === 0;
	if (schedule === undefined || fits) return bodyOf(job, target);
	const inner = bodyOf({ ...job, schedules: [] }, target);
	const beside = [schedule, ...others].map(one => scheduleBody(one, target));
	return jsonObject(['job', inner], ['schedule', others.length === 0 ? beside[0] : beside]);
}

const INDENT = '  ';

/** JSON for people. */
function indented(value: JsonValue, margin: string): string {
	const inner = `${margin}${INDENT}`;
	if (isList(value) && value.length > 0)
		return `[\n${value.map(item => inner + indented(item, inner)).join(',\n')}\n${margin}]`;
	if (isObject(value) && value.entries.length > 0) {
		const lines = value.entries.map(
			([key, item]) => `${inner}${JSON.stringify(key)}: ${indented(item, inner)}`,
		);
		return `{\n${lines.join(',\n')}\n${margin}}`;
	}
	return jsonText(value);
}
