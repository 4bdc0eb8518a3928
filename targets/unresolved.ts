import { pointerOf } from '../core/json.ts';
import type { FileContext } from '../core/rule.ts';
import type { TargetSettings } from '../core/settings.ts';
import { lacksValue } from '../core/settings-target.ts';
import { variableUses } from '../core/variable-uses.ts';
import type { DesiredRefusal } from './refusal.ts';

/** A refusal for each place of a file where a variable has no value. `declared`: as the target's settings have them. */
export function unresolvedVariables(
	{ document, file, target }: FileContext,
	declared: TargetSettings['variables'],
): readonly DesiredRefusal[] {
	if (document.root === undefined) return [];
	return variableUses(document.root, document.text, target.variables)
		.filter(({ value }) => value === undefined)
		.map(({ name, node, span }) => {
			const why = lacksValue(declared.get(name) ?? { env: undefined });
			const message = `The variable '${name}' ${why}.`;
			return { kind: 'unresolved-variable', file, pointer: pointerOf(node), span, message };
		});
}
