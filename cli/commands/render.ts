import { type RenderedJob, renderJobs, type ValueOrigin } from '../../core/render.ts';
import type { TargetSettings } from '../../core/settings.ts';
import type { SourceText } from '../../core/text.ts';
import { type Visited, visitJobFiles } from '../../files/visit.ts';
import { paint } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import { Exit, type Io, wantsColor } from '../io.ts';
import { type JudgeOptions, requestOf, tellTroubles, troubleCode } from './check.ts';

export interface RenderCommand extends JudgeOptions {
	readonly json?: boolean;
}

/** A job, and how to say where its values come from. */
interface Shown {
	readonly file: string;
	readonly job: RenderedJob;
	readonly sourceOf: (origin: ValueOrigin) => SourceText | undefined;
	readonly variables: TargetSettings['variables'];
}

/**
 * `render`: the jobs as they go to a target, after variables and patches, and where each changed value comes from.
 * Exits with 1 where a variable has no value.
 */
export function render(paths: readonly string[], options: RenderCommand, io: Io): number {
	const shown: Shown[] = [];
	const request = { ...requestOf(paths, options, io), env: io.env };
	const result = visitJobFiles(request, (context, visited) => {
		const variables = visited.project.settings.targets.get(options.target ?? '')?.variables ?? new Map();
		const sourceOf = sourcesOf(visited);
		for (const job of renderJobs(context, visited.patched)) {
			shown.push({ file: context.file ?? '', job, sourceOf, variables });
		}
	});
	tellTroubles(result, io);
	io.out.write(options.json === true ? asJson(shown) : asText(shown, io));
	const unknown = shown.flatMap(one => one.job.origins.flatMap(origin => unknownText(one, origin)));
	for (const text of unknown) io.err.write(`metronome-jobs: ${printable(text)}\n`);
	return troubleCode(result) ?? (unknown.length > 0 ? Exit.findings : Exit.fine);
}

function sourcesOf({ project, source }: Visited): Shown['sourceOf'] {
	return ({ place }) => (place.file === undefined ? source : project.config?.sources.get(place.file));
}

function unknownText(shown: Shown, origin: ValueOrigin): string[] {
	if (origin.from !== 'variable' || origin.known) return [];
	const variable = shown.variables.get(origin.name);
	const why = variable?.env === undefined ? '' : `: the environment variable ${variable.env} is not set`;
	return [`${placeText(shown, origin)}: the variable '${origin.name}' has no value${why}.`];
}

/** `metronome-jobs.json:12:7`, as compilers say it. */
function placeText({ file, sourceOf }: Shown, origin: ValueOrigin): string {
	const { place } = origin;
	const at = place.span === null ? undefined : sourceOf(origin)?.positionAt(place.span.start);
	const name = place.file ?? file;
	return at === undefined ? name : `${name}:${at.line + 1}:${at.character + 1}`;
}

function asText(shown: readonly Shown[], io: Io): string {
	if (shown.length === 0) return 'There is no job.\n';
	const { bold, dim } = paint(wantsColor(io.out, io.env));
	return shown
		.map(one => {
			const { id, text, origins } = one.job;
			const title = `${bold(printable(id ?? '(no id)'))}  ${dim(printable(one.file))}`;
			const json = text.trimEnd().split('\n').map(printable).join('\n');
			const width = Math.max(0, ...origins.map(({ pointer }) => pointer.length));
			const lines = origins.map(
				origin => `  ${printable(origin.pointer.padEnd(width))}  ${dim(printable(originText(one, origin)))}`,
			);
			return `${[title, json, ...lines].join('\n')}\n`;
		})
		.join('\n');
}

const PATCH_WORDS = { sets: 'replaced by', adds: 'added by', removes: 'removed by' } as const;

function originText(shown: Shown, origin: ValueOrigin): string {
	const at = placeText(shown, origin);
	if (origin.from === 'patch') return `${PATCH_WORDS[origin.does]} the patch at ${at}`;
	const { env, value } = shown.variables.get(origin.name) ?? {};
	const source = env === undefined ? 'the config' : value === undefined ? env : `${env} or the config`;
	return `has the variable ${origin.name} (${source}) at ${at}`;
}

/** One object, with the definitions as they are rendered: reading them would cost numbers their digits. */
function asJson(shown: readonly Shown[]): string {
	const jobs = shown.map(one => {
		const head = JSON.stringify({ file: one.file, job: one.job.id ?? null });
		const provenance = JSON.stringify(one.job.origins.map(origin => originJson(one, origin)));
		return `${head.slice(0, -1)},"definition":${one.job.text.trimEnd()},"provenance":${provenance}}`;
	});
	return `{"version":1,"jobs":[${jobs.join(',\n')}]}\n`;
}

function originJson(shown: Shown, origin: ValueOrigin): object {
	const { pointer, place } = origin;
	const range = place.span === null ? null : (shown.sourceOf(origin)?.range(place.span) ?? null);
	const at = { file: place.file ?? shown.file, pointer: place.pointer, range };
	if (origin.from === 'patch') return { pointer, from: 'patch', does: origin.does, at };
	const env = shown.variables.get(origin.name)?.env ?? null;
	return { pointer, from: 'variable', variable: origin.name, env, known: origin.known, at };
}
