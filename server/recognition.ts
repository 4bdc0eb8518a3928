import { looksLikeJobFile } from '../core/job-file.ts';
import { type JsonDocument, type JsonNode, memberOf, valueIn } from '../core/json.ts';

/**
 * Whether a document that no config names is taken for a job file. What can be read is told by its content, as when
 * a directory is searched. What is half typed need only have begun like a job or a schedule: someone who writes the
 * first `"run": {` wants help with it, while a `package.json` never gets that far.
 */
export function isJobDocument(document: JsonDocument): boolean {
	const { root, problems } = document;
	if (looksLikeJobFile(root)) return true;
	if (problems.length === 0) return false;
	return root?.kind === 'array' ? root.items.some(hasBegun) : hasBegun(root);
}

function hasBegun(node: JsonNode | undefined): boolean {
	if (node?.kind !== 'object') return false;
	const run = memberOf(node, 'run');
	if (run !== undefined) return run.value === undefined || run.value.kind === 'object';
	const cron = memberOf(node, 'cron');
	if (cron !== undefined) return cron.value === undefined || cron.value.kind === 'string';
	const job = valueIn(node, 'job');
	return job?.kind === 'object' && hasBegun(job);
}
