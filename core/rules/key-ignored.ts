import { parseCron } from '../cron.ts';
import { DEPENDENCY, isAnswerKey } from '../definition/job.ts';
import { SECRET_DECLARATION, SECRET_REFERENCE } from '../definition/run.ts';
import { SCHEDULE } from '../definition/schedule.ts';
import { type ObjectType, type Property, propertyOf } from '../definition/type.ts';
import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { countingMembers, type JsonNode, type Member, memberOf, type ObjectNode, valueIn } from '../json.ts';
import { memberPointer } from '../place.ts';
import { quoted } from '../quote.ts';
import {
	adviceFix,
	adviceOn,
	adviceText,
	type KeyAdvice,
	type KeyContext,
	renameFix,
} from '../repair/key.ts';
import type { FileContext, Reporter, Rule } from '../rule.ts';
import { isTimeZone } from '../timezone.ts';
import { compactJson } from '../verdict/read.ts';

export const keyIgnored: Rule = {
	meta: {
		code: 'key-ignored',
		consequence: 'ignored',
		summary: 'A key that Metronome drops without a word',
		why: 'In schedules, dependencies, references to secrets and declarations of secrets Metronome takes any key and drops those it does not know. `timeZone` is the costly one: it is what `dcos job` writes and much documentation shows, but the server knows only `timezone`, so the schedule runs in UTC. In a file with a job and its schedule, whatever stands beside the two is sent to nobody.',
		remedy:
			'Correct the spelling, or remove the key. `nextRunAt` comes from an answer of the server and says nothing in a definition.',
		fix: 'safe',
		sources: [
			'recordings v1-00699 … v1-00704, v1-00708, v1-00723, v1-00726, v1-00814 … v1-00816, v1-00146 … v1-00154, sched-00174 … sched-00182',
			'facts: server-behaviour row 12 and "The dcos job command line"',
		],
		examples: [
			{
				title: 'A time zone that is never looked at',
				text: `{
  "id": "payroll.export",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./export" },
  "schedules": [
    { "id": "monthly", "cron": "0 6 1 * *", "timeZone": "Europe/Madrid" }
  ]
}
`,
			},
			{
				title: 'Notes inside a secret and a schedule',
				text: `{
  "id": "payroll.export",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./export",
    "env": { "TOKEN": { "secret": "bank" } },
    "secrets": { "bank": { "source": "payroll/bank-token", "owner": "finance" } }
  },
  "schedules": [
    { "id": "monthly", "cron": "0 6 1 * *", "description": "before the bank opens" }
  ]
}
`,
			},
			{
				title: 'A key beside a job and its schedule',
				text: `{
  "job": {
    "id": "payroll.export",
    "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./export" }
  },
  "schedule": { "id": "monthly", "cron": "0 6 1 * *" },
  "env": { "LOG_LEVEL": "info" }
}
`,
			},
			{
				title: 'The spelling that counts',
				silent: true,
				text: `{
  "id": "payroll.export",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./export" },
  "schedules": [
    { "id": "monthly", "cron": "0 6 1 * *", "timezone": "Europe/Madrid" }
  ]
}
`,
			},
		],
	},
	on: 'file',
	check: (context, report) => {
		for (const holder of holders(context)) {
			for (const member of countingMembers(holder.node)) {
				if (propertyOf(holder.type, member.key.value) === undefined) present(member, holder, context, report);
			}
		}
	},
};

/** An object whose unknown keys are dropped. */
interface Holder {
	readonly node: ObjectNode;
	readonly type: ObjectType;
	/** For messages: `a schedule`. */
	readonly noun: string;
}

/** What stands in a job file around a job and its schedule; only our own tools and the DC/OS UI know it. */
const WRAPPER: ObjectType = {
	kind: 'object',
	title: 'a file with a job and its schedule',
	unknownKeys: 'dropped',
	properties: ['job', 'schedule'].map(name => ({ name, type: { kind: 'boolean' }, description: '' })),
};

function holders({ units, reading }: FileContext): Holder[] {
	const found: Holder[] = [];
	for (const { kind, node } of units) {
		const wrapper = kind === 'job' && reading === 'file' ? node.member?.object : undefined;
		if (wrapper !== undefined) add(found, wrapper, WRAPPER, 'a file with a job and its schedule');
	}
	for (const { kind, node } of units) {
		if (kind === 'schedule') add(found, node, SCHEDULE, 'a schedule');
		else holdersInJob(node, found);
	}
	return found;
}

