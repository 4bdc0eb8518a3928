import { parseCron } from '../cron.ts';
import { replaceNode } from '../edit.ts';
import type { Edit, Fix } from '../finding.ts';
import { type ArrayNode, countingMembers, type JsonNode, type StringNode, valueIn } from '../json.ts';
import { relatedTo } from '../place.ts';
import { violationRule } from '../rule.ts';
import { compactJson } from '../verdict/read.ts';

export const scheduleCount = violationRule(
	{
		code: 'schedule-count',
		consequence: 'refused',
		summary: 'A job has more than one schedule',
		why: '`schedules` is a list, but Metronome takes no more than one entry and answers 422 "has size 2, expected 1 or less". A disabled schedule counts. To add the second one by `POST …/schedules` does not help: that waits ten seconds and ends in 500.',
		remedy:
			'Say it in one expression where that is possible: `0 8,20 * * *` runs twice a day. Otherwise define a second job with the same `run`.',
		fix: 'unsafe',
		sources: ['recordings v1-01570, v1-01572, seq-00066, seq-00068', 'Metronome JobSpec.scala: validJobSpec'],
		examples: [
			{
				title: 'Twice a day, with two schedules',
				text: `{
  "id": "cache.warm",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./warm-cache" },
  "schedules": [
    { "id": "morning", "cron": "0 8 * * *", "timezone": "UTC" },
    { "id": "evening", "cron": "0 20 * * *", "timezone": "UTC" }
  ]
}
`,
			},
			{
				title: 'Times that one expression cannot hold',
				text: `{
  "id": "cache.warm",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./warm-cache" },
  "schedules": [
    { "id": "workdays", "cron": "15 6 * * 1-5", "timezone": "UTC" },
    { "id": "weekend", "cron": "45 9 * * 6,0", "timezone": "UTC" }
  ]
}
`,
			},
			{
				title: 'Twice a day, with one',
				silent: true,
				text: `{
  "id": "cache.warm",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./warm-cache" },
  "schedules": [
    { "id": "twice-a-day", "cron": "0 8,20 * * *", "timezone": "UTC" }
  ]
}
`,
			},
		],
	},
	['too-many-schedules'],
	({ schedules }, _context, report) => {
		const [first, second] = schedules.items;
		const last = schedules.items.at(-1);
		if (first === undefined || second === undefined || last === undefined) return;
		const merged = mergedCron(schedules);
		const advice =
			merged === undefined
				? 'Keep one, or define a second job for the other.'
				: `One expression can say it all: '${merged.text}'.`;
		report({
			at: { start: second.start, end: last.end, node: second },
			message: `A job may have one schedule, this one has ${schedules.items.length}: Metronome refuses it with 422. ${advice}`,
			related: [relatedTo(first, 'This is the first schedule.')],
			fix: () => keepOne(first, last, merged),
		});
	},
);

interface Merged {
	/** The expression of the first schedule. */
	readonly node: StringNode;
	readonly text: string;
}

function keepOne(first: JsonNode, last: JsonNode, merged: Merged | undefined): Fix {
	const removal: Edit = { start: first.end, end: last.end, newText: '' };
	if (merged === undefined) return { title: 'Keep only the first schedule', safe: false, edits: [removal] };
	return {
		title: `Keep one schedule with '${merged.text}'`,
		safe: false,
		edits: [replaceNode(merged.node, JSON.stringify(merged.text)), removal],
	};
}

/** One expression for all schedules; undefined where they differ in more than one field, or in more than the time. */
function mergedCron(schedules: ArrayNode): Merged | undefined {
	const [first, ...others] = schedules.items;
	const node = valueIn(first, 'cron');
	let fields = fieldsOf(first);
	if (node?.kind !== 'string' || first === undefined || fields === undefined) return undefined;
	for (const other of others) {
		const more = fieldsOf(other);
		if (more === undefined || settingsOf(other) !== settingsOf(first)) return undefined;
		fields = joined(fields, more);
		if (fields === undefined) return undefined;
	}
	const text = fields.join(' ');
	return parseCron(text).ok ? { node, text } : undefined;
}

/** The fields of a schedule's expression as the server stores them. */
function fieldsOf(schedule: JsonNode | undefined): readonly string[] | undefined {
	const cron = valueIn(schedule, 'cron');
	const parsed = cron?.kind === 'string' ? parseCron(cron.value) : undefined;
	return parsed?.ok === true ? parsed.cron.normal.split(' ') : undefined;
}

/** Everything but the name and the time. */
function settingsOf(schedule: JsonNode): string {
	const members = schedule.kind === 'object' ? countingMembers(schedule) : [];
	return members
		.filter(({ key }) => key.value !== 'id' && key.value !== 'cron')
		.map(({ key, value }) => `${key.value}:${value === undefined ? '' : compactJson(value)}`)
		.sort()
		.join();
}

/** Numbers and lists of them: what means the same in a list as alone. */
const PLAIN = /^\d+(,\d+)*$/;

function joined(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
	const different = a.flatMap((field, index) => (field === b[index] ? [] : [index]));
	const [at] = different;
	if (a.length !== b.length || different.length > 1) return undefined;
	if (at === undefined) return a;
	const [one, other] = [a[at] ?? '', b[at] ?? ''];
	if (!PLAIN.test(one) || !PLAIN.test(other)) return undefined;
	const values = [...new Set([...one.split(','), ...other.split(',')])];
	return a.toSpliced(at, 1, values.sort((x, y) => Number(x) - Number(y)).join(','));
}
