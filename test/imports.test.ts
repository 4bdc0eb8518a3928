import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Which folders the code of a folder may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	core: [],
	stores: ['core'],
	deploy: ['core'],
	emulator: ['core', 'stores', 'files/decode.ts'],
	files: ['core', 'stores'],
	targets: ['core', 'stores', 'deploy', 'files'],
	server: ['core', 'stores'],
	cli: ['core', 'stores', 'deploy', 'emulator', 'files', 'server', 'targets'],
	action: ['core', 'stores', 'deploy', 'emulator', 'files', 'targets', 'cli/formats'],
	// Types only: what both ends of a request of our own mean.
	extension: ['server/messages.ts'],
};

/** Pure libraries that core may use. */
const PURE_LIBRARIES = ['jsonc-parser', 'picomatch', 'picomatch/posix'];

/** The one door from the server to the disk, and to the stores as the command line opens them. */
const SERVER_NODE_FILES = /^server\/node[^/]*\.ts$/;
const BEHIND_THE_DOOR = /^(?:files\/.*|targets\/store\.ts)$/;

interface Import {
	readonly from: string;
	readonly to: string;
}

const files = Object.keys(MAY_IMPORT).flatMap(folder => sources(folder));
const imports = files.flatMap(importsOf);

function sources(folder: string): string[] {
	let entries: ReturnType<typeof list>;
	try {
		entries = list(folder);
	} catch {
		return [];
	}
	return entries
		.filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
		.map(entry => relative(root, join(entry.parentPath, entry.name)))
		.filter(path => !path.includes('node_modules') && !path.includes('/dist/'));
}

function list(folder: string) {
	return readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
}

function importsOf(file: string): Import[] {
	const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
	const specifiers = [
		...text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'/gm),
		...text.matchAll(/^import\s+'([^']+)'/gm),
		...text.matchAll(/\bimport\('([^']+)'\)/g),
	].map(match => match[1] ?? '');
	return specifiers.map(specifier => ({
		from: file,
		to: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
	}));
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const isLocal = (path: string): boolean => folderOf(path) in MAY_IMPORT;

describe('imports', () => {
	it('finds the code at all', () => {
		expect(files.length).toBeGreaterThan(50);
	});

	it.each(Object.keys(MAY_IMPORT))('%s imports only what it may', folder => {
		const allowed = MAY_IMPORT[folder] ?? [];
		const wrong = imports.filter(({ from, to }) => {
			if (folderOf(from) !== folder || !isLocal(to) || folderOf(to) === folder) return false;
			if (SERVER_NODE_FILES.test(from) && BEHIND_THE_DOOR.test(to)) return false;
			return !allowed.some(place => to === place || to.startsWith(`${place}/`));
		});
		expect(wrong).toEqual([]);
	});

	it('core imports only pure libraries', () => {
		const libraries = imports.filter(({ from, to }) => folderOf(from) === 'core' && !to.startsWith('core/'));
		expect(libraries.filter(({ to }) => !PURE_LIBRARIES.includes(to))).toEqual([]);
	});

	it('go in no circle', () => {
		expect(circles()).toEqual([]);
	});
});

/** Circles of files; type-only imports count as well: a type lives where it belongs. */
function circles(): string[] {
	const next = new Map<string, string[]>();
	for (const { from, to } of imports) if (isLocal(to)) next.set(from, [...(next.get(from) ?? []), to]);
	const found: string[] = [];
	const state = new Map<string, 'open' | 'done'>();
	const visit = (file: string, path: readonly string[]): void => {
		if (state.get(file) === 'done') return;
		if (state.get(file) === 'open') {
			found.push([...path.slice(path.indexOf(file)), file].join(' → '));
			return;
		}
		state.set(file, 'open');
		for (const target of next.get(file) ?? []) visit(target, [...path, file]);
		state.set(file, 'done');
	};
	for (const file of next.keys()) visit(file, []);
	return found;
}
