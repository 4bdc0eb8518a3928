import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { idFault, idPatternText, isJobId } from '../../core/job-id.ts';
import { quoted } from '../../core/quote.ts';
import { mayRead, sourceSegments, spacesOfJob } from '../../core/secrets/spaces.ts';
import type { Target } from '../../core/target.ts';
import type { Client } from '../capabilities.ts';
import type { FileView } from '../file-view.ts';
import { contentSpan, type Name, occurrencesIn } from './names.ts';

/** A name that may be changed, and how it reads now; or why it may not, for people. */
export type Renamable = { readonly range: Range; readonly placeholder: string } | string;

/** Looks at a name before anybody types a new one. */
export function prepareRename(name: Name, { context, positions }: FileView): Renamable {
	if (context.document.problems.length > 0) {
		return 'The file has syntax mistakes, and places of the name might be missed: correct them first.';
	}
	if (name.node.rendered === true) return withVariable(name.value);
	return { range: positions.range(contentSpan(name.node)), placeholder: name.value };
}

/** What has to be known to judge a new name. */
export interface RenameScope {
	readonly target: Target;
	/** The files that have the name. */
	readonly views: readonly FileView[];
	/** Whether a job with this id is there already. */
	readonly hasJob: (id: string) => boolean;
}

/** Why a name cannot become another one, for people; undefined: it can. */
export function renameFault(name: Name, newName: string, scope: RenameScope): string | undefined {
	const variable = occurrencesOf(name, scope).find(({ node }) => node.rendered === true);
	if (variable !== undefined) return withVariable(name.value);
	if (newName === name.value) return undefined;
	if (name.kind === 'alias') return aliasFault(name, newName);
	return name.kind === 'job' ? jobFault(name, newName, scope) : sourceFault(name, newName, scope);
}

function withVariable(value: string): string {
	return `${quoted(value)} is put together from variables of the target: change it by hand.`;
}

/** The edits of every file. Only what stands between the quotes is replaced. */
export function renameEdit(
	name: Name,
	newName: string,
	views: readonly FileView[],
	client: Client,
): WorkspaceEdit {
	const newText = JSON.stringify(newName).slice(1, -1);
	const files = views.flatMap(({ uri, version, context, positions }) => {
		const edits = occurrencesIn(context, name).map(
			({ node }): TextEdit => ({ range: positions.range(contentSpan(node)), newText }),
		);
		return edits.length === 0 ? [] : [{ uri, version, edits }];
	});
	if (!client.documentChanges) {
		return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, edits])) };
	}
	return {
		documentChanges: files.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })),
	};
}

function occurrencesOf(name: Name, { views }: RenameScope) {
	return views.flatMap(({ context }) => occurrencesIn(context, name));
}

/** An alias is any text but none (`run.ts`: the schema wants one character), once in its job. */
function aliasFault({ job }: Name, alias: string): string | undefined {
	if (alias.trim() === '') return 'An alias cannot be empty.';
	const { declarations, references } = job.secrets;
	if (declarations.some(declaration => declaration.alias === alias)) {
		return `This job declares the alias ${quoted(alias)} already: two secrets would become one.`;
	}
	if (references.some(reference => reference.alias === alias)) {
		return `This job refers to the alias ${quoted(alias)} already, which is not declared: it would become this secret.`;
	}
	return undefined;
}

function jobFault(name: Name, id: string, scope: RenameScope): string | undefined {
	const { target } = scope;
	if (!isJobId(id, target.version)) {
		const fault = idFault(id, target.version, false) ?? `it does not match ${idPatternText(target.version)}`;
		return `${quoted(id)} cannot be the id of a job: ${fault}.`;
	}
	if (scope.hasJob(id)) return `There is a job ${quoted(id)} already.`;
	if (target.dialect !== 'dcos') return undefined;
	for (const { job, isDefinition } of occurrencesOf(name, scope)) {
		if (!isDefinition) continue;
		const lost = job.secrets.declarations.find(
			({ source }) => source !== undefined && mayRead(name.value, source.value) && !mayRead(id, source.value),
		);
		if (lost !== undefined) {
			return `As ${quoted(id)} the job could not read its secret ${quoted(lost.alias)} any more: the source ${quoted(lost.source?.value ?? '')} lies outside its spaces (${spacesText(id)}).`;
		}
	}
	return undefined;
}

function sourceFault(name: Name, source: string, scope: RenameScope): string | undefined {
	const { dialect } = scope.target;
	if (source.trim() === '') return 'A source cannot be empty.';
	if (dialect === 'any') return undefined;
	if (sourceSegments(source).length === 0) return `${quoted(source)} names no secret.`;
	if (dialect === 'vault') {
		return /^[^@]*[^@/][^@]*@[^@]+$/.test(source)
			? undefined
			: `${quoted(source)} is no source for Vault: write 'path@field'.`;
	}
	const odd = [...new Set(source.match(/[^A-Za-z0-9/_-]/gu))];
	if (odd.length > 0) {
		return `${quoted(source)} has characters (${odd.map(character => quoted(character)).join(', ')}) that DC/OS gives to no secret: use letters, digits, '-', '_' and '/'.`;
	}
	for (const { job } of occurrencesOf(name, scope)) {
		if (job.id === undefined || mayRead(job.id, source) || !mayRead(job.id, name.value)) continue;
		return `The job ${quoted(job.id)} uses this secret and could not read ${quoted(source)}: it lies outside its spaces (${spacesText(job.id)}).`;
	}
	return undefined;
}

function spacesText(id: string): string {
	const spaces = spacesOfJob(id).filter(space => space !== '');
	return `${spaces.map(space => quoted(space)).join(', ')} and sources without a slash`;
}
