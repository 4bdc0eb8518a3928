import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile, checkSet } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import type { FileSummary } from '../core/jobset.ts';
import { DEFAULT_TARGET } from '../core/target.ts';
import { SourceText } from '../core/text.ts';
import { SetIndex } from './set-index.ts';

const options = { target: DEFAULT_TARGET, now: 0 };

function summary(file: string, id: string, dependencies: readonly string[], indent = 0): FileSummary {
	const job = { id, dependencies: dependencies.map(other => ({ id: other })), run: { cmd: 'x' } };
	const source = new SourceText(' '.repeat(indent) + JSON.stringify(job));
	return checkFile(file, source, { ...options, reading: 'file' }).summary;
}

/** Without the advice on spelling, which is only made anew where a file is looked at. */
function shown(findings: Iterable<Finding>): string[] {
	return [...findings]
		.map(({ code, file, span, severity, related }) =>
			JSON.stringify([code, file, span, severity, code === 'dependency-unknown' ? [] : related]),
		)
		.sort();
}

describe('an index of a set', () => {
	it('finds after any changes what looking at all files finds', () => {
		const ids = fc.constantFrom('a', 'bb', 'ccc', 'dddd', 'eeeee');
		const change = fc.record({
			file: fc.constantFrom('1.json', '2.json', '3.json', '4.json', '5.json'),
			id: ids,
			dependencies: fc.uniqueArray(ids, { maxLength: 3 }),
			indent: fc.nat(3),
			gone: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(fc.tuple(change, fc.boolean()), { maxLength: 25 }), changes => {
				const index = new SetIndex(options);
				const files = new Map<string, FileSummary>();
				for (const [{ file, id, dependencies, indent, gone }, whole] of changes) {
					if (gone) {
						index.remove(file);
						files.delete(file);
					} else {
						const made = summary(file, id, dependencies, indent);
						index.put(made);
						files.set(file, made);
					}
					const sorted = [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
					const expected = shown(checkSet(sorted, whole, options));
					expect(shown([...index.findings(whole).values()].flat())).toEqual(expected);
				}
			}),
		);
	});

	it('finds in parts what it finds at once', async () => {
		const one = new SetIndex(options);
		const other = new SetIndex(options);
		for (let at = 0; at < 350; at++) {
			// Chains and circles that go beyond one part, ids that stand twice, and ids that nobody has.
			const id = `job-${at % 7 === 0 ? at + 1 : at}`;
			const made = summary(`${(at * 37) % 350}.json`, id, [`job-${at % 3 === 0 ? (at * 11) % 400 : at + 1}`]);
			one.put(made);
			other.put(made);
		}
		let pauses = 0;
		await one.findAll(true, async () => {
			pauses++;
		});
		expect(pauses).toBeGreaterThan(1);
		const found = shown([...one.findings(true).values()].flat());
		expect(found).toEqual(shown([...other.findings(true).values()].flat()));
		expect(found.length).toBeGreaterThan(50);
	});

	it('keeps the very list of a file that a change does not concern', () => {
		const index = new SetIndex(options);
		index.put(summary('a.json', 'a', ['nowhere']));
		index.put(summary('b.json', 'b', ['a']));
		const before = index.findings(true).get('a.json');
		expect(before).toHaveLength(1);
		index.put(summary('b.json', 'other', ['a']));
		expect(index.findings(true).get('a.json')).toBe(before);
		index.put(summary('c.json', 'nowhere', []));
		expect(index.findings(true).get('a.json')).toBeUndefined();
	});
});
