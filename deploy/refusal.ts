import { nextRun, parseCron } from '../core/cron.ts';
import { LARGEST_BODY } from '../core/definition/body.ts';
import { parseJson } from '../core/json-parser.ts';
import type { StoredJob } from '../core/stored.ts';
import { jsonText } from '../core/stored-json.ts';
import { isTimeZone } from '../core/timezone.ts';
import { utf8Length } from '../core/utf8.ts';
import { answerTo } from '../core/verdict/answer.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { bodyOf } from './body.ts';
import type { PlannedRequest } from './requests.ts';

export type RefusalKind =
	| 'foreign-job'
	| 'unreadable-job'
	| 'repeated-job'
	| 'unknown-only'
	| 'unknown-dependency'
	| 'dependency-cycle'
	| 'still-needed'
	| 'too-large'
	| 'poison'
	| 'not-accepted'
	| 'unread-files'
	| 'empty-set'
	| 'too-many-deletes'
	| 'unknown-list';

/** Why nothing is written at all. The message says what to do. */
export interface Refusal {
	readonly kind: RefusalKind;
	/** Null where it is about the whole set. */
	readonly job: string | null;
	readonly message: string;
}

/** What is wrong with the cluster, or with what it has; all else is wrong with the files. */
const EXIT_CODES: ReadonlyMap<RefusalKind, 2 | 3 | 4> = new Map([
	['unknown-only', 2],
	['unreadable-job', 3],
	['unknown-list', 3],
	['foreign-job', 4],
]);

/** The exit code of a plan that is refused: 1 for the files, 2 wrong usage, 3 unreadable, 4 somebody else's; as for findings, 3, 2 and 1 win. */
export function exitOfRefusals(refusals: readonly Refusal[]): 1 | 2 | 3 | 4 {
	const codes = refusals.map(({ kind }) => EXIT_CODES.get(kind) ?? 1);
	return ([3, 2, 1] as const).find(code => codes.includes(code)) ?? 4;
}

/** `schedules` belong to a v1 body from here on, and only then does its validator see them together with the rest. */
const V1_TAKES_SCHEDULES = version('0.6.54');

/** What would break the server for everybody, or be refused halfway, in the requests that write a job. */
export function writeRefusals(
	desired: StoredJob,
	requests: readonly PlannedRequest[],
	target: Version,
	now: number,
): readonly Refusal[] {
	const refusals = [...poison(desired, now)];
	const refuse = (kind: RefusalKind, message: string): void => {
		refusals.push({ kind, job: desired.id, message });
	};
	for (const { body } of requests) {
		const size = body === undefined ? 0 : utf8Length(body);
		if (size <= LARGEST_BODY) continue;
		const bytes = size.toLocaleString('en-US');
		refuse(
			'too-large',
			`${desired.id} is a body of ${bytes} bytes, and Metronome reads 102,400. Move scripts and data out of it.`,
		);
	}
	const whole: Pick<PlannedRequest, 'body' | 'reads'>[] = isAtLeast(target, V1_TAKES_SCHEDULES)
		? [{ body: jsonText(bodyOf(desired, target)), reads: 'v1' }]
		: [];
	for (const { body, reads } of [...whole, ...requests]) {
		if (body === undefined || reads === undefined) continue;
		const answer = answerTo(parseJson(body), reads, target, { idFromUrl: false });
		if (answer.kind === 'taken') continue;
		const places = answer.kind === 'invalid' ? answer.details.map(({ path }) => path || '/') : [];
		const where = places.length === 0 ? '' : ` at ${[...new Set(places)].join(', ')}`;
		refuse(
			'not-accepted',
			`Metronome ${target.text} does not take ${desired.id} as it is${where}. 'metronome-jobs check' says why.`,
		);
		break;
	}
	return refusals;
}

/** What is stored and then makes `GET /v1/jobs` a 500 for everybody (facts: server-behaviour rows 2, 3). */
function poison({ id, run, schedules }: StoredJob, now: number): readonly Refusal[] {
	const refusals: Refusal[] = [];
	for (const { cron, timezone } of schedules) {
		const parsed = parseCron(cron);
		if (!parsed.ok || !isTimeZone(timezone) || nextRun(parsed.cron, timezone, now) !== null) continue;
		const message = `The schedule '${cron}' of ${id} has no next run. Metronome would store it and then answer 500 to everybody who lists the jobs.`;
		refusals.push({ kind: 'poison', job: id, message });
	}
	if (![run.cpus, run.mem, run.disk].every(Number.isFinite)) {
		const message = `${id} has a number beyond what Metronome can write. It would store it and then answer 500 to everybody who lists the jobs.`;
		refusals.push({ kind: 'poison', job: id, message });
	}
	return refusals;
}
