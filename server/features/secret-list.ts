import type { Job } from '../../core/job.ts';
import type { JsonNode } from '../../core/json.ts';
import type { SecretDeclaration } from '../../core/secrets/table.ts';
import type { FileView } from '../file-view.ts';
import type { SecretEntry, SecretUse } from '../messages.ts';
import type { Project } from '../project.ts';
import { named } from './about-secret.ts';
import type { Markup } from './markup.ts';

/** The secrets of the files of one project, gathered file by file, so that no more than one of them is held. */
export class SecretList {
	private readonly project: Project;
	private readonly entries = new Map<string, SecretEntry & { readonly uses: SecretUse[] }>();

	constructor(project: Project) {
		this.project = project;
	}

	add(view: FileView): void {
		for (const unit of view.context.units) if (unit.kind === 'job') this.addJob(unit.job, view);
	}

	/** By name; what is missing or not declared first. */
	get sorted(): readonly SecretEntry[] {
		const urgent = ({ state }: SecretEntry): number =>
			state === 'undeclared' || state === 'missing' ? 0 : 1;
		return [...this.entries.values()].sort(
			(a, b) => urgent(a) - urgent(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
		);
	}

	private addJob({ id, secrets }: Job, { uri, positions }: FileView): void {
		const use = (alias: string, as: SecretUse['as'], name: string, node: JsonNode): SecretUse => ({
			job: id ?? null,
			alias: shown(alias),
			as,
			name: shown(name),
			uri,
			range: positions.range(node),
		});
		const declared = new Map(secrets.declarations.map(declaration => [declaration.alias, declaration]));
		const used = new Set<string>();
		for (const { alias, as, name, node } of secrets.references) {
			used.add(alias);
			this.usesOf(alias, declared.get(alias)).push(use(alias, as, name, node));
		}
		for (const declaration of secrets.declarations) {
			const { alias, member } = declaration;
			if (!used.has(alias))
				this.usesOf(alias, declaration).push(use(alias, 'declaration', alias, member.key));
		}
	}

	private usesOf(alias: string, declaration: SecretDeclaration | undefined): SecretUse[] {
		const source = declaration?.source?.value;
		const key = JSON.stringify([source, source === undefined ? alias : null, declaration === undefined]);
		let entry = this.entries.get(key);
		if (entry === undefined) {
			entry = { ...this.stateOf(source, declaration), name: shown(source ?? alias), uses: [] };
			this.entries.set(key, entry);
		}
		return entry.uses;
	}

	private stateOf(
		source: string | undefined,
		declaration: SecretDeclaration | undefined,
	): Pick<SecretEntry, 'state' | 'store' | 'why'> {
		if (declaration === undefined) return { state: 'undeclared', store: null, why: null };
		if (source === undefined) return { state: 'cannot-tell', store: null, why: 'it has no source' };
		const { target, store, storeless } = this.project;
		const { sourceState, storeName } = target;
		if (sourceState === undefined) {
			return { state: 'cannot-tell', store: null, why: storeless ?? 'no secret store is configured' };
		}
		// What is not known yet will be when the list is wanted again.
		store?.want([source]);
		const told = sourceState(source);
		const why = told.state === 'cannot-tell' ? told.why : null;
		return { state: told.state, store: storeName ?? null, why };
	}
}

/** Names stand alone in a list. */
const BARE: Pick<Markup, 'code'> = { code: text => text };

function shown(text: string): string {
	return named(text, BARE);
}
