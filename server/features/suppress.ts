import { parseSettings } from '../../core/config/document.ts';
import { addItem, addMember } from '../../core/edit.ts';
import type { Edit, Finding } from '../../core/finding.ts';
import { memberOf, valueIn } from '../../core/json.ts';
import { IGNORE_LABEL } from '../../core/policy/label.ts';
import { CONFIG_FILE_NAME } from '../../core/project.ts';
import type { SourceText } from '../../core/text.ts';
import type { Analysis } from '../analysis.ts';
import { unitAt } from '../cursor.ts';
import type { Project } from '../project.ts';
import { isSameFile } from '../uris.ts';

/** Stands where its author has to say why; a suppression without a reason is none. */
export const REASON = 'Say here why this is fine';

/** What Metronome refuses or breaks on stays so, whatever is said here; what is wrong with the settings is no matter of a job. */
export function canSuppress({ consequence, code, span }: Finding): boolean {
	if (span === null || code.startsWith('suppression-')) return false;
	return consequence !== 'refused' && consequence !== 'breaks';
}

/** A label that suppresses the rule in the job around a finding; undefined where there is no place for one. */
export function suppressionLabel(finding: Finding, { context }: Analysis): readonly Edit[] | undefined {
	if (context.document.problems.length > 0 || finding.span === null) return undefined;
	const around = unitAt(context.units, finding.span.start);
	// A wrapper's schedule belongs to the job beside it.
	const node = around?.job?.node;
	if (node?.kind !== 'object') return undefined;
	const key = IGNORE_LABEL + finding.code;
	const reason = JSON.stringify(REASON);
	const labels = memberOf(node, 'labels');
	if (labels === undefined) {
		return [addMember(node, 'labels', `{\n\t${JSON.stringify(key)}: ${reason}\n}`, context.source)];
	}
	if (labels.value?.kind !== 'object' || memberOf(labels.value, key) !== undefined) return undefined;
	return [addMember(labels.value, key, reason, context.source)];
}

/** URI of the project's own settings file; undefined where it has none. */
export function configUri({ root, inputs }: Project): string | undefined {
	return inputs.find(input => isSameFile(input, root + CONFIG_FILE_NAME));
}

/** An entry of `suppressions` for one finding, in a settings file; undefined where that cannot be read. */
export function suppressionEntry(
	finding: Pick<Finding, 'code' | 'file' | 'job' | 'pointer'>,
	config: SourceText,
): readonly Edit[] | undefined {
	const { root, problems } = parseSettings(config.text);
	if (root?.kind !== 'object' || problems.length > 0) return undefined;
	const { code, file, job, pointer } = finding;
	const parts: readonly (readonly [string, string | null])[] = [
		['rule', code],
		['file', file],
		['job', job],
		['pointer', pointer === '' ? null : pointer],
		['reason', REASON],
	];
	const members = parts.flatMap(([key, value]) =>
		value === null ? [] : [`${JSON.stringify(key)}: ${JSON.stringify(value)}`],
	);
	const entry = `{ ${members.join(', ')} }`;
	const list = valueIn(root, 'suppressions');
	if (list === undefined) return [addMember(root, 'suppressions', `[\n\t${entry}\n]`, config)];
	return list.kind === 'array' ? [addItem(list, entry, config)] : undefined;
}
