import type { DocumentSymbol, SymbolInformation, WorkspaceSymbol } from 'vscode-languageserver-protocol';
import type { Unit } from '../../core/job-file.ts';
import type { JobSummary } from '../../core/jobset.ts';
import { countingMembers, type JsonNode, stringIn, valueIn } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import type { Span } from '../../core/text.ts';
import type { SetView } from '../job-sets.ts';
import type { Positions } from '../positions.ts';

/** `SymbolKind`: Class, Key, Event, Module and so on, by what it stands for here. */
const KIND = { job: 5, schedule: 24, secret: 20, variable: 13, dependency: 11, file: 1, label: 15 } as const;

/** More entries of one list than anybody scrolls through; the list says how many it holds. */
const MOST_ENTRIES = 2000;
/** The lists of a document share so many, and each has some. */
const MOST_OF_ALL_LISTS = 12_000;
const FEWEST_ENTRIES = 20;

/** The outline: jobs with their schedules, variables, secrets and so on, or a schedule alone. */
export function documentSymbols({ units }: FileContext, positions: Positions): DocumentSymbol[] {
	const share = Math.floor(MOST_OF_ALL_LISTS / (units.length * LISTS_OF_JOB));
	const most = Math.min(MOST_ENTRIES, Math.max(FEWEST_ENTRIES, share));
	return units.flatMap(unit => symbolOf(unit, positions, most));
}

/** Variables, secrets and labels. */
const LISTS_OF_JOB = 3;

function symbolOf(unit: Unit, positions: Positions, most: number): DocumentSymbol[] {
	if (unit.node.kind !== 'object') return [];
	const symbol = symbolMaker(positions);
	if (unit.kind === 'schedule') return unit.job === undefined ? [scheduleSymbol(unit.node, symbol)] : [];
	const group = listMaker(symbol, most);
	const { job, node } = unit;
	const { run, secrets } = job;
	const children = [
		...job.dependencies.map(at => symbol(at.value, 'depends on', KIND.dependency, at, at)),
		...job.schedules.map(schedule => scheduleSymbol(schedule, symbol)),
		...group('env', valueIn(run, 'env'), ({ key, value, start, end }) =>
			symbol(key.value, referenceText(value), KIND.variable, { start, end }, key),
		),
		...group('secrets', secrets.node, ({ key, value, start, end }) =>
			symbol(key.value, stringIn(valueIn(value, 'source')) ?? '', KIND.secret, { start, end }, key),
		),
		...group('labels', valueIn(node, 'labels'), ({ key, start, end }) =>
			symbol(key.value, '', KIND.label, { start, end }, key),
		),
	];
	return [{ ...symbol(job.id ?? '', 'job', KIND.job, node, job.idNode ?? node), children }];
}

type SymbolMaker = (
	name: string,
	detail: string,
	kind: DocumentSymbol['kind'],
	range: Span,
	selection: Span,
) => DocumentSymbol;

function symbolMaker(positions: Positions): SymbolMaker {
	return (name, detail, kind, range, selection) => ({
		// Clients refuse a symbol without a name.
		name: name.trim() === '' ? '(no name)' : name,
		detail,
		kind,
		range: positions.range(range),
		selectionRange: positions.range(
			selection.start >= range.start && selection.end <= range.end ? selection : range,
		),
	});
}

function scheduleSymbol(node: JsonNode, symbol: SymbolMaker): DocumentSymbol {
	const name = stringIn(valueIn(node, 'id')) ?? '';
	return symbol(
		name,
		stringIn(valueIn(node, 'cron')) ?? '',
		KIND.schedule,
		node,
		valueIn(node, 'id') ?? node,
	);
}

type Entry = ReturnType<typeof countingMembers>[number];

type ListMaker = (
	name: string,
	node: JsonNode | undefined,
	entry: (member: Entry) => DocumentSymbol,
) => DocumentSymbol[];

function listMaker(symbol: SymbolMaker, most: number): ListMaker {
	return (name, node, entry) => {
		if (node?.kind !== 'object' || node.members.length === 0) return [];
		const members = countingMembers(node);
		const children = members.slice(0, most).map(entry);
		return [{ ...symbol(name, String(members.length), KIND.label, node, node), children }];
	};
}

/** Never a value: a variable may hold a secret in plain text. */
function referenceText(value: JsonNode | undefined): string {
	const alias = stringIn(valueIn(value, 'secret'));
	return alias === undefined ? '' : `secret ${alias}`;
}

/** For clients that know no outline: a flat list. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string): SymbolInformation[] {
	return symbols.flatMap(({ name, kind, range, children }) => [
		{ name, kind, location: { uri, range } },
		...flatSymbols(children ?? [], uri),
	]);
}

/** The jobs of a set whose id has the letters of a query in its order, and the sources of their secrets. */
export function workspaceSymbols(view: SetView, query: string, limit: number): WorkspaceSymbol[] {
	const found: WorkspaceSymbol[] = [];
	const add = (job: JobSummary, name: string, kind: WorkspaceSymbol['kind'], span: Span): void => {
		const location =
			found.length < limit && isSpelledIn(query, name) ? view.locate(job.file, span) : undefined;
		if (location !== undefined) found.push({ name, kind, location, containerName: job.file });
	};
	for (const { jobs } of view.index.summaries) {
		for (const job of jobs) if (job.id !== undefined) add(job, job.id.value, KIND.job, job.id);
	}
	if (query === '') return found;
	for (const { jobs } of view.index.summaries) {
		for (const job of jobs) for (const source of job.sources) add(job, source.value, KIND.secret, source);
	}
	return found;
}

function isSpelledIn(query: string, name: string): boolean {
	const letters = name.toLowerCase();
	let at = 0;
	for (const letter of query.toLowerCase()) {
		at = letters.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}
