import { countingMembers, type ObjectNode } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import { sourceSegments } from '../core/secrets/spaces.ts';

export type ParsedSecrets =
	/** By source; a value that is no string is undefined. */
	| { readonly ok: true; readonly values: ReadonlyMap<string, string | undefined> }
	/** Completes `it …`; holds nothing of the text. */
	| { readonly ok: false; readonly problem: string };

/**
 * Reads secrets from a JSON object: keys are sources, values strings; objects nest. `{"etl": {"db": "…"}}` and
 * `{"etl/db": "…"}` are the same. In the dialect `vault` the key of a nested string is the field:
 * `{"etl/db": {"password": "…"}}` is `etl/db@password`. The last of two equal names counts, as in `JSON.parse`.
 */
export function parseJsonSecrets(text: string, dialect: 'dcos' | 'vault'): ParsedSecrets {
	const { root, problems } = parseJson(text);
	if (root?.kind !== 'object' || problems.length > 0) {
		return {
			ok: false,
			problem: root !== undefined && problems.length === 0 ? 'is no JSON object' : 'is not JSON',
		};
	}
	const values = new Map<string, string | undefined>();
	const waiting: { readonly object: ObjectNode; readonly path: string }[] = [{ object: root, path: '' }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const { key, value } of countingMembers(next.object)) {
			const name = sourceSegments(key.value).join('/');
			const path = next.path === '' ? name : `${next.path}/${name}`;
			if (value?.kind === 'object') waiting.push({ object: value, path });
			else {
				const isField = dialect === 'vault' && next.path !== '' && !key.value.includes('@');
				values.set(
					isField ? `${next.path}@${key.value}` : path,
					value?.kind === 'string' ? value.value : undefined,
				);
			}
		}
	}
	return { ok: true, values };
}
