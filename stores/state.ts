import type { SourceDialect, SourceState, Target } from '../core/target.ts';
import type { CannotTell, Doubt, State, Store } from './store.ts';

export const EXISTS: State = { state: 'exists' };
export const MISSING: { readonly state: 'missing' } = { state: 'missing' };

/** `why` completes `cannot tell: …` and must hold nothing that a store or its user keeps secret. */
export function cannotTell(doubt: Doubt, why: string): CannotTell {
	return { state: 'cannot-tell', doubt, why };
}

export function isDoubt(answer: { readonly state: string }): answer is CannotTell {
	return answer.state === 'cannot-tell';
}

/** `exists` or `missing`, as it is among names that are known to be all there are. */
export function stateAmong(names: ReadonlySet<string>, name: string): State {
	return names.has(name) ? EXISTS : MISSING;
}

/** What the core is told of a store: the states that a check found, and nothing about sources it was not asked for. */
export function checkedTarget(
	store: Pick<Store, 'name'>,
	states: ReadonlyMap<string, SourceState>,
	dialect: SourceDialect,
): Pick<Target, 'dialect' | 'sourceState' | 'storeName'> {
	const unasked = cannotTell('no-way', `${store.name} was not asked for it`);
	return { dialect, storeName: store.name, sourceState: source => states.get(source) ?? unasked };
}
