import type { InlayHint, Range } from 'vscode-languageserver-protocol';
import { describeCron } from '../../core/cron.ts';
import { JOB } from '../../core/definition/job.ts';
import { SCHEDULE } from '../../core/definition/schedule.ts';
import { isKnownIn, type ObjectType, type Type } from '../../core/definition/type.ts';
import { type JsonNode, memberOf, type ObjectNode } from '../../core/json.ts';
import { scheduleView } from '../../core/schedule.ts';
import type { Span } from '../../core/text.ts';
import type { Version } from '../../core/version.ts';
import type { Analysis } from '../analysis.ts';

/** What an editor's user wants to see between the words; section `metronomeJobs.inlayHints`. */
export interface HintSettings {
	/** What an expression means. */
	readonly cron: boolean;
	/** What the server puts in for properties that are not there. */
	readonly defaults: boolean;
}

/** Anything may come: what is no boolean is as if unset. */
export function readHintSettings(section: unknown): HintSettings {
	const read = (name: string, preset: boolean): boolean => {
		if (typeof section !== 'object' || section === null) return preset;
		const value: unknown = Object.entries(section).find(([key]) => key === name)?.[1];
		return typeof value === 'boolean' ? value : preset;
	};
	return { cron: read('cron', true), defaults: read('defaults', false) };
}

/** The hints of a range. */
export function inlayHints(analysis: Analysis, range: Range, settings: HintSettings): InlayHint[] {
	if (!analysis.isJobFile) return [];
	const { document, context } = analysis;
	const { positions } = document;
	const shown = { start: positions.offsetAt(range.start), end: positions.offsetAt(range.end) };
	const hints: InlayHint[] = [];
	for (const unit of context.units) {
		const type = unit.kind === 'job' ? JOB : SCHEDULE;
		if (settings.defaults) hints.push(...defaultsBelow(unit.node, type, shown, analysis));
		if (!settings.cron) continue;
		const schedules = unit.kind === 'job' ? unit.job.schedules : unit.job === undefined ? [unit.node] : [];
		for (const node of schedules) if (node.kind === 'object') hints.push(...cronHint(node, shown, analysis));
	}
	return hints;
}

function isIn(offset: number, { start, end }: Span): boolean {
	return offset >= start && offset <= end;
}

function cronHint(node: ObjectNode, shown: Span, { document }: Analysis): InlayHint[] {
	const schedule =
		isIn(node.start, shown) || isIn(node.end, shown) || isAround(node, shown)
			? scheduleView(node)
			: undefined;
	if (schedule === undefined || !isIn(schedule.cronNode.end, shown)) return [];
	const label = describeCron(schedule.cron);
	return [{ position: document.positions.positionAt(schedule.cronNode.end), label, paddingLeft: true }];
}

function isAround(node: Span, shown: Span): boolean {
	return node.start <= shown.start && node.end >= shown.end;
}

/** Objects of the definition only: the keys of a map are the user's own, and may be thousands. */
function defaultsBelow(node: JsonNode, type: Type, shown: Span, analysis: Analysis): readonly InlayHint[] {
	if (node.end < shown.start || node.start > shown.end) return [];
	if (node.kind === 'array' && type.kind === 'array') {
		return node.items.flatMap(item => defaultsBelow(item, type.items, shown, analysis));
	}
	if (node.kind !== 'object' || type.kind !== 'object') return [];
	const inner = type.properties.flatMap(property => {
		const value = memberOf(node, property.name)?.value;
		return value === undefined ? [] : defaultsBelow(value, property.type, shown, analysis);
	});
	return [...inner, ...defaultsOf(node, type, shown, analysis)];
}

function defaultsOf(
	node: ObjectNode,
	type: ObjectType,
	shown: Span,
	{ document, project }: Analysis,
): InlayHint[] {
	const last = node.members.at(-1);
	if (last === undefined || !isIn(last.end, shown)) return [];
	const absent = absentDefaults(node, type, project.target.version);
	if (absent.length === 0) return [];
	const position = document.positions.positionAt(last.end);
	return [{ position, label: absent.join(', '), paddingLeft: true }];
}

/** Empty lists and objects are left out: they say nothing. */
function absentDefaults(node: ObjectNode, type: ObjectType, version: Version): readonly string[] {
	return type.properties.flatMap(property => {
		const { name, default: preset } = property;
		if (preset === undefined || /^[[{]/.test(preset) || memberOf(node, name) !== undefined) return [];
		return isKnownIn(property, version) ? [`${name}: ${preset}`] : [];
	});
}
