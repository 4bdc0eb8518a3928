import type { StoredJob, StoredNetwork, StoredRun, StoredSchedule, StoredVolume } from './stored.ts';

/** A JSON value whose objects are lists of entries, so that no user key is special and the order is ours. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
	readonly entries: readonly (readonly [string, JsonValue])[];
}

type Entry = readonly [string, JsonValue | undefined];

/** An object of the entries that have a value. */
export function jsonObject(...entries: readonly Entry[]): JsonObject {
	return { entries: entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])) };
}

/** A stored job as the server writes it, without its schedules' next runs. Source of the order: `api/v1/models/package.scala`. */
export function jobJson(job: StoredJob, schedules: JsonValue | undefined): JsonObject {
	return jsonObject(
		['id', job.id],
		['description', job.description],
		['dependencies', job.dependencies.map(id => jsonObject(['id', id]))],
		['labels', mapJson(job.labels)],
		['schedules', schedules],
		['run', runJson(job.run)],
	);
}

export function scheduleJson(schedule: StoredSchedule, nextRunAt: string | undefined): JsonObject {
	return jsonObject(
		['id', schedule.id],
		['cron', schedule.cron],
		['timezone', schedule.timezone],
		['startingDeadlineSeconds', schedule.startingDeadlineSeconds],
		['concurrencyPolicy', schedule.concurrencyPolicy],
		['enabled', schedule.enabled],
		['nextRunAt', nextRunAt],
	);
}

export function runJson(run: StoredRun): JsonObject {
	const { docker, ucr, restart } = run;
	return jsonObject(
		['cpus', run.cpus],
		['mem', run.mem],
		['disk', run.disk],
		['gpus', run.gpus],
		['cmd', run.cmd],
		['args', run.args],
		['user', run.user],
		['env', envJson(run.env)],
		[
			'placement',
			jsonObject([
				'constraints',
				run.constraints.map(constraint => jsonObject(...Object.entries(constraint))),
			]),
		],
		['artifacts', run.artifacts.map(artifact => jsonObject(...Object.entries(artifact)))],
		['maxLaunchDelay', run.maxLaunchDelay],
		[
			'docker',
			docker &&
				jsonObject(
					['image', docker.image],
					['privileged', docker.privileged],
					['parameters', docker.parameters.map(parameter => jsonObject(...Object.entries(parameter)))],
					['forcePullImage', docker.forcePullImage],
				),
		],
		[
			'ucr',
			ucr && jsonObject(['image', jsonObject(...Object.entries(ucr.image))], ['privileged', ucr.privileged]),
		],
		['volumes', run.volumes.map(volumeJson)],
		[
			'restart',
			jsonObject(['policy', restart.policy], ['activeDeadlineSeconds', restart.activeDeadlineSeconds]),
		],
		['taskKillGracePeriodSeconds', run.taskKillGracePeriodSeconds],
		[
			'secrets',
			jsonObject(
				...[...run.secrets].map(([alias, source]) => [alias, jsonObject(['source', source])] as const),
			),
		],
		['networks', run.networks.map(networkJson)],
	);
}

function envJson(env: StoredRun['env']): JsonObject {
	return jsonObject(
		...[...env].map(
			([name, value]) =>
				[name, typeof value === 'string' ? value : jsonObject(['secret', value.secret])] as const,
		),
	);
}

function volumeJson(volume: StoredVolume): JsonObject {
	return jsonObject(...Object.entries(volume));
}

function networkJson(network: StoredNetwork): JsonObject {
	const labels = network.labels.size === 0 ? undefined : mapJson(network.labels);
	return jsonObject(['name', network.name], ['mode', network.mode], ['labels', labels]);
}

function mapJson(map: ReadonlyMap<string, string>): JsonObject {
	return jsonObject(...map);
}

/** Half a character, which the server writes as a question mark (recordings v1-01718 … v1-01721). */
export const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const EVERY_LONE_SURROGATE = new RegExp(LONE_SURROGATE, 'g');

/** The value as JSON text without blanks. */
export function jsonText(value: JsonValue): string {
	if (typeof value === 'string') return JSON.stringify(value.replaceAll(EVERY_LONE_SURROGATE, '?'));
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
	return `{${value.entries.map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`).join(',')}}`;
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
	return Array.isArray(value);
}
