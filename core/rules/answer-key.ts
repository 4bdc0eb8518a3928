import { ANSWER_KEYS, isAnswerKey } from '../definition/job.ts';
import { removeMember } from '../edit.ts';
import { bodyName } from '../path-text.ts';
import { violationRule } from '../rule.ts';

export const answerKey = violationRule(
	{
		code: 'answer-key',
		consequence: 'refused',
		summary: 'A key that only the answers of Metronome have',
		why: 'What `GET /v1/jobs/<id>?embed=…` shows has more keys than a job definition: `activeRuns`, `history`, `historySummary` and those of runs. Sent back, they are unknown keys, and Metronome answers 422 (the DC/OS UI and `dcos job show` output are the usual source).',
		remedy:
			'Remove the key. It says what was, not what should be; `metronome-jobs pull` writes live jobs without such keys.',
		fix: 'safe',
		sources: [
			'Metronome JobInfo.scala, api/v1/models/package.scala: JobInfoWrites',
			'facts: metronome-and-dcos §6 and §7, row 5',
			'recordings v1-00799 (activeRuns), v1-00800 (history)',
		],
		examples: [
			{
				title: 'The output of a GET with embed, saved as a job file',
				text: `{
  "id": "reports.daily",
  "labels": {},
  "run": {
    "cpus": 0.2,
    "mem": 128,
    "disk": 0,
    "cmd": "./report --day yesterday"
  },
  "activeRuns": [],
  "historySummary": {
    "successCount": 41,
    "failureCount": 1
  }
}
`,
			},
			{
				title: 'Only what a definition has',
				silent: true,
				text: `{
  "id": "reports.daily",
  "labels": {},
  "run": {
    "cpus": 0.2,
    "mem": 128,
    "disk": 0,
    "cmd": "./report --day yesterday"
  }
}
`,
			},
		],
	},
	['unknown-key'],
	({ member, since }, context, report) => {
		const key = member.key.value;
		const description = ANSWER_KEYS.find(({ name }) => name === key)?.description;
		if (since !== undefined || !isAnswerKey(key) || description === undefined) return;
		report({
			at: { start: member.start, end: member.end, node: member.object },
			message: `'${key}' is part of Metronome's answers (${description}), not of a definition: Metronome refuses ${bodyName(context.body)} with it. Remove it.`,
			unnecessary: true,
			fix: () => ({
				title: `Remove '${key}'`,
				safe: true,
				edits: [removeMember(member, context.source)],
			}),
		});
	},
);
