import { NUMBERS_LIMITED_SINCE } from '../decimal.ts';
import { JOB } from '../definition/job.ts';
import { SCHEDULE } from '../definition/schedule.ts';
import { countingMembers, type JsonDocument, type JsonNode, type SyntaxProblem, valueIn } from '../json.ts';
import { secretTable } from '../secrets/table.ts';
import { isAtLeast, type Version, version } from '../version.ts';
import { readViolations } from './read.ts';
import { type Body, schemaViolations } from './schema.ts';
import { bySchemaOrder } from './schema-order.ts';
import { setOrder } from './set-order.ts';
import { validateViolations } from './validate.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** One place of a body and what the server says of it, in its own notation of paths (facts: server-behaviour row 18). */
export interface ErrorDetail {
	readonly path: string;
	readonly errors: readonly string[];
}

/**
 * What a server makes of a request body before it looks at its jobs. `not-json`: 400 · `invalid`: 422 with details ·
 * `thrown`: 500 and nothing stored.
 */
export type BodyAnswer =
	| { readonly kind: 'taken'; readonly root: JsonNode }
	| { readonly kind: 'not-json'; readonly problem: SyntaxProblem | undefined }
	| { readonly kind: 'invalid'; readonly details: readonly ErrorDetail[] }
	| { readonly kind: 'thrown' };

/**
 * The server's answer to a body: its steps in their order, the first that refuses speaks.
 * `idFromUrl`: a PUT, whose body may say any well-formed id (recordings seq-00019, seq-00065).
 */
export function answerTo(
	document: JsonDocument,
	body: Body,
	target: Version,
	{ idFromUrl }: { readonly idFromUrl: boolean },
): BodyAnswer {
	const problem = document.problems.find(({ kind }) => isRead(kind, target) === false);
	const root = document.root;
	if (problem !== undefined || root === undefined) return { kind: 'not-json', problem };
	const type = body === 'schedule' ? SCHEDULE : JOB;
	const ofSchema = schemaViolations(root, type, body, target);
	if (ofSchema.length > 0) return invalid(schemaDetails(bySchemaOrder(ofSchema, type, body, target)));
	const ofReader = readViolations(root, body === 'schedule' ? 'schedule' : 'job');
	if (ofReader.some(({ stage }) => stage === 'throw')) return { kind: 'thrown' };
	if (ofReader.length > 0) return invalid(readDetails(ofReader));
	const ofValidator = body === 'schedule' ? [] : validateViolations(root, target);
	if (ofValidator.some(({ stage }) => stage === 'build')) return { kind: 'thrown' };
	const counting = idFromUrl ? ofValidator.filter(({ kind }) => kind !== 'bad-id') : ofValidator;
	if (counting.length > 0) return invalid(validateDetails(counting, root, target));
	return { kind: 'taken', root };
}

function isRead(kind: SyntaxProblem['kind'], target: Version): boolean {
	return kind === 'number-too-long' && !isAtLeast(target, NUMBERS_LIMITED_SINCE);
}

function invalid(details: readonly ErrorDetail[]): BodyAnswer {
	return { kind: 'invalid', details };
}

interface Faults {
	readonly path: string;
	readonly node: JsonNode;
	readonly errors: string[];
	readonly unknownKeys: string[];
	readonly alone: boolean;
}

/**
 * What is missing and what is unknown stands alone, the faults of one value stand together; the unknown keys of an
 * object share one sentence (recordings v1-00005, v1-01659, v1-01660).
 */
function schemaDetails(found: readonly Violation[]): readonly ErrorDetail[] {
	const all: Faults[] = [];
	const withUnknownKeys = new Map<JsonNode, Faults>();
	for (const violation of found) {
		const { path, node, error } = violation;
		const key = unknownKeyOf(violation);
		const alone = key !== undefined || violation.kind === 'missing-key';
		const last = all.at(-1);
		const ofValue = !alone && last?.node === node && !last.alone ? last : undefined;
		const together = key === undefined ? ofValue : withUnknownKeys.get(node);
		const faults = together ?? { path, node, errors: [], unknownKeys: [], alone };
		if (together === undefined) all.push(faults);
		if (key === undefined) faults.errors.push(error);
		else {
			faults.unknownKeys.push(key);
			withUnknownKeys.set(node, faults);
		}
	}
	return all.map(({ path, errors, unknownKeys }) => ({
		path,
		errors: unknownKeys.length > 0 ? [unknownKeysText(unknownKeys)] : errors.toSorted(minimumFirst),
	}));
}

/** The key that the schema names as unknown; some it only means. */
function unknownKeyOf(violation: Violation): string | undefined {
	if (violation.kind !== 'unknown-key') return undefined;
	const key = violation.member.key.value;
	return violation.error === unknownKeysText([key]) ? key : undefined;
}

/** A number that is no whole one is judged for that last (recordings v1-00197, v1-01006). */
function minimumFirst(a: string, b: string): number {
	return Number(a.startsWith('Wrong type.')) - Number(b.startsWith('Wrong type.'));
}

function unknownKeysText(keys: readonly string[]): string {
	const names = keys.map(key => `'${key}'`).join(' and ');
	return `Additional properties are not allowed, but found properties ${names}.`;
}

/** The order in which the readers of a job look at what they judge. Source: `api/v1/models/package.scala`. */
const READ_ORDER: readonly string[] = [
	'dependencies',
	'schedules',
	'gpus',
	'env',
	'placement',
	'maxLaunchDelay',
	'volumes',
	'restart',
	'taskKillGracePeriodSeconds',
	'secrets',
];

