import { compareDecimals, decimal } from '../decimal.ts';
import { removeMember, replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { JsonNode } from '../json.ts';
import { writtenNumber } from '../numbers.ts';
import { bodyName, pathText } from '../path-text.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import type { ViolationOf } from '../verdict/violation.ts';

export const valueTooSmall = violationRule(
	{
		code: 'value-too-small',
		consequence: 'refused',
		summary: 'A number below what Metronome takes, or a string that must not be empty',
		why: 'Metronome takes no run with less than 0.01 CPUs or 32 MiB of memory, no negative disk space or GPUs, no launch delay or starting deadline below one second, and no negative deadline of restarts. It answers 422 "… is smaller than required minimum value", "Can not read duration" or "… does not match minimum length of 1".',
		remedy:
			'Write at least the limit, which is the fix; `mem` and `disk` are in MiB. An empty `cmd` beside an image can go: the image then starts its own entry point.',
		fix: 'safe',
		sources: [
			'recordings v1-00817 … v1-00857, v1-01517, v1-01665, v1-00005, v1-01368, v1-01323 … v1-01330',
			'Metronome jobspec.schema.json: minimum, minLength; facts: server-behaviour row 6',
		],
		examples: [
			{
				title: 'Less memory than Metronome takes, and a deadline that means none',
				text: `{
  "id": "cache.warm",
  "run": {
    "cpus": 0.1,
    "mem": 16,
    "disk": 0,
    "cmd": "./warm",
    "restart": { "policy": "ON_FAILURE", "activeDeadlineSeconds": -1 }
  }
}
`,
			},
			{
				title: 'An empty command beside an image, as the dcos command line sends it',
				text: `{
  "id": "cache.warm",
  "run": {
    "cmd": "",
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "docker": { "image": "registry.example.com/cache-warmer:2" }
  }
}
`,
			},
			{
				title: 'The least of everything',
				silent: true,
				text: `{
  "id": "cache.warm",
  "run": {
    "cpus": 0.01, "mem": 32, "disk": 0, "gpus": 0,
    "cmd": "./warm",
    "maxLaunchDelay": 1,
    "restart": { "policy": "ON_FAILURE", "activeDeadlineSeconds": 0 },
    "taskKillGracePeriodSeconds": -1
  }
}
`,
			},
		],
	},
	['too-small', 'too-short', 'duration-negative'],
	(violation, context, report) => {
		const where = pathText(violation.path, bodyName(context.body));
		const refuses = `Metronome refuses ${bodyName(context.body)}`;
		const { what, hint, fix } = presentation(violation, context);
		report({ at: violation.node, message: `${where} ${what}: ${refuses}. ${hint}.`, fix: () => fix });
	},
);

interface Presentation {
	readonly what: string;
	readonly hint: string;
	readonly fix: Fix | null;
}

function presentation(
	violation: ViolationOf<'too-small' | 'too-short' | 'duration-negative'>,
	context: ViolationContext,
): Presentation {
	const { node } = violation;
	switch (violation.kind) {
		case 'too-small':
			return tooSmall(violation);
		case 'duration-negative': {
			const edits = node.member === undefined ? [] : [removeMember(node.member, context.source)];
			const fix = { title: 'Remove it: without it there is no deadline', safe: false, edits };
			return {
				what: `is ${written(node)}, and a duration cannot be negative`,
				hint: 'Write 0 or more, or leave the key out',
				fix,
			};
		}
		case 'too-short':
			return { what: 'is an empty string', ...emptyString(node, context) };
	}
}

function tooSmall({ node, minimum, property }: ViolationOf<'too-small'>): Presentation {
	const unit =
		property?.type.kind === 'number' && property.type.unit !== undefined ? ` ${property.type.unit}` : '';
	return {
		what: `is ${written(node)}, less than ${minimum}`,
		hint: `Write ${minimum}${unit} or more${gigabytes(node, minimum)}`,
		fix: { title: `Write ${minimum}`, safe: false, edits: [replaceNode(node, String(minimum))] },
	};
}

/** Whoever writes `"mem": 2` may mean two gigabytes; whoever writes 16 does not. */
function gigabytes(node: JsonNode, minimum: number): string {
	const isMemory = minimum === 32 && node.kind === 'number';
	if (!isMemory || compareDecimals(decimal(node.raw), decimal('8')) > 0) return '';
	return compareDecimals(decimal(node.raw), decimal('0')) > 0 ? '; 1 GiB is 1024' : '';
}

function written(node: JsonNode): string {
	return node.kind === 'number' ? writtenNumber(node) : 'there';
}

function emptyString(node: JsonNode, context: ViolationContext): Omit<Presentation, 'what'> {
	const { job, source } = context;
	const isCommand = node.member?.key.value === 'cmd' && node.member.object === job?.run;
	if (isCommand && (job?.docker ?? job?.ucr) !== undefined && node.member !== undefined) {
		const edits = [removeMember(node.member, source)];
		const fix = { title: "Remove 'cmd': the image has its own command", safe: true, edits };
		return { hint: 'Remove the key, or write a command', fix };
	}
	return { hint: 'Write what it should be', fix: null };
}
