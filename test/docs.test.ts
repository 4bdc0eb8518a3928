import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Exit } from '../cli/io.ts';
import { parseConfig } from '../core/config.ts';
import { NOW, program, ROOT } from './cli/command.ts';
import { inExamples, pathWithCommand } from './cli/examples-copy.ts';

const PAGES = [
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'CHANGELOG.md',
	'docs/deploying.md',
	'docs/emulator.md',
	'docs/emulator-dcos.md',
];
const text = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

interface Block {
	readonly page: string;
	readonly language: string;
	readonly body: string;
}

const BLOCKS: readonly Block[] = PAGES.flatMap(page =>
	[...text(page).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(match => ({
		page,
		language: match[1] ?? '',
		body: match[2] ?? '',
	})),
);

const inLanguage = (language: string) => BLOCKS.filter(block => block.language === language);

const LINES = inLanguage('sh')
	.flatMap(({ body }) => body.split('\n'))
	.map(line => line.replace(/\s+#.*$/, ''))
	.filter(line => line !== '');

/** Command lines that these tests cannot run, and why. */
const NOT_RUN: ReadonlyMap<string, string> = new Map([
	['npm ci && npm start', 'installs; test/examples.test.ts runs what npm start does'],
	['npm ci && npm test', 'is what runs this test'],
	[
		'metronome-jobs lsp --stdio',
		'talks to an editor; test/cli/commands.test.ts and test/lsp/ hold the conversation',
	],
]);

describe('a command line in the documents', () => {
	const path = pathWithCommand();

	it.each(LINES.filter(line => !NOT_RUN.has(line)))('%s works', line => {
		const needsNoConfig = line.startsWith('metronome-jobs init');
		const { status, stderr } = inExamples(line, path, needsNoConfig);
		expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
	});

	it('is not run for a reason only while it stands there', () => {
		expect([...NOT_RUN.keys()].filter(line => !LINES.includes(line))).toEqual([]);
	});

	it('that calls npm names a script there is', () => {
		const { scripts }: { scripts: Record<string, string> } = JSON.parse(text('package.json'));
		for (const page of PAGES) {
			for (const [, name = ''] of text(page).matchAll(/npm run ([\w-]+)/g))
				expect(scripts).toHaveProperty(name);
			for (const [, file = ''] of text(page).matchAll(/`node (scripts\/[\w.-]+)/g)) {
				expect(existsSync(join(ROOT, file))).toBe(true);
			}
		}
	});
});

describe('the README', () => {
	it('shows what the command really prints', () => {
		const [command = '', ...shown] = (inLanguage('text')[0]?.body ?? '').trimEnd().split('\n');
		const args = command.replace('$ metronome-jobs ', '').split(' ');
		const { out } = program(join(ROOT, 'examples'), [...args, '--now', NOW]);
		expect(shown.length).toBeGreaterThan(5);
		expect(out.split('\n').slice(0, shown.length)).toEqual(shown);
	});

	it('has a config that is accepted', () => {
		const configs = inLanguage('jsonc');
		expect(configs.length).toBeGreaterThan(0);
		for (const { body } of configs) expect(parseConfig(body).problems).toEqual([]);
		for (const { body } of inLanguage('json')) expect(() => JSON.parse(body)).not.toThrow();
	});

	it('tells every exit code', () => {
		const told = /\*\*Exit codes\.\*\*([\s\S]*?)\n\n/.exec(text('README.md'))?.[1] ?? '';
		for (const code of Object.values(Exit)) expect(told).toMatch(new RegExp(`(^|[ ·])\\s*${code} \\w`));
	});

	it('has a program that runs against the built core', () => {
		const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-readme-'));
		afterAll(() => rmSync(folder, { recursive: true, force: true }));
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(ROOT, join(folder, 'node_modules/metronome-jobs'));
		const [example] = inLanguage('js');
		const rest = 'console.log(accepted, findings.map(finding => finding.code).join());';
		const body = `const text = '{"id": "a"}';\n${example?.body}\n${rest}`;
		writeFileSync(join(folder, 'example.mjs'), body);
		const { stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], {
			cwd: folder,
			encoding: 'utf8',
		});
		expect([stdout, stderr]).toEqual(['false property-missing\n', '']);
	});
});

it.each(PAGES)('every link of %s leads to a file that is there', page => {
	const targets = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1] ?? '');
	const local = targets
		.filter(target => !/^(?:https?:|#|mailto:)/.test(target))
		.map(target => target.replace(/#.*/, ''));
	expect(local.filter(target => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
});
