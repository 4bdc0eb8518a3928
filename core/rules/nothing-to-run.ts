import type { Fix } from '../finding.ts';
import type { Job } from '../job.ts';
import { valueIn } from '../json.ts';
import { atKey } from '../place.ts';
import { violationRule } from '../rule.ts';

export const nothingToRun = violationRule(
	{
		code: 'nothing-to-run',
		consequence: 'refused',
		summary: 'The job has neither a command nor a container',
		why: 'A run needs a `cmd`, a `docker` container with an image, or a `ucr` container. Without any of them Metronome answers 422 "Cmd, Docker or UCR image must be specified". `args` are arguments for the entry point of an image: alone they are not enough.',
		remedy: 'Add `cmd`, or the container whose entry point the job is to run.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01323, v1-01324, v1-01331, v1-01652',
			'Metronome JobRunSpec.scala: jobRunSpecHasSomethingToRun',
		],
		examples: [
			{
				title: 'Arguments alone',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "args": ["./report", "--since", "1 day ago"]
  }
}
`,
			},
			{
				title: 'A container without an image',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "docker": { "image": "" }
  }
}
`,
			},
			{
				title: 'The entry point of an image, with arguments',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "docker": { "image": "registry.example.com/report:2.1" },
    "args": ["--since", "1 day ago"]
  }
}
`,
			},
		],
	},
	['nothing-to-run'],
	({ node }, { job }, report) => {
		const image = valueIn(job?.docker, 'image');
		if (image !== undefined) {
			report({
				at: image,
				message:
					"The image is empty and there is no cmd, so there is nothing to run: Metronome refuses the job. Name the image, or add a 'cmd'.",
			});
			return;
		}
		const args = valueIn(job?.run, 'args');
		const alone = args === undefined ? '' : " 'args' alone are not enough.";
		report({
			at: atKey(node),
			message: `The job has nothing to run: Metronome refuses it without a 'cmd' or a 'docker' or 'ucr' container.${alone}`,
			fix: () => commandFromArgs(job),
		});
	},
);

/** Makes a command line of arguments that start with a program. */
function commandFromArgs(job: Job | undefined): Fix | null {
	const args = valueIn(job?.run, 'args');
	if (args?.kind !== 'array' || args.member === undefined || job?.docker !== undefined) return null;
	const words = args.items.map(item => (item.kind === 'string' ? item.value : undefined));
	const line = words.filter(word => word !== undefined);
	const program = line[0];
	if (line.length < words.length || program === undefined || !/^[\w./]/.test(program)) return null;
	const newText = `"cmd": ${JSON.stringify(line.map(shellWord).join(' '))}`;
	const { start, end } = args.member;
	return { title: "Run the arguments as the command ('cmd')", safe: false, edits: [{ start, end, newText }] };
}

/** A word as the shell reads it back unchanged. */
function shellWord(word: string, index: number): string {
	const plain = index === 0 ? /^[\w@%+:,./-]+$/ : /^[\w@%+=:,./-]+$/;
	return plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
