import { replaceNode } from '../edit.ts';
import { writtenNumber } from '../numbers.ts';
import { bodyName, pathText } from '../path-text.ts';
import { violationRule } from '../rule.ts';

export const valueTooLarge = violationRule(
	{
		code: 'value-too-large',
		consequence: 'refused',
		summary: 'A number above what Metronome can read',
		why: 'Durations of more than 9223372036 seconds (292 years) make the server answer 500 without storing anything, for it counts them in nanoseconds. `gpus` above 2147483647 pass the schema and then fail with "error.expected.int".',
		remedy: 'Write a smaller number. For a restart without a deadline leave `activeDeadlineSeconds` out.',
		fix: 'unsafe',
		sources: [
			'recordings v1-00952, v1-00953, v1-00954, v1-00960 (durations), v1-00920 … v1-00923 (gpus)',
			'facts: server-behaviour rows 4 and 7',
		],
		examples: [
			{
				title: 'A launch delay meant to be endless',
				text: `{
  "id": "batch.train",
  "run": {
    "cpus": 4,
    "mem": 8192,
    "disk": 0,
    "gpus": 1,
    "cmd": "./train",
    "maxLaunchDelay": 99999999999
  }
}
`,
			},
			{
				title: 'A year is long enough',
				silent: true,
				text: `{
  "id": "batch.train",
  "run": {
    "cpus": 4,
    "mem": 8192,
    "disk": 0,
    "gpus": 1,
    "cmd": "./train",
    "maxLaunchDelay": 31536000
  }
}
`,
			},
		],
	},
	['too-large', 'duration-too-long'],
	(violation, context, report) => {
		const { node, path } = violation;
		if (node.kind !== 'number') return;
		const isDuration = violation.kind === 'duration-too-long';
		const limit = isDuration ? violation.limit : violation.maximum;
		const sign = node.raw.startsWith('-') ? -1 : 1;
		const answer = isDuration ? 'the server answers 500 and stores nothing' : 'Metronome refuses the job';
		const where = pathText(path, bodyName(context.body));
		const unit = isDuration ? ' seconds' : '';
		report({
			at: node,
			message: `${where} is ${writtenNumber(node)}, beyond the ${sign * limit}${unit} that can be read: ${answer}. Write a number within that.`,
			fix: () => ({
				title: `Write ${sign * limit}`,
				safe: false,
				edits: [replaceNode(node, String(sign * limit))],
			}),
		});
	},
);
