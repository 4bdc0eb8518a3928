import type { Rule } from '../rule.ts';

/**
 * How many segments and dashes an id may have without a doubt. With a stack of 4 MB about 2,000 passed and 5,000 ended
 * the process (facts: server-behaviour, "Seen, but not among the recordings"); the usual stack is 1 MB.
 */
const MOST_PARTS = 500;

export const idTooLong: Rule = {
	meta: {
		code: 'id-too-long',
		consequence: 'breaks',
		summary: 'An id with so many parts that checking it can end the server',
		why: 'Metronome checks ids with a regular expression that needs more of the stack for each dot and dash. With a 4 MB stack about 2,000 of them passed and 5,000 ended the whole server process; with the usual 1 MB it is earlier. One request is enough, and the body is checked before the permissions.',
		remedy: 'Give the job a short id. Nobody reads the long one anyway.',
		fix: 'none',
		sources: ['facts: server-behaviour, "Seen, but not among the recordings"'],
		examples: [
			{
				title: 'An id made by a loop that did not stop',
				text: `{
  "id": "${Array.from({ length: 600 }, () => 'a').join('.')}",
  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" }
}
`,
			},
			{
				title: 'A deep, but sane id',
				silent: true,
				text: `{
  "id": "company.emea.data.etl.orders.daily.load-warehouse",
  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		const parts = partsOf(job.id ?? '');
		if (job.idNode === undefined || parts <= MOST_PARTS) return;
		report({
			at: job.idNode,
			message: `This id has ${parts} parts: the check of so many can overflow the server's stack and end its process for everybody. Give the job a shorter id.`,
		});
	},
};

const DOT = 0x2e;
const HYPHEN = 0x2d;

function partsOf(id: string): number {
	let parts = 1;
	for (let at = 0; at < id.length; at++) {
		const code = id.charCodeAt(at);
		if (code === DOT || code === HYPHEN) parts++;
	}
	return parts;
}
