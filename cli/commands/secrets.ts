import type { FileContext } from '../../core/rule.ts';
import { mayRead } from '../../core/secrets/spaces.ts';
import { visitJobFiles } from '../../files/visit.ts';
import type { AskedRequest } from '../../targets/store-states.ts';
import { Exit, type Io } from '../io.ts';
import { type JudgeOptions, requestOf, tellTroubles, troubleCode, withAskedStores } from './check.ts';

interface Use {
	readonly job: string | null;
	readonly alias: string;
	/** `env NAME` or `file PATH`. */
	readonly as: readonly string[];
	readonly file: string;
	/** Null where the job is in no space to speak of. */
	readonly readable: boolean | null;
}

interface Source {
	readonly source: string;
	readonly state: string;
	/** The store or inventory that says so; null where there is none. */
	readonly store: string | null;
	readonly uses: Use[];
}

/** `secrets`: which job uses which secret, and the state of each in the store. Names only, never a value. */
export function secrets(
	paths: readonly string[],
	options: JudgeOptions & { readonly json?: boolean },
	io: Io,
): number | Promise<number> {
	return withAskedStores(requestOf(paths, options, io), options, io, asked => show(asked, options, io));
}

function show(
	{ request, notices, gathered }: AskedRequest,
	options: { readonly json?: boolean },
	io: Io,
): number {
	const sources = new Map<string, Source>();
	const visit = (context: FileContext): void => {
		const { target } = context;
		for (const unit of context.units) {
			if (unit.kind !== 'job') continue;
			const { declarations, references } = unit.job.secrets;
			for (const { alias, source } of declarations) {
				if (source === undefined) continue;
				const name = source.value.replace(/^\//, '');
				const entry = sources.get(name) ?? {
					source: name,
					state: stateText(target.sourceState?.(name)),
					store: target.storeName ?? null,
					uses: [],
				};
				sources.set(name, entry);
				entry.uses.push({
					job: unit.job.id ?? null,
					alias,
					as: references
						.filter(reference => reference.alias === alias)
						.map(({ as, name: where }) => `${as} ${where}`),
					file: context.file ?? '',
					readable:
						target.dialect === 'dcos' && unit.job.id !== undefined ? mayRead(unit.job.id, name) : null,
				});
			}
		}
	};
	const result = visitJobFiles(request, visit, gathered);
	tellTroubles({ ...result, notices: [...result.notices, ...notices] }, io);
	const list = [...sources.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1));
	io.out.write(
		options.json === true ? `${JSON.stringify({ version: 1, secrets: list }, null, 2)}\n` : table(list),
	);
	return troubleCode(result) ?? Exit.fine;
}

function stateText(state: { readonly state: string; readonly why?: string } | undefined): string {
	if (state === undefined) return 'cannot tell: no store is configured';
	return state.state === 'cannot-tell' ? `cannot tell: ${state.why ?? ''}` : state.state;
}

function table(list: readonly Source[]): string {
	if (list.length === 0) return 'No job uses a secret.\n';
	const lines = list.flatMap(({ source, state, store, uses }) => [
		`${source}  (${state})${store === null ? '' : `  ${store}`}`,
		...uses.map(use => {
			const unreadable = use.readable === false ? '  outside its space: the run gets nothing' : '';
			return `    ${use.job ?? use.file}  ${use.as.join(', ') || 'declared, never used'}${unreadable}`;
		}),
	]);
	return `${lines.join('\n')}\n`;
}
