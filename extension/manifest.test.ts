import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readClientSettings, SETTINGS_SECTION } from '../server/client-settings.ts';
import { readHintSettings } from '../server/features/inlay-hints.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const root = JSON.parse(read('../package.json'));
const sources = readdirSync(join(folder, 'src'))
	.filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
	.map(name => read(`src/${name}`));
const settings: Record<string, { default: unknown; pattern?: string; enum?: string[] }> =
	manifest.contributes.configuration.properties;
const setting = (name: string) => settings[`${SETTINGS_SECTION}.${name}`];

describe("the extension's manifest", () => {
	it('has the version of the tool', () => {
		expect(manifest.version).toBe(root.version);
	});

	it('promises the oldest VS Code whose types the sources are checked with', () => {
		expect(manifest.engines.vscode).toBe(`^${root.devDependencies['@types/vscode']}`);
	});

	it('has a text for every key, and no text without one', () => {
		const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(match => match[1]);
		expect(new Set(used)).toEqual(new Set(Object.keys(JSON.parse(read('package.nls.json')))));
	});

	it('offers the texts of the sources for translation, and no others', () => {
		const texts = sources.flatMap(source =>
			[...source.matchAll(/l10n\.t\(\s*'([^']*)'/g)].map(match => match[1] ?? ''),
		);
		expect(new Set(Object.keys(JSON.parse(read('l10n/bundle.l10n.json'))))).toEqual(new Set(texts));
	});

	it('has every command that the sources register, but those of code lenses', () => {
		const commands: { command: string }[] = manifest.contributes.commands;
		const declared = commands.map(({ command }) => command.replace('metronome-jobs.', ''));
		const registered = sources.flatMap(source => [
			...[...source.matchAll(/\bcommand\('(\w+)'/g)].map(match => match[1]),
			...[...source.matchAll(/'metronome-jobs\.(plan|runInEmulator)'/g)].map(match => match[1]),
		]);
		expect(new Set(declared)).toEqual(new Set(registered));
	});

	it('adds nothing to JSON but the schema of the config: job files would get every message twice', () => {
		const matches = manifest.contributes.jsonValidation.map(
			(entry: { fileMatch: string }) => entry.fileMatch,
		);
		expect(matches).toEqual(['metronome-jobs.json']);
		expect(manifest.contributes.languages).toEqual([{ id: 'jsonc', filenames: ['metronome-jobs.json'] }]);
	});
});

describe("the extension's settings", () => {
	it('are the ones that the server reads, with its defaults', () => {
		const known = Object.keys(settings).map(name => name.slice(SETTINGS_SECTION.length + 1));
		// Whether a workspace is trusted is nobody's setting.
		const read = Object.keys(readClientSettings({})).filter(name => name !== 'trusted');
		const hints = Object.keys(readHintSettings({})).map(name => `inlayHints.${name}`);
		expect(new Set(known)).toEqual(new Set([...read, ...hints, 'trace.server']));
		expect(readClientSettings(Object.fromEntries(read.map(name => [name, setting(name)?.default])))).toEqual({
			...readClientSettings({}),
			check: 'workspace',
		});
		for (const [name, preset] of Object.entries(readHintSettings({}))) {
			expect(setting(`inlayHints.${name}`)?.default).toBe(preset);
		}
	});

	it.each(['open', 'workspace', 'off'])('take the scope %s', scope => {
		expect(setting('check')?.enum).toContain(scope);
		expect(readClientSettings({ check: scope }).check).toBe(scope);
	});

	it.each([
		['metronome', '0.6.70', 'newest'],
		['dcos', '2.2', '2'],
	])('refuse what is no version: %s', (name, good, bad) => {
		const pattern = new RegExp(setting(name)?.pattern ?? '^never$');
		expect([pattern.test(good), pattern.test(bad), pattern.test('')]).toEqual([true, false, true]);
	});

	it('that choose a store or a cluster do not count in a workspace that is not trusted', () => {
		expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
			supported: 'limited',
			restrictedConfigurations: ['metronomeJobs.config', 'metronomeJobs.target'],
		});
	});
});
