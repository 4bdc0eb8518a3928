import type {
	CallHierarchyIncomingCall,
	CallHierarchyItem,
	CallHierarchyOutgoingCall,
} from 'vscode-languageserver-protocol';
import type { JobSummary, Place } from '../../core/jobset.ts';
import type { SetView } from '../job-sets.ts';

/** `SymbolKind.Class`, as in the outline. */
const JOB = 5;

/** The jobs with an id as items; more than one where it is defined twice. */
export function jobItems(view: SetView, id: string): CallHierarchyItem[] {
	return (view.index.byId.get(id) ?? []).flatMap(job => itemOf(view, job) ?? []);
}

/** The jobs that wait for this one. */
export function incomingCalls(view: SetView, id: string): CallHierarchyIncomingCall[] {
	return [...view.index.dependentsOf(id)].sort().flatMap(file =>
		(view.index.get(file)?.jobs ?? []).flatMap(job => {
			const places = job.dependencies.filter(({ value }) => value === id);
			const from = places.length === 0 ? undefined : itemOf(view, job);
			return from === undefined ? [] : [{ from, fromRanges: rangesOf(view, job, places) }];
		}),
	);
}

/** The jobs that this one waits for. */
export function outgoingCalls(view: SetView, id: string): CallHierarchyOutgoingCall[] {
	return (view.index.byId.get(id) ?? []).flatMap(job =>
		job.dependencies.flatMap(place =>
			jobItems(view, place.value).map(to => ({ to, fromRanges: rangesOf(view, job, [place]) })),
		),
	);
}

/** Reads the id of the job that an item stands for; undefined for an item that is not ours. */
export function idOfItem(data: unknown): string | undefined {
	if (typeof data !== 'object' || data === null || !('id' in data)) return undefined;
	return typeof data.id === 'string' ? data.id : undefined;
}

function itemOf(view: SetView, { file, id }: JobSummary): CallHierarchyItem | undefined {
	const place = id && view.locate(file, id);
	if (id === undefined || place === undefined) return undefined;
	const { uri, range } = place;
	return {
		name: id.value,
		kind: JOB,
		detail: file,
		uri,
		range,
		selectionRange: range,
		data: { id: id.value },
	};
}

function rangesOf(view: SetView, { file }: JobSummary, places: readonly Place[]) {
	return places.flatMap(place => view.locate(file, place)?.range ?? []);
}
