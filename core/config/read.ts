import { LEVELS } from '../definition/config.ts';
import { countingMembers, type JsonNode, pointerOf, stringIn, valueIn } from '../json.ts';
import type { SourceDialect } from '../target.ts';
import { metronomeOfDcos, parseVersion } from '../version.ts';
import type {
	Config,
	ConfigIgnoredChange,
	ConfigOverride,
	ConfigPatch,
	ConfigStore,
	ConfigSuppression,
	ConfigText,
	Level,
	SecretsConfig,
	TargetAuth,
	TargetConfig,
	TargetTls,
	TargetVariable,
	VersionChoice,
} from './config-file.ts';
import { endOfDay } from './meaning.ts';

/** Takes what is sound out of a settings file. What is not is passed over: `shape.ts` speaks of it. */
export function readConfig(root: JsonNode | undefined, text: string): Config {
	return {
		extends: textsOf(valueIn(root, 'extends')),
		jobs: globsIn(root, 'jobs'),
		exclude: globsIn(root, 'exclude'),
		version: versionOf(root),
		rules: levelsOf(valueIn(root, 'rules')),
		overrides: itemsOf(valueIn(root, 'overrides')).map(overrideOf),
		ignoreChanges: itemsOf(valueIn(root, 'ignoreChanges')).map(ignoredChangeOf),
		suppressions: itemsOf(valueIn(root, 'suppressions')).flatMap(suppressionOf),
		secrets: secretsOf(valueIn(root, 'secrets')),
		knownJobs: stringsOf(valueIn(root, 'knownJobs')),
		targets: mapOf(valueIn(root, 'targets'), target => targetOf(target, text)),
	};
}

function targetOf(node: JsonNode, text: string): TargetConfig {
	return {
		version: versionOf(node),
		url: stringIn(valueIn(node, 'url')),
		auth: authOf(valueIn(node, 'auth')),
		tls: tlsOf(valueIn(node, 'tls')),
		secrets: secretsOf(valueIn(node, 'secrets')),
		variables: mapOf(valueIn(node, 'variables'), variableOf),
		patches: itemsOf(valueIn(node, 'patches')).flatMap(patch => patchOf(patch, text)),
	};
}

function versionOf(node: JsonNode | undefined): VersionChoice | undefined {
	const dcos = stringIn(valueIn(node, 'dcos'));
	const metronome = stringIn(valueIn(node, 'metronome'));
	const version = metronome === undefined ? metronomeOfDcos(dcos ?? '') : parseVersion(metronome);
	if (version === undefined) return undefined;
	return { version, dcos: metronome === undefined ? dcos : undefined };
}

function levelsOf(node: JsonNode | undefined): Map<string, Level> {
	return mapOf(node, value => LEVELS.find(level => level === stringIn(value)));
}

function overrideOf(node: JsonNode): ConfigOverride {
	return { files: globsIn(node, 'files') ?? [], rules: levelsOf(valueIn(node, 'rules')) };
}

function ignoredChangeOf(node: JsonNode): ConfigIgnoredChange {
	if (node.kind === 'string') return { files: undefined, job: undefined, pointers: [node.value] };
	return {
		files: globsIn(node, 'files'),
		job: stringIn(valueIn(node, 'job')),
		pointers: stringsOf(valueIn(node, 'pointers')),
	};
}

/** A suppression that lacks what it needs, or whose last day is not a day, hides nothing. */
function suppressionOf(node: JsonNode): ConfigSuppression[] {
	const rule = stringIn(valueIn(node, 'rule'));
	const file = stringIn(valueIn(node, 'file'));
	const reason = stringIn(valueIn(node, 'reason')) ?? '';
	const untilNode = valueIn(node, 'until');
	const until = stringIn(untilNode);
	if (rule === undefined || file === undefined || reason.trim() === '') return [];
	if (untilNode !== undefined && (until === undefined || endOfDay(until) === undefined)) return [];
	const { start, end } = node;
	return [
		{
			rule,
			file,
			reason,
			until,
			pointer: stringIn(valueIn(node, 'pointer')),
			job: stringIn(valueIn(node, 'job')),
			at: { start, end, pointer: pointerOf(node) },
		},
	];
}

