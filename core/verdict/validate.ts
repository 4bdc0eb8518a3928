import { type JsonNode, memberOf, type ObjectNode, stringIn, valueIn } from '../json.ts';
import { secretTable } from '../secrets/table.ts';
import { isAtLeast, type Version, version } from '../version.ts';
import type { Violation, ViolationDetail } from './violation.ts';

/**
 * The last steps of the server: building the job object, which throws on network names, and its validators.
 * Each check looks only at values it understands, so it can run on a job that the schema refuses.
 * Source: Metronome `JobSpec.scala`, `JobRunSpec.scala`, `Network.scala`; facts: server-behaviour rows 1, 13–18.
 */
export function validateViolations(job: JsonNode, target: Version): Violation[] {
	if (job.kind !== 'object') return [];
	const found: Violation[] = [];
	const report: Report = (stage, node, path, error, detail) => {
		found.push({ stage, node, path, error, ...detail });
	};
	jobId(job, report);
	jobWhole(job, target, report);
	const run = valueIn(job, 'run');
	if (run?.kind === 'object') {
		networks(run, report);
		containers(run, report);
		secrets(run, report);
	}
	return found;
}

type Report = (
	stage: 'build' | 'validate',
	node: JsonNode,
	path: string,
	error: string,
	detail: ViolationDetail,
) => void;

/** The pattern of the validator as its message quotes it (recording v1-01244). */
const SEGMENT_PATTERN_TEXT =
	'^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])$';

/** What the schema's pattern lets through at the end of an id, a line end, stops here. */
function jobId(job: ObjectNode, report: Report): void {
	const id = valueIn(job, 'id');
	if (id?.kind !== 'string' || id.opaque === true || !/[\n\r\u0085\u2028\u2029]$/.test(id.value)) return;
	const last = id.value.split('.').filter(segment => segment !== '').length - 1;
	report('validate', id, `/id(${last})`, `must fully match regular expression '${SEGMENT_PATTERN_TEXT}'`, {
		kind: 'bad-id',
		of: 'job',
	});
}

/** Schedules beside dependencies are refused from 0.6.68 on (facts: metronome-and-dcos §4). */
const EXCLUSIVE_SINCE = version('0.6.68');

function jobWhole(job: ObjectNode, target: Version, report: Report): void {
	const schedules = valueIn(job, 'schedules');
	const dependencies = valueIn(job, 'dependencies');
	const count = schedules?.kind === 'array' ? schedules.items.length : 0;
	if (schedules?.kind === 'array' && count > 1) {
		const error = `has size ${count}, expected 1 or less`;
		report('validate', schedules, '/schedules', error, { kind: 'too-many-schedules', schedules });
	}
	if (dependencies?.kind !== 'array' || dependencies.items.length === 0) return;
	if (schedules?.kind === 'array' && count > 0 && isAtLeast(target, EXCLUSIVE_SINCE)) {
		const error = 'Jobs may not have both dependencies and schedules specified';
		report('validate', job, '/', error, { kind: 'schedules-and-dependencies', schedules, job });
	}
	const seen = new Set<string>();
	for (const item of dependencies.items) {
		const node = valueIn(item, 'id');
		if (node?.kind !== 'string' || node.opaque === true) continue;
		if (seen.has(node.value)) {
			const detail = { kind: 'dependency-repeated', id: node.value } as const;
			report('validate', node, '/dependencies', 'has double entries', detail);
		}
		seen.add(node.value);
	}
}

interface NetworkView {
	readonly node: ObjectNode;
	readonly mode: string;
	readonly name: JsonNode | undefined;
}

const MODES: readonly string[] = ['host', 'container/bridge', 'container'];

function networks(run: ObjectNode, report: Report): void {
	const list = valueIn(run, 'networks');
	if (list?.kind !== 'array' || list.items.length === 0) return;
	const views: NetworkView[] = [];
	for (const node of list.items) {
		const mode = stringIn(valueIn(node, 'mode'));
		if (node.kind !== 'object' || mode === undefined || !MODES.includes(mode)) continue;
		views.push({ node, mode, name: valueIn(node, 'name') });
		network(node, node.index, mode, report);
	}
	networkList(list, views, run, report);
}

