import { parseCron } from '../cron.ts';
import { decimal, decimalText, toLong } from '../decimal.ts';
import { DEPENDENCY } from '../definition/job.ts';
import { PLACEMENT, SECRET_DECLARATION, SECRET_REFERENCE } from '../definition/run.ts';
import type { ObjectType, Property } from '../definition/type.ts';
import {
	countingMembers,
	escapePointer,
	type JsonNode,
	memberOf,
	type NumberNode,
	type ObjectNode,
	stringIn,
	valueIn,
} from '../json.ts';
import { isTimeZone } from '../timezone.ts';
import type { Stage, Violation, ViolationDetail } from './violation.ts';

/** The longest duration a scala `Duration` holds, in seconds (recordings v1-00952 … v1-00954). */
export const LONGEST_DURATION_SECONDS = 9_223_372_036;
const LONGEST_DURATION = BigInt(LONGEST_DURATION_SECONDS);
const LARGEST_INT = 2147483647n;

/**
 * The second step of the server: its readers (play-json), which know what a schema cannot say.
 * Only looks at values of the right type; the others are the schema's business.
 * Source: Metronome `api/v1/models/package.scala`.
 */
export function readViolations(root: JsonNode, body: 'job' | 'schedule'): Violation[] {
	const reader = new Reader();
	if (root.kind !== 'object') return [];
	if (body === 'schedule') reader.schedule(root, '');
	else reader.job(root);
	return reader.violations;
}

class Reader {
	readonly violations: Violation[] = [];

	job(job: ObjectNode): void {
		for (const [index, item] of itemsOf(valueIn(job, 'dependencies')).entries()) {
			if (item.kind === 'object' && memberOf(item, 'id') === undefined) {
				this.missing(item, `/dependencies(${index})/id`, 'error.path.missing', DEPENDENCY);
			}
		}
		for (const [index, item] of itemsOf(valueIn(job, 'schedules')).entries()) {
			if (item.kind === 'object') this.schedule(item, `/schedules(${index})`);
		}
		const run = valueIn(job, 'run');
		if (run?.kind === 'object') this.run(run);
	}

	schedule(schedule: ObjectNode, path: string): void {
		const cron = valueIn(schedule, 'cron');
		if (cron?.kind === 'string' && cron.opaque !== true && !parseCron(cron.value).ok) {
			const error = `Can not read cron expression ${JSON.stringify(cron.value)}`;
			this.report('read', cron, `${path}/cron`, error, { kind: 'bad-cron' });
		}
		const timezone = valueIn(schedule, 'timezone');
		if (timezone?.kind === 'string' && timezone.opaque !== true && !isTimeZone(timezone.value)) {
			const error = `No time zone found with this id: ${JSON.stringify(timezone.value)}`;
			this.report('read', timezone, `${path}/timezone`, error, { kind: 'bad-timezone' });
		}
		const deadline = valueIn(schedule, 'startingDeadlineSeconds');
		this.duration(deadline, `${path}/startingDeadlineSeconds`, 'schema');
	}

	private run(run: ObjectNode): void {
		this.gpus(valueIn(run, 'gpus'));
		this.duration(valueIn(run, 'maxLaunchDelay'), '/run/maxLaunchDelay', 'schema');
		this.duration(valueIn(run, 'taskKillGracePeriodSeconds'), '/run/taskKillGracePeriodSeconds', 'taken');
		const deadline = valueIn(valueIn(run, 'restart'), 'activeDeadlineSeconds');
		this.duration(deadline, '/run/restart/activeDeadlineSeconds', 'refused');
		const placement = valueIn(run, 'placement');
		if (placement?.kind === 'object' && memberOf(placement, 'constraints') === undefined) {
			this.missing(placement, '/run/placement/constraints', 'error.path.missing', PLACEMENT);
		}
		for (const [index, volume] of itemsOf(valueIn(run, 'volumes')).entries()) this.volume(volume, index);
		this.env(valueIn(run, 'env'));
		this.secrets(valueIn(run, 'secrets'));
	}