const DIALECTS: readonly SourceDialect[] = ['dcos', 'vault', 'any'];
const PLUGINS = ['present', 'absent'] as const;

function secretsOf(node: JsonNode | undefined): SecretsConfig {
	const dialect = stringIn(valueIn(node, 'dialect'));
	const plugin = stringIn(valueIn(node, 'plugin'));
	return {
		dialect: DIALECTS.find(candidate => candidate === dialect),
		inventory: textsOf(valueIn(node, 'inventory'))[0],
		plugin: PLUGINS.find(candidate => candidate === plugin),
		store: storeOf(valueIn(node, 'store')),
	};
}

function storeOf(node: JsonNode | undefined): ConfigStore | undefined {
	if (node?.kind !== 'object') return undefined;
	return { node, start: node.start, end: node.end, pointer: pointerOf(node) };
}

/** The credentials of a cluster; undefined for none, or for half of them. */
export function authOf(node: JsonNode | undefined): TargetAuth | undefined {
	const tokenEnv = stringIn(valueIn(node, 'tokenEnv'));
	const usernameEnv = stringIn(valueIn(node, 'usernameEnv'));
	const passwordEnv = stringIn(valueIn(node, 'passwordEnv'));
	const serviceAccountEnv = stringIn(valueIn(node, 'serviceAccountEnv'));
	if (tokenEnv !== undefined) return { kind: 'token', tokenEnv };
	if (serviceAccountEnv !== undefined) return { kind: 'service-account', serviceAccountEnv };
	if (usernameEnv === undefined || passwordEnv === undefined) return undefined;
	return { kind: 'password', usernameEnv, passwordEnv };
}

export function tlsOf(node: JsonNode | undefined): TargetTls | undefined {
	if (node?.kind !== 'object') return undefined;
	const path = (key: string): string | undefined => stringIn(valueIn(node, key));
	return { ca: path('ca'), cert: path('cert'), key: path('key') };
}

function variableOf(node: JsonNode): TargetVariable | undefined {
	if (node.kind !== 'string' && node.kind !== 'object') return undefined;
	const allowed = valueIn(node, 'allowed');
	const required = valueIn(node, 'required');
	return {
		value: stringIn(node) ?? stringIn(valueIn(node, 'value')),
		env: stringIn(valueIn(node, 'env')),
		required: required?.kind === 'boolean' && required.value,
		allowed: allowed?.kind === 'array' ? stringsOf(allowed) : undefined,
		description: stringIn(valueIn(node, 'description')),
	};
}

function patchOf(node: JsonNode, text: string): ConfigPatch[] {
	const patch = valueIn(node, 'patch');
	if (patch?.kind !== 'object') return [];
	return [{ files: globsIn(node, 'files') ?? [], job: stringIn(valueIn(node, 'job')), patch, text }];
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
	return node?.kind === 'array' ? node.items : [];
}

/** The strings of a list. */
function stringsOf(node: JsonNode | undefined): string[] {
	return itemsOf(node).flatMap(item => stringIn(item) ?? []);
}

/** One string or a list of them, none of them empty. */
function textsOf(node: JsonNode | undefined): ConfigText[] {
	const nodes = node?.kind === 'string' ? [node] : itemsOf(node);
	return nodes.flatMap(item => {
		if (item.kind !== 'string' || item.value === '') return [];
		return [{ value: item.value, start: item.start, end: item.end, pointer: pointerOf(item) }];
	});
}

function globsIn(node: JsonNode | undefined, key: string): string[] | undefined {
	const value = valueIn(node, key);
	return value === undefined ? undefined : textsOf(value).map(text => text.value);
}

function mapOf<T>(node: JsonNode | undefined, read: (value: JsonNode) => T | undefined): Map<string, T> {
	const map = new Map<string, T>();
	for (const { key, value } of node?.kind === 'object' ? countingMembers(node) : []) {
		const entry = value === undefined ? undefined : read(value);
		if (entry !== undefined) map.set(key.value, entry);
	}
	return map;
}
