import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConfigText } from '../core/config/config-file.ts';
import type { ConfigProblem } from '../core/config/problem.ts';
import { parseConfig } from '../core/config.ts';
import { CONFIG_FILE_NAME } from '../core/project.ts';
import { type Inventory, inventoryOf, parseInventory, unknownInventory } from '../core/secrets/inventory.ts';
import {
	type ConfigLayer,
	type FilePlace,
	mergeSettings,
	type SecretsSettings,
	type Settings,
} from '../core/settings.ts';
import { DEFAULT_TARGET } from '../core/target.ts';
import type { SourceText } from '../core/text.ts';
import { absolutePath, displayPath } from './paths.ts';
import { readTextFile } from './read.ts';

/** A settings file with all that it extends. */
export interface LoadedConfig {
	/** Absolute, with `/`. */
	readonly path: string;
	/** As findings name it. */
	readonly shown: string;
	/** Its folder, absolute. */
	readonly base: string;
	readonly settings: Settings;
	/** Of this file and of those it extends. */
	readonly problems: readonly ConfigFileProblem[];
	/** Texts of all of them, by the names that findings use. */
	readonly sources: ReadonlyMap<string, SourceText>;
	/** Absolute paths of all of them: they are no job files. */
	readonly paths: ReadonlySet<string>;
}

export interface ConfigFileProblem extends ConfigProblem {
	readonly file: string;
}

export type ConfigResult =
	| { readonly ok: true; readonly config: LoadedConfig }
	/** Completes a sentence that begins with the file's name. */
	| { readonly ok: false; readonly message: string };

/** Reads a settings file (absolute path) and everything that it extends. What is wrong in them is among the problems. */
export function loadConfig(cwd: string, path: string): ConfigResult {
	const read = readTextFile(path);
	if (!read.ok) return { ok: false, message: read.failure.message };
	const loader = new ConfigLoader(cwd);
	loader.add(path, read.file.source, [path]);
	return { ok: true, config: loader.result(path) };
}

/** How deep configs may build on one another; a longer chain is a mistake. */
const DEEPEST_CHAIN = 20;

class ConfigLoader {
	private readonly cwd: string;
	private readonly layers: ConfigLayer[] = [];
	private readonly problems: ConfigFileProblem[] = [];
	private readonly sources = new Map<string, SourceText>();
	private readonly paths = new Set<string>();

	constructor(cwd: string) {
		this.cwd = cwd;
	}

	/** `chain`: the files that led here, this one last. */
	add(path: string, source: SourceText, chain: readonly string[]): void {
		const file = displayPath(this.cwd, path);
		const { config, problems } = parseConfig(source.text);
		if (!this.paths.has(path)) this.problems.push(...problems.map(problem => ({ ...problem, file })));
		this.paths.add(path);
		this.sources.set(file, source);
		for (const base of config.extends) this.extend(base, { ...base, file }, chain);
		this.layers.push({ config, file, base: dirname(path) });
	}

	private extend(written: ConfigText, at: FilePlace, chain: readonly string[]): void {
		const from = dirname(chain.at(-1) ?? '');
		const path = fileOrInside(absolutePath(from, written.value));
		const again = chain.indexOf(path);
		if (again >= 0) {
			const circle = [...chain.slice(again), path].map(link => displayPath(this.cwd, link));
			return this.problem(at, `The configs extend each other in a circle: ${circle.join(' → ')}.`);
		}
		if (chain.length >= DEEPEST_CHAIN) {
			return this.problem(at, `More than ${DEEPEST_CHAIN} configs build on one another.`);
		}
		const read = readTextFile(path);
		if (read.ok) this.add(path, read.file.source, [...chain, path]);
		else this.problem(at, `${displayPath(this.cwd, path)} ${read.failure.message}.`);
	}

	private problem({ file, pointer, start, end }: FilePlace, message: string): void {
		this.problems.push({ file, pointer, start, end, message });
	}

	result(path: string): LoadedConfig {
		return {
			path,
			shown: displayPath(this.cwd, path),
			base: dirname(path),
			settings: mergeSettings(this.layers),
			problems: this.problems,
			sources: this.sources,
			paths: this.paths,
		};
	}
}

/** A folder stands for the settings file in it. */
function fileOrInside(path: string): string {
	const inside = absolutePath(path, CONFIG_FILE_NAME);
	return existsSync(inside) ? inside : path;
}

export interface LoadedInventory {
	readonly inventory: Inventory | undefined;
	/** Of the config that names it. */
	readonly problem: ConfigFileProblem | undefined;
	readonly notice: string | undefined;
	/** Absolute: it is no job file. */
	readonly path: string | undefined;
}

/** Reads the inventory that secret settings name. One that cannot be read makes every source `cannot tell`. */
export function loadInventory(cwd: string, secrets: SecretsSettings): LoadedInventory {
	const wanted = secrets.inventory;
	if (wanted === undefined)
		return { inventory: undefined, problem: undefined, notice: undefined, path: undefined };
	const path = absolutePath(wanted.base, wanted.path);
	const shown = displayPath(cwd, path);
	const name = `the inventory ${shown}`;
	const read = readTextFile(path);
	const parsed = read.ok ? parseInventory(read.file.source.text) : undefined;
	if (parsed?.ok !== true) {
		const why = parsed?.problem ?? (read.ok ? '' : read.failure.message);
		const { file, pointer, start, end } = wanted.at;
		return {
			inventory: unknownInventory(name, `${name} could not be read`),
			problem: { file, pointer, start, end, message: `The inventory ${shown} ${why}.` },
			notice: undefined,
			path,
		};
	}
	return {
		inventory: inventoryOf(name, parsed.sources, secrets.dialect ?? DEFAULT_TARGET.dialect),
		problem: undefined,
		notice: parsed.holdsValues
			? `${shown} seems to hold values of secrets. An inventory only has names: remove the values.`
			: undefined,
		path,
	};
}
