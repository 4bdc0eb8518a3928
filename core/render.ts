import type { Job } from './job.ts';
import { countingMembers, type JsonNode, type ObjectNode, pointerOf } from './json.ts';
import type { PatchChange } from './patch/merge.ts';
import type { PatchedText } from './patch/patched.ts';
import { type TruePlace, truePlace } from './patch/relocate.ts';
import type { FileContext } from './rule.ts';
import { maskSecrets } from './secrets/masking.ts';
import { SourceText } from './text.ts';
import { variableUses } from './variable-uses.ts';

/** A job as it goes to the server, and where the parts come from that do not stand in its file just so. */
export interface RenderedJob {
	readonly id: string | undefined;
	/** JSON, indented; the keys in the author's order, and every secret that is written out hidden. */
	readonly text: string;
	/** In the order of the text, then what is gone. */
	readonly origins: readonly ValueOrigin[];
}

/** Why a value of a job is not what its file says. */
export type ValueOrigin = {
	/** In the job as it is rendered. */
	readonly pointer: string;
	/** Where it comes from; of a variable, where it is used. */
	readonly place: TruePlace;
} & (
	| { readonly from: 'patch'; readonly does: PatchChange['does'] }
	/** `known` is false: nobody knows its value yet, and `{{name}}` stands as it is written. */
	| { readonly from: 'variable'; readonly name: string; readonly known: boolean }
);

/** Renders the jobs of a file, with the schedules beside them. `patched`: what the context was made of. */
export function renderJobs(context: FileContext, patched: PatchedText | undefined): readonly RenderedJob[] {
	return context.units.flatMap(unit => (unit.kind === 'job' ? renderJob(unit.job, context, patched) : []));
}

function renderJob(job: Job, context: FileContext, patched: PatchedText | undefined): RenderedJob {
	const beside = job.schedules.filter(schedule => !isInside(schedule, job.node));
	const plain = new SourceText(`${indented(job.node, '', beside.length > 0 ? job.schedules : [])}\n`);
	const inJob = pointersOf(job, beside);
	const variables = [job.node, ...beside].flatMap(node => variablesIn(node, context, patched, inJob));
	return { id: job.id, text: maskSecrets(plain).text, origins: [...patchesIn(patched, inJob), ...variables] };
}

function isInside(node: JsonNode, outer: JsonNode): boolean {
	return node.start >= outer.start && node.end <= outer.end;
}

/** The pointer in the rendered job of a place in the file; undefined for one that belongs to another job. */
type InJob = (pointer: string) => string | undefined;

function pointersOf(job: Job, beside: readonly ObjectNode[]): InJob {
	const own = job.schedules.length - beside.length;
	const places = [
		[job.pointer, ''] as const,
		...beside.map((schedule, index) => [pointerOf(schedule), `/schedules/${own + index}`] as const),
	];
	return pointer => {
		const found = places.find(([from]) => pointer === from || pointer.startsWith(`${from}/`));
		return found === undefined ? undefined : `${found[1]}${pointer.slice(found[0].length)}`;
	};
}

/** Of several changes of one place only the last one shows. */
function patchesIn(patched: PatchedText | undefined, inJob: InJob): readonly ValueOrigin[] {
	if (patched === undefined) return [];
	const { changes } = patched;
	const isOver = (index: number, pointer: string): boolean =>
		changes.slice(index + 1).some(later => `${pointer}/`.startsWith(`${later.pointer}/`));
	return changes.flatMap(({ pointer, does, file, from }, index): readonly ValueOrigin[] => {
		const there = inJob(pointer);
		if (there === undefined || isOver(index, pointer)) return [];
		const place = { file, pointer: from.pointer, span: from.key, change: changes[index] };
		return [{ pointer: there, place, from: 'patch', does }];
	});
}

function variablesIn(
	node: JsonNode,
	{ document, target }: FileContext,
	patched: PatchedText | undefined,
	inJob: InJob,
): readonly ValueOrigin[] {
	return variableUses(node, document.text, target.variables).flatMap(
		({ name, value, node: text, span }): readonly ValueOrigin[] => {
			const pointer = pointerOf(text);
			const there = inJob(pointer);
			if (there === undefined) return [];
			const own = { file: undefined, pointer, span, change: undefined };
			const place = patched === undefined ? own : truePlace(patched, pointer, span);
			return [{ pointer: there, place, from: 'variable', name, known: value !== undefined }];
		},
	);
}

const INDENT = '  ';

/** The JSON of a value, with the values of variables put in. `schedules`: those of a job, instead of its own alone. */
function indented(node: JsonNode, margin: string, schedules: readonly ObjectNode[] = []): string {
	const inner = margin + INDENT;
	switch (node.kind) {
		case 'object': {
			const members = countingMembers(node).flatMap(({ key, value }) =>
				value === undefined || (schedules.length > 0 && key.value === 'schedules')
					? []
					: [`${inner}${JSON.stringify(key.value)}: ${indented(value, inner)}`],
			);
			if (schedules.length > 0) {
				const items = schedules.map(schedule => `${inner}${INDENT}${indented(schedule, inner + INDENT)}`);
				members.push(`${inner}"schedules": [\n${items.join(',\n')}\n${inner}]`);
			}
			return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${margin}}`;
		}
		case 'array': {
			const items = node.items.map(item => `${inner}${indented(item, inner)}`);
			return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${margin}]`;
		}
		case 'string':
			return JSON.stringify(node.value);
		case 'number':
			return node.raw;
		case 'boolean':
			return String(node.value);
		case 'null':
			return 'null';
	}
}
