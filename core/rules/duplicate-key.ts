import { removeMember } from '../edit.ts';
import { hasRepeatedKeys, type JsonNode, type Member, memberOf, type ObjectNode } from '../json.ts';
import { memberPointer, relatedMember } from '../place.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

export const duplicateKey: Rule = {
	meta: {
		code: 'duplicate-key',
		consequence: 'ignored',
		summary: 'A key that occurs twice in one object: only the last one counts',
		why: 'Metronome takes the last member of a name and drops the ones before without a word; it does not even look at their values. What stands first in the file, where one looks, is not what runs.',
		remedy: 'Keep the one that is meant. The fix removes those that have no effect.',
		fix: 'safe',
		sources: ['recordings v1-01744 … v1-01754', 'facts: server-behaviour row 10'],
		examples: [
			{
				title: 'A variable that was added again further down',
				text: `{
  "id": "feed.poll",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./poll",
    "env": {
      "INTERVAL": "30",
      "FEED": "news",
      "INTERVAL": "300"
    }
  }
}
`,
			},
			{
				title: 'The same key in two objects',
				silent: true,
				text: `{
  "id": "feed.poll",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./poll" },
  "schedules": [{ "id": "quarterly", "cron": "*/15 * * * *" }]
}
`,
			},
		],
	},
	on: 'file',
	check: ({ document, source }, report) => {
		for (const { member, last } of repeatedMembers(document.root)) {
			const key = quoted(member.key.value);
			report({
				at: { start: member.start, end: member.end, node: member.value ?? member.key },
				pointer: memberPointer(member),
				message: `${key} occurs again further down in this object: Metronome takes the last one and drops this one. Remove one of them.`,
				related: [relatedMember(last, `This ${key} counts`)],
				unnecessary: true,
				fix: () => ({
					title: `Remove this ${key}, which has no effect`,
					safe: true,
					edits: [removeMember(member, source)],
				}),
			});
		}
	},
};

/** Members that are dropped, each with the one that counts, in source order. What is inside a dropped one is gone too. */
function repeatedMembers(root: JsonNode | undefined): { readonly member: Member; readonly last: Member }[] {
	const found: { member: Member; last: Member }[] = [];
	const open: JsonNode[] = root === undefined ? [] : [root];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		if (node.kind === 'array') open.push(...node.items);
		else if (node.kind === 'object') {
			if (hasRepeatedKeys(node)) open.push(...countingValues(node, found));
			else for (const { value } of node.members) if (value !== undefined) open.push(value);
		}
	}
	return found.sort((a, b) => a.member.start - b.member.start);
}

function countingValues(object: ObjectNode, found: { member: Member; last: Member }[]): JsonNode[] {
	const values: JsonNode[] = [];
	for (const member of object.members) {
		const last = memberOf(object, member.key.value);
		if (last !== undefined && last !== member) found.push({ member, last });
		else if (member.value !== undefined) values.push(member.value);
	}
	return values;
}
