import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../core/edit.ts';
import { runExample } from '../../core/example.ts';
import { type Finding, SEVERITY_RANK } from '../../core/finding.ts';
import { parseJson } from '../../core/json-parser.ts';
import { nodeAt } from '../../core/json.ts';
import type { Example } from '../../core/rule.ts';
import { RULES } from '../../core/rules/registry.ts';
import { SourceText } from '../../core/text.ts';
import { ViolationKinds } from './violation-kinds.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const codes = RULES.map(rule => rule.meta.code);

describe('the rules together', () => {
	it('have one file each, and every file is registered', () => {
		const files = readdirSync(join(root, 'core/rules')).filter(
			name => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'registry.ts',
		);
		expect(files.map(name => name.replace(/\.ts$/, '')).sort()).toEqual(codes.toSorted());
	});

	it('have fixture folders only for codes that exist', () => {
		const folders = readdirSync(here, { withFileTypes: true }).filter(entry => entry.isDirectory());
		expect(folders.map(entry => entry.name).filter(name => !codes.includes(name))).toEqual([]);
	});

	it('present every kind of violation', () => {
		const presented = new Set<string>(RULES.flatMap(rule => (rule.on === 'violation' ? rule.kinds : [])));
		expect(ViolationKinds.filter(kind => !presented.has(kind))).toEqual([]);
	});

	it('can be fixed in at least 60 % of the cases', () => {
		const definition = RULES.filter(rule => rule.on !== 'policy');
		const fixable = definition.filter(rule => rule.meta.fix !== 'none');
		expect(fixable.length / definition.length).toBeGreaterThanOrEqual(0.6);
	});
});

describe.each(RULES.filter(rule => rule.on !== 'policy').map(rule => [rule.meta.code, rule] as const))('%s', (code, rule) => {
	it('says what it is, in the form the docs need', () => {
		expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
		expect(rule.meta.summary).not.toMatch(/\.$/);
		expect(rule.meta.sources.length).toBeGreaterThan(0);
		expect(rule.meta.examples.some(example => example.silent !== true)).toBe(true);
		expect(rule.meta.examples.some(example => example.silent === true)).toBe(true);
	});

	it.each(rule.meta.examples.map(example => [example.title, example] as const))('example: %s', (_, example) => {
		const findings = runExample(example);
		const own = findings.filter(finding => finding.code === code);
		if (example.silent === true) expect(findings.filter(isLoud)).toEqual([]);
		else expect(own.length).toBeGreaterThan(0);
		for (const finding of own) expectSound(finding, example);
	});

	it('promises a fix exactly when an example has one', () => {
		const fixes = rule.meta.examples.flatMap(example =>
			runExample(example).flatMap(finding => (finding.code === code ? [finding.fix?.() ?? null] : [])),
		);
		const some = fixes.filter(fix => fix !== null);
		expect(some.length > 0).toBe(rule.meta.fix !== 'none');
		if (rule.meta.fix === 'safe') expect(some.some(fix => fix.safe)).toBe(true);
		if (rule.meta.fix === 'unsafe') expect(some.every(fix => !fix.safe)).toBe(true);
	});
});

function isLoud(finding: Finding): boolean {
	return SEVERITY_RANK[finding.severity] >= SEVERITY_RANK.warning;
}

function expectSound(finding: Finding, example: Example): void {
	const text = new SourceText(example.text).text;
	expect(finding.message).toMatch(/\.$/);
	expect(finding.span).not.toBeNull();
	expect(finding.span!.start).toBeLessThanOrEqual(finding.span!.end);
	expect(finding.span!.end).toBeLessThanOrEqual(text.length);
	expect(finding.pointer).not.toBeNull();
	if (parseJson(text).problems.length === 0 && finding.code !== 'duplicate-key') {
		expect(nodeAt(parseJson(text).root, finding.pointer!), `pointer ${finding.pointer}`).toBeDefined();
	}
	const fix = finding.fix?.();
	if (fix) expectFixes(finding, fix.edits, example);
}

/** A fix removes its finding, brings no new loud one, and leaves a text that parses no worse. */
function expectFixes(finding: Finding, edits: Parameters<typeof applyEdits>[1], example: Example): void {
	const text = new SourceText(example.text).text;
	const fixed = applyEdits(text, edits);
	expect(parseJson(fixed).problems.length).toBeLessThanOrEqual(parseJson(text).problems.length);
	const before = runExample(example);
	const after = runExample({ ...example, text: fixed });
	const count = (findings: readonly Finding[]) => findings.filter(other => other.code === finding.code).length;
	expect(count(after)).toBeLessThan(count(before));
	const known = new Set(before.map(other => other.code));
	expect(after.filter(other => isLoud(other) && !known.has(other.code)).map(other => other.code)).toEqual([]);
}

/** Fixtures: `valid*.json` must be silent, `invalid*.json` must not; `<name>.options.json` holds what an example may set. */
const fixtures = readdirSync(here, { withFileTypes: true, recursive: true })
	.filter(entry => entry.isFile() && /^(in)?valid[^.]*\.json$/.test(entry.name))
	.map(entry => ({ folder: entry.parentPath, name: entry.name, code: entry.parentPath.slice(here.length + 1) }));

describe.each(fixtures)('$code/$name', ({ folder, name, code }) => {
	const options = join(folder, name.replace(/\.json$/, '.options.json'));
	const example: Example = {
		title: name,
		text: readFileSync(join(folder, name), 'utf8'),
		...(existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {}),
	};

	it(name.startsWith('valid') ? 'is fine' : 'is found, said and fixed as recorded', async () => {
		const own = runExample(example).filter(finding => finding.code === code);
		if (name.startsWith('valid')) {
			expect(own).toEqual([]);
			return;
		}
		expect(own.length).toBeGreaterThan(0);
		for (const finding of own) expectSound(finding, example);
		await expect(rendered(own, example)).toMatchFileSnapshot(join(folder, name.replace(/\.json$/, '.snap')));
	});
});

function rendered(findings: readonly Finding[], example: Example): string {
	const source = new SourceText(example.text);
	const parts = findings.map(finding => {
		const { start, end } = source.range(finding.span!);
		const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
		const fix = finding.fix?.();
		const after = fix ? `\n--- ${fix.title} (${fix.safe ? 'safe' : 'unsafe'})\n${applyEdits(source.text, fix.edits)}` : '';
		return `${place} ${finding.severity} ${finding.pointer}\n${finding.message}${after}`;
	});
	return `${parts.join('\n\n')}\n`;
}

describe('the documentation', () => {
	it('has a page for every rule and none without', () => {
		const pages = readdirSync(join(root, 'docs/rules')).filter(name => name !== 'README.md');
		expect(pages.map(name => name.replace(/\.md$/, '')).sort()).toEqual(codes.toSorted());
	});

	it('mentions only codes that exist', () => {
		const text = readFileSync(join(root, 'README.md'), 'utf8');
		const linked = [...text.matchAll(/docs\/rules\/([a-z-]+)\.md/g)].map(match => match[1]);
		expect(linked.filter(code => code !== undefined && !codes.includes(code))).toEqual([]);
	});
});
