import { replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { idFault, matchesIdPattern, matchesScheduleIdPattern, suggestJobId } from '../job-id.ts';
import type { StringNode } from '../json.ts';
import { bodyName } from '../path-text.ts';
import { quoted } from '../quote.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import type { ViolationOf } from '../verdict/violation.ts';

export const idInvalid = violationRule(
	{
		code: 'id-invalid',
		consequence: 'refused',
		summary: 'An id that Metronome does not take',
		why: 'Ids of jobs, of schedules inside a job and of dependencies are segments of lower-case letters, digits and dashes, joined by dots; a dash is neither first nor last in its segment. Metronome 0.6.41 to 0.6.69 also refuses two dashes in a row. A schedule that is sent on its own may have no dot and needs two characters. Anything else is answered with 422 "… does not match pattern".',
		remedy:
			'Choose another id. Ids name things: whoever refers to the job, its secrets or its history has to follow.',
		fix: 'unsafe',
		sources: [
			'recordings ids.jsonl (787 ids), v1-01230 and v0-00034 at 0.6.44 (two dashes), v1-01244',
			'Metronome jobspec.schema.json, schedulespec.schema.json; facts: server-behaviour rows 19 and 20',
		],
		examples: [
			{
				title: 'A path with a slash and capital letters',
				text: `{
  "id": "/Prod/Import_Orders",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./import" }
}
`,
			},
			{
				title: 'Two dashes in a row, for DC/OS 2.2',
				version: '0.6.68',
				text: `{
  "id": "prod.import--orders",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./import" }
}
`,
			},
			{
				title: 'A schedule on its own',
				reading: 'schedule',
				text: `{
  "id": "every.hour",
  "cron": "5 * * * *"
}
`,
			},
			{
				title: 'Segments with dots and dashes',
				silent: true,
				version: '0.6.68',
				text: `{
  "id": "prod.import-orders.v2",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./import" },
  "schedules": [{ "id": "hourly", "cron": "5 * * * *" }]
}
`,
			},
		],
	},
	['bad-id'],
	(violation, context, report) => {
		const { node, of } = violation;
		// An empty one is too short as well, and that says it.
		if (node.kind !== 'string' || node.value === '') return;
		const isOwnRequest = context.body === 'schedule';
		const fault =
			idFault(node.value, context.target.version, isOwnRequest) ?? 'it does not match the pattern of ids';
		const dots = isOwnRequest ? '' : ', in segments joined by dots';
		report({
			at: node,
			message: `${quoted(node.value)} is no id of a ${NAMES[of]}: ${fault}. Metronome refuses ${bodyName(context.body)}; use lower-case letters, digits and dashes${dots}.`,
			fix: () => betterId(violation, node, context),
		});
	},
);

const NAMES = { job: 'job', schedule: 'schedule', dependency: 'job' } as const;

function betterId({ of }: ViolationOf<'bad-id'>, node: StringNode, context: ViolationContext): Fix | null {
	const { body, target } = context;
	const suggestion = node.rendered === true ? undefined : suggestJobId(node.value);
	const id = body === 'schedule' ? suggestion?.replaceAll('.', '-') : suggestion;
	if (id === undefined) return null;
	const isFine = body === 'schedule' ? matchesScheduleIdPattern(id) : matchesIdPattern(id, target.version);
	if (!isFine) return null;
	const noun = of === 'schedule' ? 'schedule' : 'job';
	return {
		title: `Call the ${noun} ${quoted(id)}`,
		safe: false,
		edits: [replaceNode(node, JSON.stringify(id))],
	};
}