	private gpus(node: JsonNode | undefined): void {
		// Below 0 the schema has refused it.
		if (node?.kind !== 'number' || isShortCount(node) || node.raw.startsWith('-')) return;
		const value = decimal(node.raw);
		const long = toLong(value);
		if (value.exponent < 20 && long >= 0n && long <= LARGEST_INT) return;
		this.report('read', node, '/run/gpus', 'error.expected.int', {
			kind: 'too-large',
			maximum: Number(LARGEST_INT),
		});
	}

	/** `negative`: what becomes of a negative one; `schema`: it is refused there already. */
	private duration(node: JsonNode | undefined, path: string, negative: 'taken' | 'refused' | 'schema'): void {
		if (node?.kind !== 'number' || isShortCount(node)) return;
		const value = decimal(node.raw);
		if (value.digits < 0n && negative !== 'taken') {
			const error = `Can not read duration: ${decimalText(value)}`;
			if (negative === 'refused') this.report('read', node, path, error, { kind: 'duration-negative' });
			return;
		}
		const seconds = toLong(value);
		if (seconds > LONGEST_DURATION || seconds < -LONGEST_DURATION) {
			const detail = { kind: 'duration-too-long', limit: LONGEST_DURATION_SECONDS } as const;
			this.report('throw', node, path, '', detail);
		}
	}

	private volume(volume: JsonNode, index: number): void {
		if (volume.kind !== 'object') return;
		const keys = countingMembers(volume).map(member => member.key.value);
		const shape = keys.toSorted().join();
		if (shape === 'containerPath,hostPath,mode' || shape === 'containerPath,secret') return;
		const error = `expected HostVolume or SecretVolume object but got ${compactJson(volume)}`;
		this.report('read', volume, `/run/volumes(${index})`, error, { kind: 'volume-shape', keys });
	}

	private env(env: JsonNode | undefined): void {
		if (env?.kind !== 'object') return;
		for (const member of countingMembers(env)) {
			const value = member.value;
			if (value?.kind !== 'object' || memberOf(value, 'secret') !== undefined) continue;
			this.missing(
				value,
				`/run/env/${escapePointer(member.key.value)}/secret`,
				'error.path.missing',
				SECRET_REFERENCE,
			);
		}
	}

	private secrets(secrets: JsonNode | undefined): void {
		if (secrets?.kind !== 'object') return;
		for (const member of countingMembers(secrets)) {
			const value = member.value;
			if (value?.kind !== 'object') continue;
			const path = `/run/secrets/${escapePointer(member.key.value)}/source`;
			const source = memberOf(value, 'source');
			if (source === undefined) {
				this.missing(
					value,
					path,
					`'source' is undefined on object: ${compactJson(value)}`,
					SECRET_DECLARATION,
				);
			} else if (source.value !== undefined && stringIn(source.value) === '') {
				this.report('read', source.value, path, 'error.minLength', { kind: 'too-short' });
			}
		}
	}

	/** The only property of such an object that the reader wants. */
	private missing(node: ObjectNode, path: string, error: string, type: ObjectType): void {
		const property = type.properties.find((candidate: Property) => candidate.required === 'read');
		if (property !== undefined) {
			this.report('read', node, path, error, { kind: 'missing-key', property, type });
		}
	}

	private report(stage: Stage, node: JsonNode, path: string, error: string, detail: ViolationDetail): void {
		this.violations.push({ stage, node, path, error, ...detail });
	}
}

/** Whole seconds or counts of up to nine digits need no exact arithmetic. */
function isShortCount(node: NumberNode): boolean {
	return /^\d{1,9}$/.test(node.raw);
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
	return node?.kind === 'array' ? node.items : [];
}

/** The value as the server prints it: without blanks, of a repeated key the last. */
export function compactJson(node: JsonNode): string {
	switch (node.kind) {
		case 'object': {
			const members = countingMembers(node).filter(member => member.value !== undefined);
			const parts = members.map(
				member =>
					`${JSON.stringify(member.key.value)}:${member.value === undefined ? '' : compactJson(member.value)}`,
			);
			return `{${parts.join(',')}}`;
		}
		case 'array':
			return `[${node.items.map(compactJson).join(',')}]`;
		case 'string':
			return JSON.stringify(node.value);
		case 'number':
			return decimalText(decimal(node.raw));
		case 'boolean':
			return String(node.value);
		case 'null':
			return 'null';
	}
}
