import { quoted } from '../core/quote.ts';
import { cannotTell, EXISTS, MISSING } from './state.ts';
import type { CannotTell, Store } from './store.ts';
import { variableName } from './variable-name.ts';

export interface EnvStoreSettings {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Begins every variable's name: `SECRET_`. */
	readonly prefix?: string;
}

/** The environment as a store; see {@link variableName} for the variable of a source. An empty variable exists. */
export function envStore({ env, prefix }: EnvStoreSettings): Store {
	const lookUp = (source: string): string | undefined | CannotTell => {
		const name = variableName(source, prefix);
		return name === undefined
			? cannotTell('odd-source', `${quoted(source)} leaves nothing for a variable's name`)
			: Object.hasOwn(env, name)
				? env[name]
				: undefined;
	};
	return {
		name: 'the environment',
		check: async sources =>
			new Map(
				[...sources].map(source => {
					const found = lookUp(source);
					return [source, found === undefined ? MISSING : typeof found === 'string' ? EXISTS : found];
				}),
			),
		list: async () => cannotTell('no-way', 'the names of variables do not tell the sources they stand for'),
		read: async source => {
			const found = lookUp(source);
			if (found === undefined) return MISSING;
			return typeof found === 'string' ? { state: 'found', value: found } : found;
		},
	};
}
