// An esbuild plugin for bundles that judge and never explain, as the language server: leaves the texts of the rules'
// documentation out of them (summary, why, remedy, sources, examples), which are more than half of every rule.
import { readFile } from 'node:fs/promises';

const RULE_FILE = /[\\/]core[\\/]rules[\\/][a-z-]+\.ts$/;

/** The documentation in a rule's meta, as the formatter lays it out, and what stands there instead. */
const DOCUMENTATION = /^\t\t(summary|why|remedy|sources|examples):/;
const EMPTY = { summary: "''", why: "''", remedy: "''", sources: '[]', examples: '[]' };

/** @returns {import('esbuild').Plugin} */
export function withoutRuleDocs() {
	return {
		name: 'without-rule-docs',
		setup(build) {
			build.onLoad({ filter: RULE_FILE }, async ({ path }) => {
				const text = await readFile(path, 'utf8');
				return { contents: stripped(text), loader: 'ts' };
			});
		},
	};
}

/** Line by line: a documented property ends where the next one, or the end of the meta, stands at its indentation. */
export function stripped(text) {
	const kept = [];
	let isDocumentation = false;
	let isTemplate = false;
	for (const line of text.split('\n')) {
		const backticks = line.split('`').length - 1;
		if (isTemplate) {
			if (backticks > 0) isTemplate = false;
			if (isDocumentation) continue;
		} else {
			const property = DOCUMENTATION.exec(line)?.[1];
			if (property !== undefined) {
				kept.push(`\t\t${property}: ${EMPTY[property]},`);
				isDocumentation = true;
			} else if (/^\t{0,2}\S/.test(line)) {
				// The brackets that close a documented list stand at its own indentation.
				if (!(isDocumentation && /^\t\t[\])]/.test(line))) isDocumentation = false;
			}
			if (/: `[^`]*$/.test(line)) isTemplate = true;
			if (isDocumentation) continue;
		}
		kept.push(line);
	}
	return kept.join('\n');
}
