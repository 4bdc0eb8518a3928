import { isAnswerKey } from '../definition/job.ts';
import { bodyName, pathText } from '../path-text.ts';
import { listed, quoted } from '../quote.ts';
import { adviceFix, adviceOn, adviceText, type KeyContext, removalFix } from '../repair/key.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import type { ViolationOf } from '../verdict/violation.ts';

export const unknownProperty = violationRule(
	{
		code: 'unknown-property',
		consequence: 'refused',
		summary: 'A key that Metronome does not know in this place',
		why: 'Metronome refuses a job with any key it does not know, and answers 422 "Additional properties are not allowed". This is so for the job itself, `run`, `docker`, `ucr`, `restart`, `placement`, constraints, volumes, artifacts, networks and Docker parameters; in schedules, dependencies and secrets unknown keys are dropped instead (see `key-ignored`).',
		remedy:
			'Correct the spelling, move the key to where it belongs, or remove it. Notes of your own go into `labels` or `description`.',
		fix: 'safe',
		sources: [
			'recordings v1-00694 … v1-00698, v1-00714 … v1-00782, v1-00783 … v1-00813, v0-00008 … v0-00015',
			'Metronome jobspec.schema.json: additionalProperties false',
			'facts: metronome-and-dcos §6 (what real definitions get wrong)',
		],
		examples: [
			{
				title: 'Names from other systems',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "memory": 256,
    "disk": 0,
    "cmd": "./load.sh",
    "artifacts": [{ "url": "https://files.example.com/load.sh", "executable": true }],
    "placement": { "constraints": [{ "attr": "rack", "op": "EQ", "value": "r1" }] }
  }
}
`,
			},
			{
				title: 'A key in the wrong place',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./load.sh"
  },
  "env": {
    "LOG_LEVEL": "info"
  }
}
`,
			},
			{
				title: 'Constraints outside placement',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./load.sh",
    "constraints": [
      { "attribute": "rack", "operator": "IS", "value": "r1" }
    ]
  }
}
`,
			},
			{
				title: 'A key that means nothing to Metronome',
				text: `{
  "id": "etl.load",
  "acceptedResourceRole": "batch",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load.sh" }
}
`,
			},
			{
				title: 'Every key is known, and notes are labels',
				silent: true,
				text: `{
  "id": "etl.load",
  "labels": { "owner": "team-data" },
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./load.sh",
    "env": { "LOG_LEVEL": "info" }
  }
}
`,
			},
		],
	},
	['unknown-key'],
	(violation, context, report) => {
		const { member, since } = violation;
		if (since !== undefined || isAnswerKey(member.key.value)) return;
		const keyContext = keyContextOf(violation, context);
		const advice = adviceOn(member, keyContext);
		const { key } = member;
		const what =
			advice === undefined ? otherwise(violation, context) : adviceText(advice, key.value, keyContext);
		report({
			at: { start: key.start, end: key.end, node: member.object },
			message: `Metronome knows no ${quoted(key.value)} ${placeOf(violation)} and refuses ${bodyName(context.body)}. ${what}`,
			fix: () => {
				const fix = advice === undefined ? null : adviceFix(member, advice, keyContext);
				return fix ?? removalFix(member, context.source);
			},
		});
	},
);

function placeOf({ path }: ViolationOf<'unknown-key'>): string {
	return path === '' ? 'at the top level' : `in ${pathText(path, '')}`;
}

function keyContextOf({ type, known }: ViolationOf<'unknown-key'>, context: ViolationContext): KeyContext {
	return {
		type,
		known,
		job: context.job?.node,
		body: context.body,
		version: context.target.version,
		source: context.source,
	};
}

/** Longest list of known keys that a message names. */
const MOST_NAMES = 8;

function otherwise({ member, type, known }: ViolationOf<'unknown-key'>, { body }: ViolationContext): string {
	const property = type.properties.find(({ name }) => name === member.key.value);
	if (property?.absentInV0 === true && body === 'v0') return 'The v0 endpoint does not take it; v1 does.';
	const names = known.map(({ name }) => `'${name}'`);
	const list = names.length > MOST_NAMES ? '' : ` Known are ${listed(names)}.`;
	return `Remove it.${list}`;
}
