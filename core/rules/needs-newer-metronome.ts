import { indentUnit, removeMember, replaceNode } from '../edit.ts';
import type { Edit, Fix } from '../finding.ts';
import { type Member, stringIn } from '../json.ts';
import { bodyName } from '../path-text.ts';
import { quoted } from '../quote.ts';
import { indentLines } from '../repair/move.ts';
import { cut, insert } from '../repair/repair.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import { compactJson } from '../verdict/read.ts';
import type { ViolationOf } from '../verdict/violation.ts';
import { needsText } from '../version.ts';

export const needsNewerMetronome = violationRule(
	{
		code: 'needs-newer-metronome',
		consequence: 'refused',
		summary: 'A key or value that a newer Metronome has, but not this one',
		why: 'An older Metronome refuses what it does not know with 422, as it refuses a misspelt key. `schedules` in a job is the usual case: the v1 API takes it only from 0.6.54 on, although the documentation and `dcos job add` show it for every release (the command line takes it out and sends it on its own). `POST /v0/scheduled-jobs` takes `schedules` in every version.',
		remedy:
			'Leave the key out for this target, or judge for the cluster you really have (`metronome` or `dcos` in the config). A schedule can stand beside its job: `{ "job": …, "schedule": … }`; deploying then sends both.',
		fix: 'safe',
		sources: [
			'recordings v1-01417, v1-01547, v1-01571, v0-00017, v0-00025 at 0.6.33 and 0.6.44',
			'facts: metronome-and-dcos §4, version matrix',
		],
		examples: [
			{
				title: 'A schedule inside the job, for DC/OS 2.1',
				version: '0.6.44',
				text: `{
  "id": "reports.daily",
  "run": {
    "cpus": 0.2,
    "mem": 128,
    "disk": 0,
    "cmd": "./report"
  },
  "schedules": [
    { "id": "nightly", "cron": "20 4 * * *", "timezone": "Europe/Berlin" }
  ]
}
`,
			},
			{
				title: 'Networks and dependencies, for DC/OS 2.0.0',
				version: '0.6.33',
				text: `{
  "id": "reports.daily",
  "dependencies": [],
  "run": {
    "cpus": 0.2, "mem": 128, "disk": 0,
    "cmd": "./report",
    "networks": [{ "mode": "host" }]
  }
}
`,
			},
			{
				title: 'The operator IS before it was allowed',
				version: '0.6.10',
				text: `{
  "id": "reports.daily",
  "run": {
    "cpus": 0.2, "mem": 128, "disk": 0,
    "cmd": "./report",
    "placement": { "constraints": [{ "attribute": "rack", "operator": "IS", "value": "r1" }] }
  }
}
`,
			},
			{
				title: 'The same schedule, for DC/OS 2.2',
				version: '0.6.68',
				silent: true,
				text: `{
  "id": "reports.daily",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report" },
  "schedules": [{ "id": "nightly", "cron": "20 4 * * *", "timezone": "Europe/Berlin" }]
}
`,
			},
		],
	},
	['unknown-key', 'bad-value'],
	(violation, context, report) => {
		if (violation.since === undefined) return;
		const { text } = context.target.version;
		const needs = needsText(violation.since);
		if (violation.kind === 'bad-value') {
			const value = quoted(stringIn(violation.node) ?? '');
			report({
				at: violation.node,
				message: `Metronome ${text} does not know the value ${value} and refuses ${bodyName(context.body)}; it is taken by ${needs}. Use one of: ${violation.allowed.join(', ')}.`,
				fix: () => olderValue(violation),
			});
			return;
		}
		const { key, object } = violation.member;
		report({
			at: { start: key.start, end: key.end, node: object },
			message: `Metronome ${text} does not know '${key.value}' here and refuses ${bodyName(context.body)}; it is taken by ${needs}. ${wayOut(violation, context)}.`,
			fix: () => olderKey(violation, context),
		});
	},
);

function wayOut(violation: ViolationOf<'unknown-key'>, context: ViolationContext): string {
	if (isDefault(violation)) return 'It says what is so without it; remove it';
	return violation.member.key.value === 'schedules' && context.body === 'v1'
		? 'POST /v0/scheduled-jobs takes it in every version, or send the schedule on its own'
		: 'Leave it out for this target';
}

function isDefault({ member, type }: ViolationOf<'unknown-key'>): boolean {
	const { value } = member;
	const normal = type.properties.find(({ name }) => name === member.key.value)?.default;
	return value !== undefined && normal !== undefined && compactJson(value) === normal;
}

/** `EQ` is the old name of `IS`, and stored as such. */
function olderValue({ node, allowed }: ViolationOf<'bad-value'>): Fix | null {
	if (node.kind !== 'string' || node.rendered === true || node.value !== 'IS' || !allowed.includes('EQ'))
		return null;
	return { title: "Write 'EQ', the older name", safe: true, edits: [replaceNode(node, '"EQ"')] };
}

function olderKey(violation: ViolationOf<'unknown-key'>, context: ViolationContext): Fix | null {
	const { member } = violation;
	if (isDefault(violation)) {
		const edits = [removeMember(member, context.source)];
		return { title: `Remove '${member.key.value}'`, safe: true, edits };
	}
	const { reading, job } = context;
	const isWholeJob = reading === 'file' && member.object === job?.node && member.object.member === undefined;
	return member.key.value === 'schedules' && isWholeJob ? besideJob(member, context) : null;
}

/** Turns a job with one schedule into `{ "job": …, "schedule": … }`. */
function besideJob(member: Member, { source }: ViolationContext): Fix | null {
	const { object, value } = member;
	const [schedule, more] = value?.kind === 'array' ? value.items : [];
	if (schedule?.kind !== 'object' || more !== undefined || object.members.at(-1) !== member) return null;
	const before = object.members.at(-2);
	if (before === undefined || !object.closed) return null;
	const isOneLine = source.positionAt(object.start).line === source.positionAt(object.end).line;
	const unit = indentUnit(source);
	const [space, end] = isOneLine ? [' ', ' '] : [source.lineEnd + unit, source.lineEnd];
	const text = source.text.slice(schedule.start, schedule.end);
	const edits: Edit[] = [
		insert(object.start, `{${space}"job": `),
		...indentLines({ start: object.start, end: before.end }, unit, source),
		cut(before.end, member.end),
		...indentLines({ start: member.end, end: object.end }, unit, source),
		insert(object.end, `,${space}"schedule": ${text}${end}}`),
	];
	return { title: 'Put the schedule beside the job', safe: false, edits };
}
