import { parseCron } from './cron.ts';
import { decimal, toLong } from './decimal.ts';
import { countingMembers, type JsonNode, stringIn, valueIn } from './json.ts';

/**
 * A job as Metronome keeps it: defaults filled in, cron in its normal form, `EQ` become `IS`, unknown keys gone.
 * User keys live in maps. Proven by the `stored` part of the recordings.
 */
export interface StoredJob {
	readonly id: string;
	readonly description: string | undefined;
	readonly dependencies: readonly string[];
	readonly labels: ReadonlyMap<string, string>;
	readonly schedules: readonly StoredSchedule[];
	readonly run: StoredRun;
}

export interface StoredSchedule {
	readonly id: string;
	/** In normal form. */
	readonly cron: string;
	readonly timezone: string;
	/** Seconds. */
	readonly startingDeadlineSeconds: number;
	readonly concurrencyPolicy: 'ALLOW' | 'FORBID';
	readonly enabled: boolean;
}

export interface StoredRun {
	readonly cpus: number;
	/** MiB. */
	readonly mem: number;
	/** MiB. */
	readonly disk: number;
	readonly gpus: number;
	readonly cmd: string | undefined;
	readonly args: readonly string[] | undefined;
	readonly user: string | undefined;
	readonly env: ReadonlyMap<string, string | { readonly secret: string }>;
	readonly constraints: readonly StoredConstraint[];
	readonly artifacts: readonly StoredArtifact[];
	/** Seconds. */
	readonly maxLaunchDelay: number;
	readonly docker: StoredDocker | undefined;
	readonly ucr: StoredUcr | undefined;
	readonly volumes: readonly StoredVolume[];
	readonly restart: {
		readonly policy: 'NEVER' | 'ON_FAILURE';
		readonly activeDeadlineSeconds: number | undefined;
	};
	/** Seconds. */
	readonly taskKillGracePeriodSeconds: number | undefined;
	/** Alias → source. */
	readonly secrets: ReadonlyMap<string, string>;
	readonly networks: readonly StoredNetwork[];
}

export interface StoredConstraint {
	readonly attribute: string;
	readonly operator: string;
	readonly value: string | undefined;
}

export interface StoredArtifact {
	readonly uri: string;
	readonly extract: boolean;
	readonly executable: boolean;
	readonly cache: boolean;
}

export interface StoredDocker {
	readonly image: string;
	readonly privileged: boolean;
	readonly parameters: readonly { readonly key: string; readonly value: string }[];
	readonly forcePullImage: boolean;
}

export interface StoredUcr {
	readonly image: { readonly id: string; readonly kind: string; readonly forcePull: boolean };
	readonly privileged: boolean;
}

export type StoredVolume =
	| { readonly containerPath: string; readonly hostPath: string; readonly mode: string }
	| { readonly containerPath: string; readonly secret: string };

export interface StoredNetwork {
	readonly name: string | undefined;
	readonly mode: string;
	readonly labels: ReadonlyMap<string, string>;
}

/** Source of the defaults: Metronome `JobRunSpec.scala`, `ScheduleSpec.scala`. */
const DEFAULT_LAUNCH_DELAY = 3600;
const DEFAULT_STARTING_DEADLINE = 900;

/** What the server keeps of a definition that it accepts; of any other the parts that make sense. */
export function storedJob(node: JsonNode): StoredJob {
	return {
		id: stringIn(valueIn(node, 'id')) ?? '',
		description: stringIn(valueIn(node, 'description')),
		dependencies: items(node, 'dependencies').map(item => text(item, 'id', '')),
		labels: stringMap(valueIn(node, 'labels')),
		schedules: items(node, 'schedules').map(storedSchedule),
		run: storedRun(valueIn(node, 'run')),
	};
}

/** What the server keeps of a schedule. */
export function storedSchedule(node: JsonNode): StoredSchedule {
	const cron = text(node, 'cron', '');
	const parsed = parseCron(cron);
	return {
		id: text(node, 'id', ''),
		cron: parsed.ok ? parsed.cron.normal : cron,
		timezone: text(node, 'timezone', 'UTC'),
		startingDeadlineSeconds: seconds(node, 'startingDeadlineSeconds') ?? DEFAULT_STARTING_DEADLINE,
		concurrencyPolicy: text(node, 'concurrencyPolicy', 'ALLOW') === 'FORBID' ? 'FORBID' : 'ALLOW',
		enabled: flag(node, 'enabled', true),
	};
}

