import type { Hover, Position } from 'vscode-languageserver-protocol';
import type { Property, Type } from '../../core/definition/type.ts';
import type { JsonNode } from '../../core/json.ts';
import { quoted } from '../../core/quote.ts';
import { mayRead, spacesOfJob } from '../../core/secrets/spaces.ts';
import type { SecretReference } from '../../core/secrets/table.ts';
import { needsText } from '../../core/version.ts';
import type { Analysis } from '../analysis.ts';
import type { Client } from '../capabilities.ts';
import { cursorAt, definitionOf, unitAt } from '../cursor.ts';
import { MARKDOWN, type Markup, PLAIN_TEXT } from './markup.ts';
import { type SecretAt, secretAt } from './secret-at.ts';

/** More uses than this are counted, not listed. */
const MAX_USES = 10;

/** What is known of the secret or the property at a position; null where there is nothing to say. */
export function hover(analysis: Analysis, position: Position, client: Client): Hover | null {
	if (!analysis.isJobFile) return null;
	const offset = analysis.document.positions.offsetAt(position);
	const markup = client.hoverMarkdown ? MARKDOWN : PLAIN_TEXT;
	const secret = secretAt(analysis, offset);
	if (secret !== undefined)
		return shown(secret.node, aboutSecret(secret, analysis, markup), analysis, markup);
	const { member, part } = cursorAt(analysis.context.document.root, offset);
	const unit = unitAt(analysis.context.units, offset);
	if (part !== 'key' || member === undefined || unit === undefined) return null;
	const property = definitionOf(member, unit)?.property;
	return property === undefined ? null : shown(member.key, aboutProperty(property, markup), analysis, markup);
}

function shown(node: JsonNode, paragraphs: readonly string[], { document }: Analysis, markup: Markup): Hover {
	return { contents: markup.content(paragraphs), range: document.positions.range(node) };
}

/** Where it is declared, who uses it, and whether the store has it; never a value. */
function aboutSecret(secret: SecretAt, analysis: Analysis, markup: Markup): readonly string[] {
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
	const store = storeName ?? 'the secret store';
	if (sourceState === undefined) return 'whether it exists cannot be told (no secret store is configured)';
	const state = sourceState(source);
	if (state.state === 'exists') return `exists, says ${store}`;
	if (state.state === 'missing') return `missing, says ${store}`;
	return `whether it exists cannot be told (${state.why})`;
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
function named(text: string, markup: Markup): string {
	const safe = quoted(text);
	return safe.startsWith("'") ? markup.code(safe.slice(1, -1)) : safe;
}

function lineLink(node: JsonNode, { document }: Analysis, markup: Markup): string {
	const line = document.positions.positionAt(node.start).line + 1;
	return markup.link(`line ${line}`, `${document.uri}#L${line}`);
}

function aboutProperty(property: Property, markup: Markup): readonly string[] {
	const facts = [typeText(property.type, markup)];
	if (property.required !== undefined) facts.push('required');
	if (property.default !== undefined) facts.push(`default ${markup.code(property.default)}`);
	if (property.since !== undefined) facts.push(`needs ${needsText(property.since)}`);
	return [`${markup.bold(property.name)}: ${facts.join(', ')}`, markup.prose(property.description)];
}

function typeText(type: Type, markup: Markup): string {
	switch (type.kind) {
		case 'object':
			return type.title;
		case 'map':
			return `an object, one key for each ${type.keyName}`;
		case 'array':
			return 'a list';
		case 'env-value':
			return 'a string, or a reference to a secret';
		case 'number': {
			const unit = type.unit === undefined ? '' : ` (${type.unit})`;
			const minimum = type.minimum === undefined ? '' : `, at least ${type.minimum}`;
			return `${type.integer ? 'a whole number' : 'a number'}${unit}${minimum}`;
		}
		case 'string': {
			const values = type.values?.map(({ value }) => markup.code(value));
			return values === undefined ? 'a string' : `one of ${values.join(', ')}`;
		}
		default:
			return 'true or false';
	}
}
