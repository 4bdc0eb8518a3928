import type { Skeleton } from './skeleton.ts';

/** A whole job to begin with. */
export interface JobTemplate {
	readonly label: string;
	readonly detail: string;
	readonly skeleton: Skeleton;
}

const hole = (value: unknown): Skeleton => ({ kind: 'hole', json: JSON.stringify(value) });
const object = (members: Readonly<Record<string, Skeleton>>): Skeleton => ({
	kind: 'object',
	members: Object.entries(members),
});
const list = (...items: readonly Skeleton[]): Skeleton => ({ kind: 'array', items });

const RESOURCES = { cpus: hole(0.1), mem: hole(128), disk: hole(0) };

/** The jobs people begin with, for a file whose job would have this id and a secret of this source. */
export function jobTemplates(id: string, source: string): readonly JobTemplate[] {
	const job = (
		run: Readonly<Record<string, Skeleton>>,
		more: Readonly<Record<string, Skeleton>> = {},
	): Skeleton => object({ id: hole(id), run: object({ ...RESOURCES, ...run }), ...more });
	const cmd = hole('./run');
	const secrets = object({ password: object({ source: hole(source) }) });
	const schedule = object({ id: hole('default'), cron: hole('30 4 * * *'), timezone: hole('UTC') });
	return [
		{ label: 'job', detail: 'A job that runs a command', skeleton: job({ cmd }) },
		{
			label: 'job with schedule',
			detail: 'A job that runs by itself',
			skeleton: job({ cmd }, { schedules: list(schedule) }),
		},
		{
			label: 'job with docker',
			detail: 'A job in a Docker container',
			skeleton: job({ cmd, docker: object({ image: hole('alpine:3') }) }),
		},
		{
			label: 'job with secret variable',
			detail: 'A job with a secret in a variable',
			skeleton: job({
				cmd,
				env: object({ PASSWORD: object({ secret: { kind: 'json', json: '"password"' } }) }),
				secrets,
			}),
		},
		{
			label: 'job with secret file',
			detail: 'A job in the Universal Container Runtime with a secret in a file',
			skeleton: job({
				cmd,
				ucr: object({ image: object({ id: hole('alpine:3') }) }),
				volumes: list(
					object({ containerPath: hole('secrets/password'), secret: { kind: 'json', json: '"password"' } }),
				),
				secrets,
			}),
		},
	];
}