function network(node: ObjectNode, index: number, mode: string, report: Report): void {
	const path = `/run/networks(${index})`;
	const name = valueIn(node, 'name');
	if (mode !== 'container') {
		if (name?.kind === 'string') report('build', name, '', '', { kind: 'network-name-unwanted', mode });
		const labels = valueIn(node, 'labels');
		if (mode === 'host' && labels?.kind === 'object' && labels.members.length > 0) {
			const error = 'must be empty for host network';
			report('validate', labels, `${path}/labels`, error, { kind: 'network-labels-unwanted' });
		}
	} else if (memberOf(node, 'name') === undefined) {
		report('build', node, '', '', { kind: 'network-name-missing' });
	} else if (name?.kind === 'string' && name.value === '') {
		const error = 'must not be empty for container networks';
		report('validate', name, `${path}/name`, error, { kind: 'network-name-empty' });
	}
}

function networkList(list: JsonNode, views: readonly NetworkView[], run: ObjectNode, report: Report): void {
	const path = '/run/networks';
	const modes = new Set(views.map(view => view.mode));
	const docker = valueIn(run, 'docker');
	const inContainer = docker !== undefined || valueIn(run, 'ucr') !== undefined;
	if (modes.size > 1) {
		const error =
			'You may not mix host, container, or container/bridge networking. Only define one kind of network.';
		report('validate', list, path, error, { kind: 'networks-mixed' });
	}
	if (!inContainer && views.some(view => view.mode !== 'host')) {
		const error = 'Only containers may join container or bridge networks';
		report('validate', list, path, error, { kind: 'networks-without-container' });
	}
	if (docker !== undefined && modes.size === 1 && modes.has('container') && views.length > 1) {
		const error = 'Docker does not allow specification of multiple networks';
		report('validate', list, path, error, { kind: 'networks-docker' });
	}
	if (views.length > 1 && views.some(view => view.mode !== 'container')) {
		const error = 'Only one host or container/bridge network modes are allowed';
		report('validate', list, path, error, { kind: 'networks-repeated' });
	}
	const names = new Set<string>();
	for (const view of views) {
		const name = view.name?.kind === 'string' && view.name.opaque !== true ? view.name.value : undefined;
		if (name !== undefined && view.name !== undefined && names.has(name)) {
			const detail = { kind: 'network-names-repeated', name } as const;
			report('validate', view.name, path, 'network names must be unique', detail);
		}
		if (name !== undefined) names.add(name);
	}
}

function containers(run: ObjectNode, report: Report): void {
	const docker = valueIn(run, 'docker');
	const ucr = valueIn(run, 'ucr');
	const image = stringIn(valueIn(docker, 'image'));
	const cmd = valueIn(run, 'cmd');
	const runsImage = docker !== undefined && image !== '';
	if (cmd === undefined && !runsImage && ucr === undefined) {
		report('validate', run, '/run', 'Cmd, Docker or UCR image must be specified', { kind: 'nothing-to-run' });
	}
	if (docker === undefined) return;
	if (ucr !== undefined) {
		const error = 'Either Docker or UCR should be provided, but not both';
		report('validate', run, '/run', error, { kind: 'docker-and-ucr', docker, ucr });
	}
	const gpus = valueIn(run, 'gpus');
	if (gpus?.kind === 'number' && Number(gpus.raw) !== 0) {
		report('validate', gpus, '/run/gpus', 'GPUs are not supported with Docker', {
			kind: 'gpus-with-docker',
			docker,
		});
	}
	const volumes = valueIn(run, 'volumes');
	if (volumes?.kind !== 'array') return;
	for (const volume of volumes.items) {
		if (volume.kind !== 'object' || memberOf(volume, 'secret') === undefined) continue;
		const error = 'File based secrets are only supported by UCR';
		report('validate', volume, '/run/volumes', error, { kind: 'file-secret-with-docker', docker });
	}
}

function secrets(run: ObjectNode, report: Report): void {
	const table = secretTable(run);
	const declared = new Set(table.declarations.map(declaration => declaration.alias));
	const referenced = new Set<string>();
	for (const { alias, node } of table.references) {
		if (node.opaque === true) continue;
		if (!declared.has(alias) && !referenced.has(alias)) {
			report('validate', node, '/run', alias, { kind: 'secret-undeclared', alias });
		}
		referenced.add(alias);
	}
	// A reference whose alias is only known at deploy time may be to any declaration.
	if (table.references.some(({ node }) => node.opaque === true)) return;
	for (const { alias, member } of table.declarations) {
		if (referenced.has(alias)) continue;
		report('validate', member.value ?? member.key, '/run', alias, { kind: 'secret-unused', alias, member });
	}
}
