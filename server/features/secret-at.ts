import type { Job } from '../../core/job.ts';
import type { JsonNode, StringNode } from '../../core/json.ts';
import type { SecretDeclaration, SecretReference } from '../../core/secrets/table.ts';
import type { Analysis } from '../analysis.ts';
import { cursorAt, unitAt } from '../cursor.ts';

/** A secret of a job that stands at some place: referred to, declared, or by its source. */
export interface SecretAt {
	readonly job: Job;
	readonly alias: string;
	/** The string or key that stands there. */
	readonly node: JsonNode;
	readonly declaration: SecretDeclaration | undefined;
	readonly references: readonly SecretReference[];
}

/** The secret whose alias or source stands at an offset. */
export function secretAt({ context }: Analysis, offset: number): SecretAt | undefined {
	const { leaf } = cursorAt(context.document.root, offset);
	const unit = unitAt(context.units, offset);
	if (leaf?.kind !== 'string' || unit?.kind !== 'job') return undefined;
	const alias = aliasOf(leaf, unit.job);
	if (alias === undefined) return undefined;
	const { declarations, references } = unit.job.secrets;
	return {
		job: unit.job,
		alias,
		node: leaf,
		declaration: declarations.find(declaration => declaration.alias === alias),
		references: references.filter(reference => reference.alias === alias),
	};
}

function aliasOf(leaf: StringNode, { secrets }: Job): string | undefined {
	const reference = secrets.references.find(({ node }) => node === leaf);
	if (reference !== undefined) return reference.alias;
	return secrets.declarations.find(({ member, source }) => member.key === leaf || source === leaf)?.alias;
}
