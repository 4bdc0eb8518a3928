import { nextRuns, parseCron } from '../../core/cron.ts';
import { isTimeZone, timeZones } from '../../core/timezone.ts';

/** How far our answers agree with those of the recorded server, over one data file. */
export interface Agreement {
	readonly file: string;
	readonly vectors: number;
	readonly agreed: number;
	/** One line for each vector that differs: its id, what the server said and what we say. */
	readonly disagreements: readonly string[];
}

interface CronVector {
	readonly id: string;
	readonly cron: string;
	readonly ok: boolean;
	readonly normal: string | null;
}

interface NextRunsVector {
	readonly id: string;
	readonly cron: string;
	readonly timezone: string;
	readonly from: string;
	readonly ok: boolean;
	readonly next: readonly string[] | null;
	readonly exhausted?: boolean;
}

interface TimeZoneVector {
	readonly vid: string;
	readonly id: string;
	readonly ok: boolean;
}

const RUNS_RECORDED = 5;

/** `cron.jsonl`: is an expression accepted, and how is it stored. */
export function cronAgreement(jsonl: string): Agreement {
	const vectors = readLines<CronVector>(jsonl);
	return agreement('cron.jsonl', vectors, ({ id, cron, ok, normal }) => {
		const result = parseCron(cron);
		const ours = result.ok ? result.cron.normal : null;
		return difference(`${id} ${JSON.stringify(cron)}`, ok ? normal : null, ours);
	});
}

/** `next-runs.jsonl`: the next five runs, each found from the one before. */
export function nextRunsAgreement(jsonl: string): Agreement {
	const vectors = readLines<NextRunsVector>(jsonl);
	return agreement('next-runs.jsonl', vectors, vector => {
		const result = parseCron(vector.cron);
		const recorded = vector.ok ? { runs: vector.next, exhausted: vector.exhausted === true } : null;
		const name = `${vector.id} ${JSON.stringify(vector.cron)} in ${vector.timezone} from ${vector.from}`;
		if (!result.ok) return difference(name, recorded, null);
		const { runs, exhausted } = nextRuns(result.cron, vector.timezone, Date.parse(vector.from), RUNS_RECORDED);
		return difference(name, recorded, { runs: runs.map(asRecorded), exhausted });
	});
}

/** `timezones.txt`: every zone that the server accepts, and no other. */
export function timeZonesAgreement(text: string): Agreement {
	const recorded = text.trim().split('\n');
	const known = new Set(recorded);
	const missing = recorded.filter(id => !isTimeZone(id)).map(id => `${id}: accepted by the server, unknown to us`);
	const added = timeZones().filter(id => !known.has(id)).map(id => `${id}: known to us, refused by the server`);
	return {
		file: 'timezones.txt',
		vectors: recorded.length,
		agreed: recorded.length - missing.length,
		disagreements: [...missing, ...added],
	};
}

/** `timezones-probe.jsonl`: odd spellings of time zones. */
export function timeZoneProbeAgreement(jsonl: string): Agreement {
	const vectors = readLines<TimeZoneVector>(jsonl);
	return agreement('timezones-probe.jsonl', vectors, ({ vid, id, ok }) =>
		difference(`${vid} ${JSON.stringify(id)}`, ok, isTimeZone(id)),
	);
}

function agreement<Vector>(
	file: string,
	vectors: readonly Vector[],
	differs: (vector: Vector) => string | undefined,
): Agreement {
	const disagreements = vectors.map(differs).filter(text => text !== undefined);
	return { file, vectors: vectors.length, agreed: vectors.length - disagreements.length, disagreements };
}

function difference(name: string, recorded: unknown, ours: unknown): string | undefined {
	const [server, we] = [JSON.stringify(recorded), JSON.stringify(ours)];
	return server === we ? undefined : `${name}: the server says ${server}, we say ${we}`;
}

function asRecorded(instant: number): string {
	return new Date(instant).toISOString().replace('.000Z', 'Z');
}

function readLines<Vector>(jsonl: string): Vector[] {
	return jsonl
		.trim()
		.split('\n')
		.map((line): Vector => JSON.parse(line));
}
