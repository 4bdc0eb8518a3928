import {
	countingMembers,
	type JsonNode,
	type Member,
	memberOf,
	type StringNode,
	stringIn,
	valueIn,
} from '../json.ts';

/** A place in a job that refers to a secret by its alias. */
export interface SecretReference {
	readonly alias: string;
	readonly node: StringNode;
	/** An environment variable or a file. */
	readonly as: 'env' | 'file';
	/** The variable's name, or the `containerPath` ('' where it is missing). */
	readonly name: string;
	/** The env object or the volume. */
	readonly holder: JsonNode;
}

/** An entry of `run.secrets`. */
export interface SecretDeclaration {
	readonly alias: string;
	readonly member: Member;
	/** Its source, where there is a string. */
	readonly source: StringNode | undefined;
}

/** The secrets of one job: who refers to what, and what is declared. In source order. */
export interface SecretTable {
	readonly references: readonly SecretReference[];
	readonly declarations: readonly SecretDeclaration[];
	/** `run.secrets` itself, where it is an object. */
	readonly node: JsonNode | undefined;
}

/** Collects the secret table of a run. Looks only at values of the right type. */
export function secretTable(run: JsonNode | undefined): SecretTable {
	const references: SecretReference[] = [];
	const add = (node: JsonNode | undefined, as: 'env' | 'file', name: string, holder: JsonNode): void => {
		if (node?.kind === 'string') references.push({ alias: node.value, node, as, name, holder });
	};
	const env = valueIn(run, 'env');
	for (const member of env?.kind === 'object' ? countingMembers(env) : []) {
		const holder = member.value;
		if (holder?.kind === 'object') add(memberOf(holder, 'secret')?.value, 'env', member.key.value, holder);
	}
	const volumes = valueIn(run, 'volumes');
	for (const volume of volumes?.kind === 'array' ? volumes.items : []) {
		add(valueIn(volume, 'secret'), 'file', stringIn(valueIn(volume, 'containerPath')) ?? '', volume);
	}
	const node = valueIn(run, 'secrets');
	const declarations = (node?.kind === 'object' ? countingMembers(node) : []).map(member => {
		const source = valueIn(member.value, 'source');
		return { alias: member.key.value, member, source: source?.kind === 'string' ? source : undefined };
	});
	return { references, declarations, node: node?.kind === 'object' ? node : undefined };
}
