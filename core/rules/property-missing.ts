import { addMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { suggestJobId } from '../job-id.ts';
import { memberOf, type ObjectNode, stringIn, valueIn } from '../json.ts';
import { bodyName, pathText } from '../path-text.ts';
import { quoted } from '../quote.ts';
import { type KeyContext, meantMember, newRunFix, renameFix } from '../repair/key.ts';
import { cut } from '../repair/repair.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import { ownSource } from '../secrets/spaces.ts';
import type { ViolationOf } from '../verdict/violation.ts';
import { isAtLeast, version } from '../version.ts';

export const propertyMissing = violationRule(
	{
		code: 'property-missing',
		consequence: 'refused',
		summary: 'A key that Metronome wants is not there',
		why: 'Metronome refuses a definition without these keys with 422 "Property … missing." or "error.path.missing": `id` and `run`; `cpus`, `mem` and `disk` of the run, although its code has defaults for them; `image` of a container; `policy` of `restart`, as soon as there is a `restart`; and others inside lists.',
		remedy: 'Add the key. `disk` may be 0.',
		fix: 'safe',
		sources: [
			'recordings v1-00001, v1-01311 … v1-01317, v1-00356, v1-01519, v1-01756',
			'Metronome jobspec.schema.json: required; api/v1/models/package.scala',
			'facts: metronome-and-dcos §7, row 7',
		],
		examples: [
			{
				title: 'A run that says nothing of disk space',
				text: `{
  "id": "mail.digest",
  "run": {
    "cmd": "./digest --weekly",
    "cpus": 0.1,
    "mem": 64
  }
}
`,
			},
			{
				title: 'A run without memory, and a restart without policy',
				text: `{
  "id": "mail.digest",
  "run": {
    "cmd": "./digest --weekly",
    "cpus": 0.1,
    "disk": 0,
    "restart": { "activeDeadlineSeconds": 300 }
  }
}
`,
			},
			{
				title: 'An environment variable as other systems write it',
				text: `{
  "id": "mail.digest",
  "run": {
    "cmd": "./digest --weekly",
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "env": { "LOG_LEVEL": { "value": "info" } }
  }
}
`,
			},
			{
				title: 'All that is wanted is there',
				silent: true,
				text: `{
  "id": "mail.digest",
  "run": {
    "cmd": "./digest --weekly",
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "restart": { "policy": "ON_FAILURE", "activeDeadlineSeconds": 300 }
  }
}
`,
			},
		],
	},
	['missing-key'],
	(violation, context, report) => {
		const { node, property, type } = violation;
		// A half-typed object may still get its keys.
		if (node.kind !== 'object' || !node.closed) return;
		const meant = meantMember(node, property, keyContextOf(violation, context));
		// `unknown-property` speaks of the key that was meant.
		if (meant !== undefined && type.unknownKeys === 'refused') return;
		const key = node.member?.key;
		const { start, end } = key ?? { start: node.start, end: node.start + 1 };
		const where = pathText(placeOf(violation), bodyName(context.body));
		const hint =
			meant === undefined
				? `Add it${hintOf(property.name)}.`
				: `Probably ${quoted(meant.key.value)} is meant to be it.`;
		report({
			at: { start, end, node },
			message: `'${property.name}' is missing in ${where}: Metronome refuses ${bodyName(context.body)} without it. ${hint}`,
			fix: () =>
				meant === undefined
					? addition(violation, node, context)
					: renameFix(meant, property, keyContextOf(violation, context)),
		});
	},
);

/** The path of the object; the server's readers name that of the missing key itself. */
function placeOf({ path, property, stage }: ViolationOf<'missing-key'>): string {
	return stage === 'read' ? path.slice(0, -property.name.length - 1) : path;
}

function keyContextOf({ type }: ViolationOf<'missing-key'>, context: ViolationContext): KeyContext {
	return {
		type,
		known: type.properties,
		job: context.job?.node,
		body: context.body,
		version: context.target.version,
		source: context.source,
	};
}

function hintOf(name: string): string {
	return name === 'disk' ? '; 0 is fine' : '';
}

function addition(
	violation: ViolationOf<'missing-key'>,
	node: ObjectNode,
	context: ViolationContext,
): Fix | null {
	const { name } = violation.property;
	if (name === 'run') return newRunFix(node, context.source);
	if (name === 'secret' && valueIn(node, 'value')?.kind === 'string') return plainValue(node);
	const json = SAFE_VALUES.get(name) ?? guess(name, node, context);
	if (json === undefined) return null;
	const edits = [addMember(node, name, json, context.source)];
	return { title: `Add "${name}": ${json}`, safe: SAFE_VALUES.has(name), edits };
}

/** What a definition without the key plainly means: no disk space, no constraints. */
const SAFE_VALUES: ReadonlyMap<string, string> = new Map([
	['disk', '0'],
	['constraints', '[]'],
]);

/** Values to start from. Those of `cpus` and `mem` are in Metronome's own code: JobRunSpec.scala. */
const GUESSES: ReadonlyMap<string, string> = new Map([
	['cpus', '1'],
	['mem', '128'],
	['cron', '"0 0 * * *"'],
	['value', '""'],
]);

function guess(name: string, node: ObjectNode, context: ViolationContext): string | undefined {
	const text = textGuess(name, node, context);
	return text === undefined ? GUESSES.get(name) : JSON.stringify(text);
}

function textGuess(name: string, node: ObjectNode, context: ViolationContext): string | undefined {
	switch (name) {
		case 'id':
			return idGuess(node, context);
		case 'policy':
			return memberOf(node, 'activeDeadlineSeconds') === undefined ? 'NEVER' : 'ON_FAILURE';
		case 'operator':
			return isAtLeast(context.target.version, IS_SINCE) ? 'IS' : 'EQ';
		case 'mode':
			return memberOf(node, 'name') === undefined ? 'host' : 'container';
		case 'source':
			return ownSource(context.job?.id, node.member?.key.value ?? '', context.target.dialect);
		case 'secret': {
			const [only, other] = context.job?.secrets.declarations ?? [];
			return other === undefined ? only?.alias : undefined;
		}
		default:
			return undefined;
	}
}

/** Metronome 0.6.12: the schema takes `IS` (facts: metronome-and-dcos §4). */
const IS_SINCE = version('0.6.12');

/** A schedule is called as good as anything; a job as its file, which holds only it. */
function idGuess(node: ObjectNode, { job, file }: ViolationContext): string | undefined {
	if (node !== job?.node) return valueIn(node, 'cron') === undefined ? undefined : 'default';
	const name = (file ?? '').split(/[/\\]/).at(-1) ?? '';
	return node.parent === undefined ? suggestJobId(name.replace(/(\.job)?\.json$/i, '')) : undefined;
}

/** `{ "value": "info" }` becomes `"info"`. */
function plainValue(node: ObjectNode): Fix | null {
	const value = valueIn(node, 'value');
	if (value === undefined || node.members.length !== 1 || stringIn(value) === undefined) return null;
	const edits = [cut(node.start, value.start), cut(value.end, node.end)];
	return { title: 'Write the value itself', safe: false, edits };
}
