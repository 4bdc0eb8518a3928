import type { JsonNode } from '../../core/json.ts';
import { quoted } from '../../core/quote.ts';
import { instantText } from '../../core/schedule.ts';
import { mayRead, spacesOfJob } from '../../core/secrets/spaces.ts';
import type { SecretReference } from '../../core/secrets/table.ts';
import type { Analysis } from '../analysis.ts';
import { toldAt } from '../project.ts';
import type { Markup } from './markup.ts';
import type { SecretAt } from './secret-at.ts';

/** More uses than this are counted, not listed. */
const MAX_USES = 10;

/** Where it is declared, who uses it, and whether the store has it; never a value. */
export function aboutSecret(secret: SecretAt, analysis: Analysis, markup: Markup): readonly string[] {
	const { declaration, references, job } = secret;
	const title = markup.bold(`Secret ${named(secret.alias, markup)}`);
	const at = (node: JsonNode): string => lineLink(node, analysis, markup);
	if (declaration === undefined) {
		return [`${title}: not declared in ${markup.code('run.secrets')}`, usesText(references, at, markup)];
	}
	const declared = `Declared at ${at(declaration.member.key)}`;
	const source = declaration.source?.value;
	if (source === undefined) return [title, `${declared}, without a source`, usesText(references, at, markup)];
	const paragraphs = [
		title,
		`${declared} with the source ${named(source, markup)}: ${stateText(source, analysis)}`,
	];
	if (analysis.project.target.dialect === 'dcos' && job.id !== undefined && !mayRead(job.id, source)) {
		const spaces = spacesOfJob(job.id).filter(space => space !== '');
		const readable = spaces.map(space => markup.code(space)).join(', ');
		paragraphs.push(`Outside the spaces this job may read: ${readable} and sources without a slash`);
	}
	paragraphs.push(usesText(references, at, markup));
	return paragraphs;
}

/** One of the three states of outside knowledge, and whose word it is. */
function stateText(source: string, { project }: Analysis): string {
	const { sourceState, storeName } = project.target;
	if (sourceState === undefined) {
		return `cannot tell whether it exists: ${project.storeless ?? 'no secret store is configured'}`;
	}
	const told = toldAt(project, source);
	const when = told === undefined ? '' : ` (asked at ${instantText(told)})`;
	const state = sourceState(source);
	if (state.state === 'cannot-tell') return `cannot tell whether it exists: ${state.why}${when}`;
	return `${state.state}, says ${storeName ?? 'the secret store'}${when}`;
}

function usesText(
	references: readonly SecretReference[],
	at: (node: JsonNode) => string,
	markup: Markup,
): string {
	if (references.length === 0) return 'Nothing uses it';
	const uses = references.slice(0, MAX_USES).map(({ as, name, node }) => {
		const what = as === 'env' ? 'the environment variable' : 'the file';
		return `${what} ${named(name, markup)} (${at(node)})`;
	});
	const more = references.length - uses.length;
	return `Used by ${uses.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A name from the file; one that looks like a secret value itself is masked. */
export function named(text: string, markup: Pick<Markup, 'code'>): string {
	const safe = quoted(text);
	return safe.startsWith("'") ? markup.code(safe.slice(1, -1)) : safe;
}

function lineLink(node: JsonNode, { document }: Analysis, markup: Markup): string {
	const line = document.positions.positionAt(node.start).line + 1;
	return markup.link(`line ${line}`, `${document.uri}#L${line}`);
}
