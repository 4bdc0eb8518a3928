import { readFileSync } from 'node:fs';
import { DEFAULT_SEVERITY } from '../core/finding.ts';
import { RULES } from '../core/rules/registry.ts';
import { withActionTables } from './action-tables.ts';
import { readActionYml } from './action-yml.ts';
import { schemaFiles } from './json-schema.ts';
import { lspFeatures } from './lsp-features.ts';
import { rulePage } from './rule-page.ts';

/** Every generated file: path from the root of the repository → text. Of README.md only a part is generated. */
export function generatedFiles(): Map<string, string> {
	const files = new Map<string, string>();
	for (const rule of RULES) files.set(`docs/rules/${rule.meta.code}.md`, rulePage(rule));
	files.set('docs/rules/README.md', ruleIndex());
	files.set('docs/lsp-features.md', lspFeatures());
	for (const [name, schema] of schemaFiles())
		files.set(`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
	files.set('README.md', withActionTables(read('README.md'), readActionYml(read('action.yml'))));
	return files;
}

/** A file of the root of the repository, where scripts are started. */
function read(path: string): string {
	return readFileSync(path, 'utf8');
}

function ruleIndex(): string {
	const rows = RULES.map(({ meta }) => {
		const severity = meta.severity ?? DEFAULT_SEVERITY[meta.consequence];
		return `| [${meta.code}](${meta.code}.md) | ${meta.consequence} | ${severity} | ${meta.fix} | ${meta.summary} |`;
	});
	return [
		'# Rules',
		'',
		'| Code | Consequence | Severity | Fix | What it finds |',
		'|---|---|---|---|---|',
		...rows,
		'',
	].join('\n');
}