function holdersInJob(job: JsonNode, found: Holder[]): void {
	const run = valueIn(job, 'run');
	for (const item of itemsOf(valueIn(job, 'schedules'))) add(found, item, SCHEDULE, 'a schedule');
	for (const item of itemsOf(valueIn(job, 'dependencies'))) add(found, item, DEPENDENCY, 'a dependency');
	for (const { value } of membersOf(valueIn(run, 'env'))) {
		if (isReference(value)) add(found, value, SECRET_REFERENCE, 'a reference to a secret');
	}
	for (const { value } of membersOf(valueIn(run, 'secrets'))) {
		add(found, value, SECRET_DECLARATION, 'the declaration of a secret');
	}
}

function add(found: Holder[], node: JsonNode | undefined, type: ObjectType, noun: string): void {
	if (node?.kind === 'object') found.push({ node, type, noun });
}

/** An object of another form than `{"secret": …}` is refused as a whole. */
function isReference(node: JsonNode | undefined): boolean {
	return valueIn(node, 'secret') !== undefined;
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
	return node?.kind === 'array' ? node.items : [];
}

function membersOf(node: JsonNode | undefined): readonly Member[] {
	return node?.kind === 'object' ? countingMembers(node) : [];
}

function present(member: Member, holder: Holder, context: FileContext, report: Reporter): void {
	const key = member.key.value;
	const { type, noun } = holder;
	// Names a schema for editors.
	if (type === WRAPPER && key === '$schema') return;
	const at = { start: member.start, end: member.end, node: member.value ?? member.key };
	const common = { at, pointer: memberPointer(member), unnecessary: true };
	if (isAnswerKey(key)) {
		const message = `Metronome drops '${key}' from ${noun}: it is part of its answers and says nothing here. Remove it.`;
		report({ ...common, message, severity: 'info', fix: () => removal(member, true, context) });
		return;
	}
	const keyContext = keyContextOf(member, holder, context);
	const advice = adviceOn(member, keyContext);
	// `property-missing` speaks of a key that was meant to be one the server wants.
	if (advice?.kind === 'rename' && isWanted(member, advice.property)) return;
	const hint = advice === undefined ? 'Remove it.' : adviceText(advice, key, keyContext);
	const what =
		type === WRAPPER
			? `${quoted(key)} beside a job and its schedule is sent to nobody`
			: `Metronome drops ${quoted(key)} from ${noun}: it has no effect${instead(advice, member)}`;
	report({
		...common,
		message: `${what}. ${hint}`,
		fix: () => fixOf(member, advice, keyContext, context),
	});
}

function isWanted(member: Member, property: Property): boolean {
	return property.required !== undefined && memberOf(member.object, property.name) === undefined;
}

/** What the server does instead, where that costs something. */
function instead(advice: KeyAdvice | undefined, { object }: Member): string {
	const isZone = advice?.kind === 'rename' && advice.property.name === 'timezone';
	return isZone && memberOf(object, 'timezone') === undefined ? ', and the schedule runs in UTC' : '';
}

function keyContextOf(member: Member, { type }: Holder, context: FileContext): KeyContext {
	const unit = context.units.find(
		({ kind, node }) =>
			kind === 'job' && (node === member.object || isAround(node, member) || isBeside(node, member)),
	);
	return {
		type,
		known: type.properties,
		job: unit?.node,
		body: 'v1',
		version: context.target.version,
		source: context.source,
	};
}

function isAround(node: JsonNode, member: Member): boolean {
	return node.start <= member.start && member.end <= node.end;
}

/** The job of a wrapper, for the keys next to it. */
function isBeside(node: JsonNode, member: Member): boolean {
	return node.member?.object === member.object;
}

function fixOf(
	member: Member,
	advice: KeyAdvice | undefined,
	keyContext: KeyContext,
	context: FileContext,
): Fix | null {
	if (advice?.kind === 'rename') {
		const right = memberOf(member.object, advice.property.name);
		if (right !== undefined) return removal(member, isSame(member, right), context);
		return wouldBeRead(member, advice.property) ? renameFix(member, advice.property, keyContext) : null;
	}
	const fix = advice === undefined ? null : adviceFix(member, advice, keyContext);
	// What has had no effect so far would have one: someone must look.
	return fix === null ? removal(member, false, context) : { ...fix, safe: false };
}

function removal(member: Member, safe: boolean, { source }: FileContext): Fix {
	return { title: `Remove ${quoted(member.key.value)}`, safe, edits: [removeMember(member, source)] };
}

function isSame({ value }: Member, other: Member): boolean {
	return value !== undefined && other.value !== undefined && compactJson(value) === compactJson(other.value);
}

/** Under the right name the value will be read; one that cannot be is better left without effect. */
function wouldBeRead({ value }: Member, { type }: Property): boolean {
	if (type.kind !== 'string' || value?.kind !== 'string') return true;
	if (type.meaning === 'timezone') return isTimeZone(value.value);
	return type.meaning !== 'cron' || parseCron(value.value).ok;
}
