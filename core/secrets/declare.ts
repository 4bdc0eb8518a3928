import { addMember, colonOf } from '../edit.ts';
import type { Edit } from '../finding.ts';
import { memberOf, type ObjectNode } from '../json.ts';
import type { SourceText } from '../text.ts';
import { version } from '../version.ts';

/** Metronome knows `run.secrets` from here on (facts: metronome-and-dcos §4, version matrix). */
export const SECRETS_SINCE = version('0.4.2');

/**
 * Declares an alias in `run.secrets`, which is made where it is missing. Undefined where `run.secrets` is there and no
 * object, or declares the alias already.
 */
export function declareSecret(
	run: ObjectNode,
	alias: string,
	path: string,
	source: SourceText,
): Edit | undefined {
	const declaration = inlineObject('source', JSON.stringify(path), run, source);
	const member = memberOf(run, 'secrets');
	if (member === undefined) {
		const entry = isOnOneLine(run, source)
			? inlineObject(alias, declaration, run, source)
			: `{\n\t${JSON.stringify(alias)}: ${declaration}\n}`;
		return addMember(run, 'secrets', entry, source);
	}
	if (member.value?.kind !== 'object' || memberOf(member.value, alias) !== undefined) return undefined;
	return addMember(member.value, alias, declaration, source);
}

/** An object with one member, as closely written as the members of a neighbour. */
export function inlineObject(key: string, json: string, neighbour: ObjectNode, source: SourceText): string {
	const compact = colonOf(neighbour, source) === ':';
	return compact ? `{${JSON.stringify(key)}:${json}}` : `{ ${JSON.stringify(key)}: ${json} }`;
}

function isOnOneLine(object: ObjectNode, source: SourceText): boolean {
	const first = object.members[0];
	return first !== undefined && !/[\r\n]/.test(source.text.slice(object.start, first.start));
}
