import { type JsonNode, type ObjectNode, pointerOf, type StringNode, valueIn } from './json.ts';
import { type SecretTable, secretTable } from './secrets/table.ts';

/** The typed view of a job definition over its syntax tree. Wrong types show as `undefined`; the schema speaks of them. */
export interface Job {
	readonly node: JsonNode;
	/** Pointer of the definition in its file: '', `/3`, `/job`. */
	readonly pointer: string;
	readonly idNode: StringNode | undefined;
	readonly id: string | undefined;
	readonly run: ObjectNode | undefined;
	readonly secrets: SecretTable;
	/** Schedules of the definition itself and of its wrapper. */
	readonly schedules: readonly ObjectNode[];
	readonly dependencies: readonly StringNode[];
	/** Values of string labels. */
	readonly labels: ReadonlyMap<string, StringNode>;
	/** `docker`, `ucr`, both or none. */
	readonly docker: ObjectNode | undefined;
	readonly ucr: ObjectNode | undefined;
}

/** Makes the view. `wrapperSchedules`: what stands beside the job in a `{job, schedule}` file. */
export function jobView(node: JsonNode, wrapperSchedules: readonly ObjectNode[]): Job {
	const idNode = asString(valueIn(node, 'id'));
	const run = asObject(valueIn(node, 'run'));
	return {
		node,
		pointer: pointerOf(node),
		idNode,
		id: idNode?.value,
		run,
		secrets: secretTable(run),
		schedules: [...objectsOf(valueIn(node, 'schedules')), ...wrapperSchedules],
		dependencies: objectsOf(valueIn(node, 'dependencies'))
			.map(item => asString(valueIn(item, 'id')))
			.filter(id => id !== undefined),
		labels: labelsOf(valueIn(node, 'labels')),
		docker: asObject(valueIn(run, 'docker')),
		ucr: asObject(valueIn(run, 'ucr')),
	};
}

function labelsOf(node: JsonNode | undefined): Map<string, StringNode> {
	const labels = new Map<string, StringNode>();
	for (const member of node?.kind === 'object' ? node.members : []) {
		if (member.value?.kind === 'string') labels.set(member.key.value, member.value);
	}
	return labels;
}

export function objectsOf(node: JsonNode | undefined): ObjectNode[] {
	return node?.kind === 'array' ? node.items.filter(item => item.kind === 'object') : [];
}

function asString(node: JsonNode | undefined): StringNode | undefined {
	return node?.kind === 'string' ? node : undefined;
}

function asObject(node: JsonNode | undefined): ObjectNode | undefined {
	return node?.kind === 'object' ? node : undefined;
}