function readDetails(found: readonly Violation[]): readonly ErrorDetail[] {
	const rank = ({ path }: Violation): number =>
		READ_ORDER.indexOf(path.split(/[/(]/).find(part => READ_ORDER.includes(part)) ?? '');
	return grouped(found.toSorted((a, b) => rank(a) - rank(b)));
}

/**
 * From here on every rule of a run is told, before only the first, and all at one path.
 * Source: Metronome commit b46cd62 (0.6.42), JobRunSpec.scala; README of the recordings.
 */
const EVERY_RULE_SINCE = version('0.6.42');

/** The rules of a run at older servers in their order. Source: JobRunSpec.scala of tag v0.6.33. */
const OLD_RULES: readonly ViolationKind[] = [
	'nothing-to-run',
	'secret-undeclared',
	'docker-and-ucr',
	'file-secret-with-docker',
	'gpus-with-docker',
];

/** In this order the details of several rules come in the recordings, as far as the server has one at all. */
const VALIDATE_ORDER: readonly string[] = [
	'/run/gpus',
	'/run/volumes',
	'/',
	'/run/networks(',
	'/schedules',
	'/dependencies',
	'/run',
	'/run/networks',
];

function validateDetails(
	found: readonly Violation[],
	root: JsonNode,
	target: Version,
): readonly ErrorDetail[] {
	const told = withSecretsText(found, root);
	const isOld = !isAtLeast(target, EVERY_RULE_SINCE);
	const details = grouped(isOld ? firstRuleOfRun(told) : networkRulesTurned(told));
	const rank = ({ path }: ErrorDetail): number =>
		VALIDATE_ORDER.indexOf(path.startsWith('/run/networks(') ? '/run/networks(' : path);
	return details.toSorted((a, b) => rank(a) - rank(b));
}

interface Told {
	readonly kind: ViolationKind;
	readonly path: string;
	readonly error: string;
}

/** One sentence each for all secrets that are not declared, and all that are not used. */
function withSecretsText(found: readonly Violation[], root: JsonNode): readonly Told[] {
	const isOfSecrets = ({ kind }: Violation): boolean =>
		kind === 'secret-undeclared' || kind === 'secret-unused';
	const others = found.filter(violation => !isOfSecrets(violation));
	if (others.length === found.length) return others;
	return [...others, { kind: 'secret-undeclared', path: '/run', error: secretsText(valueIn(root, 'run')) }];
}

/** Source: Metronome JobRunSpec.scala, `secretsValidation`; recordings v1-00267, v1-01355. */
function secretsText(run: JsonNode | undefined): string {
	const declared = setOrder(secretTable(run).declarations.map(({ alias }) => alias));
	const referenced = setOrder(referencedAliases(run));
	const isDeclared = new Set(declared);
	const isReferenced = new Set(referenced);
	const undeclared = referenced.filter(alias => !isDeclared.has(alias));
	const unused = declared.filter(alias => !isReferenced.has(alias));
	return [
		undeclared.length > 0
			? `The following secrets are referenced, but undefined: ${undeclared.join(', ')}. Please add them to the secrets field.`
			: '',
		unused.length > 0
			? `The following secrets are defined, but not referenced: ${unused.join(', ')}. Please remove them from the secrets field.`
			: '',
	].join('');
}

/** Each alias once: those of variables in the order of the server's map, then those of volumes. */
function referencedAliases(run: JsonNode | undefined): readonly string[] {
	const env = valueIn(run, 'env');
	const members = env?.kind === 'object' ? countingMembers(env) : [];
	const ranks = new Map(setOrder(members.map(({ key }) => key.value)).map((name, rank) => [name, rank]));
	const references = secretTable(run).references.toSorted((a, b) => {
		if (a.as !== 'env' || b.as !== 'env') return Number(a.as === 'file') - Number(b.as === 'file');
		return (ranks.get(a.name) ?? 0) - (ranks.get(b.name) ?? 0);
	});
	return [...new Set(references.map(({ alias }) => alias))];
}

function firstRuleOfRun(told: readonly Told[]): readonly Told[] {
	const first = told
		.filter(({ kind }) => OLD_RULES.includes(kind))
		.sort((a, b) => OLD_RULES.indexOf(a.kind) - OLD_RULES.indexOf(b.kind))[0];
	const others = told.filter(({ kind }) => !OLD_RULES.includes(kind));
	return first === undefined ? others : [...others, { ...first, path: '/run' }];
}

/** The last rule for networks is the first in the server's list. Source: JobRunSpec.scala, `networkingValidation`. */
function networkRulesTurned(told: readonly Told[]): readonly Told[] {
	const isOfNetworks = ({ path }: Told): boolean => path === '/run/networks';
	return [...told.filter(one => !isOfNetworks(one)), ...told.filter(isOfNetworks).reverse()];
}

/** By path, each text once. */
function grouped(told: readonly Pick<Told, 'path' | 'error'>[]): readonly ErrorDetail[] {
	const byPath = new Map<string, string[]>();
	for (const { path, error } of told) {
		const errors = byPath.get(path) ?? [];
		if (!errors.includes(error)) errors.push(error);
		byPath.set(path, errors);
	}
	return [...byPath].map(([path, errors]) => ({ path, errors }));
}
