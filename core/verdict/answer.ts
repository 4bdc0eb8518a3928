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

/** What is missing and what is unknown stands alone, the faults of one value stand together (recordings v1-00005, v1-01660). */
function schemaDetails(found: readonly Violation[]): readonly ErrorDetail[] {
	const details: { path: string; errors: string[]; node: JsonNode; alone: boolean }[] = [];
	const unknown = new Map<JsonNode, string[]>();
	for (const violation of found) {
		const { path, node, error } = violation;
		const keys = violation.kind === 'unknown-key' ? unknown.get(node) : undefined;
		const last = details.at(-1);
		if (violation.kind === 'unknown-key') {
			if (keys !== undefined) {
				keys.push(violation.member.key.value);
				continue;
			}
			unknown.set(node, [violation.member.key.value]);
			details.push({ path, errors: [], node, alone: true });
		} else if (violation.kind !== 'missing-key' && last?.node === node && !last.alone) {
			last.errors.push(error);
		} else details.push({ path, errors: [error], node, alone: violation.kind === 'missing-key' });
	}
	return details.map(({ path, errors, node }) => ({
		path,
		errors: errors.length > 0 ? errors.toSorted(minimumFirst) : [unknownKeysText(unknown.get(node) ?? [])],
	}));
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

/** Since here every rule of a run is told, before only the first and all at one path. Source: Metronome commit b46cd62 (0.6.42), JobRunSpec.scala; README of the recordings. */
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
	const undeclared = referenced.filter(alias => !declared.includes(alias));
	const unused = declared.filter(alias => !referenced.includes(alias));
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
	const names = setOrder(members.map(({ key }) => key.value));
	const references = secretTable(run).references.toSorted((a, b) => {
		if (a.as !== 'env' || b.as !== 'env') return Number(a.as === 'file') - Number(b.as === 'file');
		return names.indexOf(a.name) - names.indexOf(b.name);
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
