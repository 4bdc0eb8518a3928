import { checkFile, checkSet } from './check.ts';
import type { Finding } from './finding.ts';
import type { Example } from './rule.ts';
import { DEFAULT_TARGET, type SourceState, type Target } from './target.ts';
import { SourceText } from './text.ts';
import { NEWEST_VERSION, parseVersion } from './version.ts';

/** The instant at which examples are judged: 2026-11-20T12:00:00Z. */
export const EXAMPLE_NOW = Date.UTC(2026, 10, 20, 12);

/** The name an example's own file goes by. */
export const EXAMPLE_FILE = 'job.json';

/** Judges a rule's example: every finding in its own file, of every rule. */
export function runExample(example: Example): readonly Finding[] {
	const options = { target: exampleTarget(example), now: EXAMPLE_NOW, reading: example.reading ?? 'file' };
	const own = checkFile(EXAMPLE_FILE, new SourceText(example.text), options);
	const others = Object.entries(example.others ?? {}).map(
		([name, text]) => checkFile(name, new SourceText(text), { ...options, reading: 'file' }).summary,
	);
	const together = checkSet([own.summary, ...others], true, options);
	return [...own.findings, ...together.filter(finding => finding.file === EXAMPLE_FILE)];
}

function exampleTarget(example: Example): Target {
	const version = example.version === undefined ? NEWEST_VERSION : parseVersion(example.version);
	if (version === undefined) throw new Error(`an example names the version ${example.version}`);
	const { store, ...rest } = example.target ?? {};
	return {
		...DEFAULT_TARGET,
		...rest,
		version,
		sourceState: store === undefined ? undefined : source => stateIn(store, source),
		storeName: store === undefined ? undefined : 'the inventory secrets.json',
	};
}

function stateIn(store: readonly string[], source: string): SourceState {
	return { state: store.includes(source.replace(/^\//, '')) ? 'exists' : 'missing' };
}
