import { removeMember } from '../edit.ts';
import { memberOf, valueIn } from '../json.ts';
import { atKey, relatedTo } from '../place.ts';
import type { Rule } from '../rule.ts';

export const cmdAndArgs: Rule = {
	meta: {
		code: 'cmd-and-args',
		consequence: 'ignored',
		summary: 'The job has a command and arguments, and the shell never sees the command',
		why: 'Metronome takes both (201), although its schema says that they exclude each other, and hands both to Marathon, where **arguments win**: no shell is started. Without a container the first of `args` is run as the program and `cmd` is not run at all. In a container the whole text of `cmd` is taken as the name of one program, with `args` behind it, so that `"cmd": "./load --all"` looks for a file of that name.',
		remedy:
			'Keep one: `cmd` for a command line that the shell reads, `args` for the entry point of an image.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01325, v1-01343',
			'Metronome MarathonImplicits.scala: toRunSpec; jobspec.schema.json: args',
			'mesosphere/marathon TaskBuilder.scala: commandInfo',
			'apache/mesos docs/isolators/docker-runtime.md: Determine the Launch Command',
		],
		examples: [
			{
				title: 'A command line with arguments beside it',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "mem": 128,
    "disk": 0,
    "cmd": "./load --verbose",
    "args": ["--since", "yesterday"]
  }
}
`,
			},
			{
				title: 'One command line',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "mem": 128,
    "disk": 0,
    "cmd": "./load --verbose --since yesterday"
  }
}
`,
			},
			{
				title: 'An empty list of arguments changes nothing',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5,
    "mem": 128,
    "disk": 0,
    "cmd": "./load --verbose",
    "args": []
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		const cmd = valueIn(job.run, 'cmd');
		const args = valueIn(job.run, 'args');
		if (job.run === undefined || cmd?.kind !== 'string' || cmd.value === '') return;
		if (args?.kind !== 'array' || args.items.length === 0) return;
		const { member } = args;
		const inContainer = memberOf(job.run, 'docker') !== undefined || memberOf(job.run, 'ucr') !== undefined;
		const effect = inContainer
			? "no shell reads 'cmd': its whole text is taken as the name of one program, and 'args' are handed to that"
			: "'cmd' is never run: the first of 'args' is run as the program";
		report({
			at: atKey(args),
			message: `With 'args' beside it, ${effect}. Keep one of the two.`,
			related: [relatedTo(cmd, 'the command')],
			fix: () =>
				member === undefined
					? null
					: {
							title: "Remove 'args', so that the shell runs 'cmd'",
							safe: false,
							edits: [removeMember(member, source)],
						},
		});
	},
};
