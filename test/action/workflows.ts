import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './runner.ts';

/** The workflows of this repository and the recipes of its documentation, parsed. */

export interface WorkflowStep {
	readonly id?: string;
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, unknown>>;
	readonly env?: Readonly<Record<string, string>>;
}

export interface WorkflowJob {
	readonly permissions?: Readonly<Record<string, string>>;
	readonly 'timeout-minutes'?: number;
	readonly concurrency?: Readonly<Record<string, unknown>>;
	readonly environment?: unknown;
	readonly env?: Readonly<Record<string, string>>;
	readonly uses?: string;
	/** With `uses`: what the called workflow is given. */
	readonly with?: Readonly<Record<string, string>>;
	readonly secrets?: Readonly<Record<string, string>>;
	readonly steps?: readonly WorkflowStep[];
}

export interface Workflow {
	readonly name: string;
	readonly on: Readonly<Record<string, unknown>>;
	readonly permissions?: Readonly<Record<string, string>>;
	readonly concurrency?: Readonly<Record<string, unknown>>;
	readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export const RECIPES = 'docs/workflows';
export const OWN = '.github/workflows';

/** Their paths from the root. */
export const FILES = [RECIPES, OWN].flatMap(folder =>
	readdirSync(join(ROOT, folder)).map(name => `${folder}/${name}`),
);

/** As the Action is named in recipes. */
export const OURS = /^metronome-jobs\/metronome-jobs@/;

const PARSER = join(ROOT, 'test/peers/node_modules/yaml/package.json');

/** Whether there is what reads YAML: `npm ci --prefix test/peers`. */
export const hasYaml = existsSync(PARSER);

export function textOf(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}

/** Of a page: the first one that it shows. */
export function workflow(path: string): Workflow {
	const { parse } = createRequire(PARSER)('yaml');
	const text = textOf(path);
	const shown = path.endsWith('.md') ? (/^```yaml\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '') : text;
	return parse(shown, { strict: true, uniqueKeys: true });
}

export function stepsOf(path: string): readonly WorkflowStep[] {
	return Object.values(workflow(path).jobs).flatMap(({ steps = [] }) => steps);
}