function storedRun(run: JsonNode | undefined): StoredRun {
	const docker = valueIn(run, 'docker');
	const ucr = valueIn(run, 'ucr');
	const args = valueIn(run, 'args');
	const restart = valueIn(run, 'restart');
	return {
		cpus: number(run, 'cpus', 1),
		mem: number(run, 'mem', 128),
		disk: number(run, 'disk', 0),
		gpus: number(run, 'gpus', 0),
		cmd: stringIn(valueIn(run, 'cmd')),
		args: args?.kind === 'array' ? args.items.map(item => stringIn(item) ?? '') : undefined,
		user: stringIn(valueIn(run, 'user')),
		env: storedEnv(valueIn(run, 'env')),
		constraints: items(valueIn(run, 'placement'), 'constraints').map(storedConstraint),
		artifacts: items(run, 'artifacts').map(storedArtifact),
		maxLaunchDelay: seconds(run, 'maxLaunchDelay') ?? DEFAULT_LAUNCH_DELAY,
		docker: docker === undefined ? undefined : storedDocker(docker),
		ucr: ucr === undefined ? undefined : storedUcr(ucr),
		volumes: items(run, 'volumes').map(storedVolume),
		restart: {
			policy: text(restart, 'policy', 'NEVER') === 'ON_FAILURE' ? 'ON_FAILURE' : 'NEVER',
			activeDeadlineSeconds: seconds(restart, 'activeDeadlineSeconds'),
		},
		taskKillGracePeriodSeconds: seconds(run, 'taskKillGracePeriodSeconds'),
		secrets: storedSecrets(valueIn(run, 'secrets')),
		networks: items(run, 'networks').map(storedNetwork),
	};
}

function storedEnv(env: JsonNode | undefined): StoredRun['env'] {
	const stored = new Map<string, string | { readonly secret: string }>();
	for (const { key, value } of env?.kind === 'object' ? countingMembers(env) : []) {
		if (value?.kind === 'string') stored.set(key.value, value.value);
		else if (value?.kind === 'object') stored.set(key.value, { secret: text(value, 'secret', '') });
	}
	return stored;
}

function storedSecrets(secrets: JsonNode | undefined): ReadonlyMap<string, string> {
	const members = secrets?.kind === 'object' ? countingMembers(secrets) : [];
	return new Map(members.map(({ key, value }) => [key.value, text(value, 'source', '')]));
}

function storedConstraint(node: JsonNode): StoredConstraint {
	const operator = text(node, 'operator', '');
	return {
		attribute: text(node, 'attribute', ''),
		operator: operator === 'EQ' ? 'IS' : operator,
		value: stringIn(valueIn(node, 'value')),
	};
}

function storedArtifact(node: JsonNode): StoredArtifact {
	return {
		uri: text(node, 'uri', ''),
		extract: flag(node, 'extract', true),
		executable: flag(node, 'executable', false),
		cache: flag(node, 'cache', false),
	};
}

function storedDocker(node: JsonNode): StoredDocker {
	return {
		image: text(node, 'image', ''),
		privileged: flag(node, 'privileged', false),
		parameters: items(node, 'parameters').map(item => ({
			key: text(item, 'key', ''),
			value: text(item, 'value', ''),
		})),
		forcePullImage: flag(node, 'forcePullImage', false),
	};
}

function storedUcr(node: JsonNode): StoredUcr {
	const image = valueIn(node, 'image');
	return {
		image: {
			id: text(image, 'id', ''),
			kind: text(image, 'kind', 'docker'),
			forcePull: flag(image, 'forcePull', false),
		},
		privileged: flag(node, 'privileged', false),
	};
}

function storedVolume(node: JsonNode): StoredVolume {
	const containerPath = text(node, 'containerPath', '');
	const secret = stringIn(valueIn(node, 'secret'));
	if (secret !== undefined) return { containerPath, secret };
	return { containerPath, hostPath: text(node, 'hostPath', ''), mode: text(node, 'mode', '') };
}

function storedNetwork(node: JsonNode): StoredNetwork {
	return {
		name: stringIn(valueIn(node, 'name')),
		mode: text(node, 'mode', ''),
		labels: stringMap(valueIn(node, 'labels')),
	};
}

function items(node: JsonNode | undefined, key: string): readonly JsonNode[] {
	const list = valueIn(node, key);
	return list?.kind === 'array' ? list.items : [];
}

function text(node: JsonNode | undefined, key: string, fallback: string): string {
	return stringIn(valueIn(node, key)) ?? fallback;
}

function flag(node: JsonNode | undefined, key: string, fallback: boolean): boolean {
	const value = valueIn(node, key);
	return value?.kind === 'boolean' ? value.value : fallback;
}

function number(node: JsonNode | undefined, key: string, fallback: number): number {
	const value = valueIn(node, key);
	return value?.kind === 'number' ? Number(value.raw) : fallback;
}

/** Whole seconds as a Java `long`: a fraction is cut off, of a huge number the low 64 bits stay. */
function seconds(node: JsonNode | undefined, key: string): number | undefined {
	const value = valueIn(node, key);
	return value?.kind === 'number' ? Number(toLong(decimal(value.raw))) : undefined;
}

function stringMap(node: JsonNode | undefined): ReadonlyMap<string, string> {
	const members = node?.kind === 'object' ? countingMembers(node) : [];
	return new Map(members.map(({ key, value }) => [key.value, stringIn(value) ?? '']));
}
