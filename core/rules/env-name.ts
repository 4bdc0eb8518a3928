import { renameKey } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { countingMembers, type Member, memberOf, valueIn } from '../json.ts';
import { memberPointer } from '../place.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

export const envName: Rule = {
	meta: {
		code: 'env-name',
		consequence: 'fails',
		summary: 'An environment variable has a name that no process can have',
		why: 'A process gets its environment as texts `NAME=value`. Metronome takes any name, but an empty one cannot be read, a `=` in the name ends it early (`A=B` sets `A`), and a NUL character cuts it off: the run looks for a variable that is not there. Other odd names, with dots or blanks, are allowed.',
		remedy: 'Correct the name of the variable.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01192, v1-01217, v1-01220 (all accepted)',
			'apache/mesos src/docker/docker.cpp: run (`-e NAME=value`)',
			'POSIX.1-2017, Base Definitions, 8.1 Environment Variable Definition',
		],
		examples: [
			{
				title: 'An equals sign in the name',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "LOG_LEVEL=": "info"
    }
  }
}
`,
			},
			{
				title: 'Names a process can have',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "LOG_LEVEL": "info",
      "spring.profiles.active": "prod"
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		const env = valueIn(job.run, 'env');
		if (env?.kind !== 'object') return;
		for (const member of countingMembers(env)) {
			const problem = problemOf(member.key.value);
			if (problem === undefined) continue;
			report({
				at: { start: member.key.start, end: member.key.end, node: member.value ?? env },
				pointer: memberPointer(member),
				message: problem,
				fix: () => renamed(member),
			});
		}
	},
};

function problemOf(name: string): string | undefined {
	if (name === '') {
		return 'A variable without a name cannot be read: no process can have it. Name it, or remove it.';
	}
	if (name.includes('=')) {
		const [before] = name.split('=');
		const effect = before === '' ? 'no variable of this name' : `a variable ${quoted(before ?? '')} instead`;
		return `The name ${quoted(name)} has a '=', which ends it: the run gets ${effect}. Correct the name.`;
	}
	if (name.includes('\0')) {
		return `The name ${quoted(name)} has a NUL character, which cuts it off: the run gets no variable of this name. Correct the name.`;
	}
	return undefined;
}

/** Only what is at the ends of the name can go without a guess. */
function renamed(member: Member): Fix | null {
	const name = member.key.value.replace(/^[=\0]+|[=\0]+$/g, '');
	if (problemOf(name) !== undefined || memberOf(member.object, name) !== undefined) return null;
	return { title: `Call the variable ${quoted(name)}`, safe: false, edits: [renameKey(member, name)] };
}
