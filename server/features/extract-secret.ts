import { replaceNode } from '../../core/edit.ts';
import type { Fix } from '../../core/finding.ts';
import { memberOf, valueIn } from '../../core/json.ts';
import { quoted } from '../../core/quote.ts';
import { aliasFor } from '../../core/secrets/alias.ts';
import { declareSecret, inlineObject, SECRETS_SINCE } from '../../core/secrets/declare.ts';
import { ownSource } from '../../core/secrets/spaces.ts';
import { isAtLeast } from '../../core/version.ts';
import type { Analysis } from '../analysis.ts';
import { cursorAt, unitAt } from '../cursor.ts';

/**
 * Puts a reference to a new secret in the place of a variable's value, whether or not it looks like a secret. Undefined
 * where there is no such value, or a reference would bring nothing at the target.
 */
export function extractSecret({ context }: Analysis, offset: number): Fix | undefined {
	const { target, source, document, units } = context;
	const { leaf, member } = cursorAt(document.root, offset);
	const unit = unitAt(units, offset);
	if (unit?.kind !== 'job' || unit.job.run === undefined || document.problems.length > 0) return undefined;
	if (leaf === undefined || member === undefined || (leaf.kind !== 'string' && leaf.kind !== 'number'))
		return undefined;
	const { run, secrets, id } = unit.job;
	const env = valueIn(run, 'env');
	if (env?.kind !== 'object' || memberOf(env, member.key.value)?.value !== leaf) return undefined;
	if (target.secretsPlugin === 'absent' || !isAtLeast(target.version, SECRETS_SINCE)) return undefined;
	const alias = aliasFor(member.key.value, secrets);
	const path = ownSource(id, alias, target.dialect);
	const declaration = declareSecret(run, alias, path, source);
	if (declaration === undefined) return undefined;
	const reference = inlineObject('secret', JSON.stringify(alias), env, source);
	return {
		title: `Move the value of ${quoted(member.key.value)} into the secret ${quoted(path)} (create it there)`,
		safe: false,
		edits: [replaceNode(leaf, reference), declaration],
	};
}
