import { type Decimal, decimalText } from '../decimal.ts';
import { replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { objectsOf } from '../job.ts';
import type { Unit } from '../job-file.ts';
import { valueIn } from '../json.ts';
import {
	changedDouble,
	changedWhole,
	doubles,
	type NamedNumber,
	wholeNumbers,
	wholeNumbersOfSchedule,
	writtenNumber,
} from '../numbers.ts';
import type { Rule } from '../rule.ts';
import { LONGEST_DURATION_SECONDS } from '../verdict/read.ts';
import { fits } from '../verdict/schema.ts';
import type { Version } from '../version.ts';

export const numberChanged: Rule = {
	meta: {
		code: 'number-changed',
		consequence: 'ignored',
		summary: 'A number that Metronome stores as another one',
		why: 'Metronome keeps `cpus`, `mem` and `disk` as doubles, which hold about 17 digits, and durations as whole seconds of 64 bits: `"taskKillGracePeriodSeconds": 2.9` becomes 2, and `1e308` becomes **0**, for its lowest 64 bits are zero. Nothing is said about it.',
		remedy:
			'Write the number that is meant in a form that can be kept. The fix writes what Metronome makes of it.',
		fix: 'safe',
		sources: [
			'recordings v1-00834 … v1-00901 (doubles), v1-00955 … v1-00958, v1-01023 … v1-01027, sched-00168 (huge durations), v1-00968 … v1-00991, v1-01069, v1-01073, v1-01937 (fractions)',
			'facts: server-behaviour rows 4 and 6',
		],
		examples: [
			{
				title: 'Half a second of grace, and a disk to the last byte',
				text: `{
  "id": "queue.drain",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 1024.00000000000000009,
    "cmd": "./drain",
    "taskKillGracePeriodSeconds": 2.5
  }
}
`,
			},
			{
				title: 'An endless delay that becomes none',
				text: `{
  "id": "queue.drain",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0,
    "cmd": "./drain",
    "maxLaunchDelay": 1e308
  }
}
`,
			},
			{
				title: 'The same numbers in other spellings are kept',
				silent: true,
				text: `{
  "id": "queue.drain",
  "run": {
    "cpus": 1e-1,
    "mem": 64.0,
    "disk": 0.1,
    "cmd": "./drain",
    "maxLaunchDelay": 3.6e3,
    "taskKillGracePeriodSeconds": -1
  }
}
`,
			},
		],
	},
	on: 'file',
	check: ({ units, target }, report) => {
		for (const number of units.flatMap(unit => changedNumbers(unit, target.version))) {
			const { name, node, kept } = number;
			const text = decimalText(kept);
			report({
				at: node,
				message: `Metronome stores '${name}' as ${text}, not as the ${writtenNumber(node)} written here. Write a number that can be kept.`,
				fix: () => fixOf(number),
			});
		}
	},
};

interface ChangedNumber extends NamedNumber {
	readonly kept: Decimal;
}

function changedNumbers(unit: Unit, version: Version): ChangedNumber[] {
	const run = valueIn(unit.node, 'run');
	const schedules = unit.kind === 'schedule' ? [unit.node] : objectsOf(valueIn(unit.node, 'schedules'));
	const whole = [...wholeNumbers(run), ...schedules.flatMap(wholeNumbersOfSchedule)];
	const changed: ChangedNumber[] = [];
	const add = (number: NamedNumber, kept: Decimal | undefined) => {
		if (kept !== undefined && !isRefused(number, kept, version)) changed.push({ ...number, kept });
	};
	for (const number of doubles(run)) add(number, changedDouble(number.node));
	for (const number of whole) add(number, changedWhole(number.node, version));
	return changed;
}

/** What the server does not take at all is not stored either. */
function isRefused({ node, type }: NamedNumber, kept: Decimal, version: Version): boolean {
	if (!fits(node, type, 'v1', version)) return true;
	if (type.maximum !== undefined && Number(node.raw) > type.maximum) return true;
	if (type.duration === undefined) return false;
	if (type.duration === 'non-negative' && node.raw.startsWith('-')) return true;
	return Math.abs(Number(kept.digits)) > LONGEST_DURATION_SECONDS;
}

function fixOf({ node, kept }: ChangedNumber): Fix {
	// Whoever writes 1e308 seconds means for ever, and gets none.
	if (Number(node.raw) > LONGEST_DURATION_SECONDS && kept.digits === 0n) {
		const longest = String(LONGEST_DURATION_SECONDS);
		const title = `Write ${longest}, the longest there is`;
		return { title, safe: false, edits: [replaceNode(node, longest)] };
	}
	const text = decimalText(kept);
	return { title: `Write ${text}, as it is stored`, safe: true, edits: [replaceNode(node, text)] };
}
