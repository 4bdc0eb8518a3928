import { upcomingRuns } from '../../core/next.ts';
import type { FileView } from '../file-view.ts';
import type { JobEntry, ScheduleEntry } from '../messages.ts';

/** The jobs of a file, with up to `runs` coming runs of each schedule. `now`: ms since 1970. */
export function jobsOf(
	{ uri, context, positions }: FileView,
	runs: number,
	now: number,
): readonly JobEntry[] {
	return context.units.flatMap(unit => {
		if (unit.kind !== 'job') return [];
		const { job } = unit;
		const schedules = upcomingRuns({ ...context, units: [unit] }, now, runs).map(
			(upcoming): ScheduleEntry => ({
				cron: upcoming.cron,
				timezone: upcoming.timezone,
				enabled: upcoming.enabled,
				words: upcoming.ok ? upcoming.words : null,
				next: upcoming.ok && upcoming.enabled ? upcoming.next : [],
			}),
		);
		return [
			{
				id: job.id ?? null,
				file: context.file ?? uri,
				uri,
				range: positions.range(job.idNode ?? job.node),
				dependencies: job.dependencies.map(({ value }) => value),
				extent: positions.range(job.node),
				schedules,
			},
		];
	});
}
