import type { Hover, Position } from 'vscode-languageserver-protocol';
import { parseCron } from '../../core/cron.ts';
import type { Type } from '../../core/definition/type.ts';
import type { Unit } from '../../core/job-file.ts';
import type { JobSummary } from '../../core/jobset.ts';
import { type JsonNode, type Member, type StringNode, stringIn, valueIn } from '../../core/json.ts';
import { DEFAULT_TIME_ZONE } from '../../core/schedule.ts';
import { isTimeZone } from '../../core/timezone.ts';
import { needsText } from '../../core/version.ts';
import type { Analysis } from '../analysis.ts';
import type { Client } from '../capabilities.ts';
import { cursorAt, definitionOf, unitAt } from '../cursor.ts';
import { aboutCron } from './about-cron.ts';
import { aboutJob } from './about-job.ts';
import { aboutProperty, schemaLink } from './about-property.ts';
import { aboutSecret } from './about-secret.ts';
import { offsetText } from './about-timezone.ts';
import { MARKDOWN, type Markup, PLAIN_TEXT } from './markup.ts';
import { secretAt } from './secret-at.ts';

/**
 * What is known of the secret, the property or the value at a position; null where there is nothing to say. `now`: ms
 * since 1970. `jobs`: all that are judged together.
 */
export function hover(
	analysis: Analysis,
	position: Position,
	client: Client,
	now = 0,
	jobs: () => readonly JobSummary[] = () => [],
): Hover | null {
	if (!analysis.isJobFile) return null;
	const offset = analysis.document.positions.offsetAt(position);
	const markup = client.hoverMarkdown ? MARKDOWN : PLAIN_TEXT;
	const secret = secretAt(analysis, offset);
	if (secret !== undefined)
		return shown(secret.node, aboutSecret(secret, analysis, markup), analysis, markup);
	const { member, part, leaf } = cursorAt(analysis.context.document.root, offset);
	const unit = unitAt(analysis.context.units, offset);
	if (member === undefined || unit === undefined) return null;
	if (part === 'key') return ofKey(member, unit, analysis, markup);
	if (leaf?.kind !== 'string') return null;
	const type = definitionOf(member, unit)?.type;
	const paragraphs =
		type === undefined ? [] : aboutValue(leaf, type, member, { analysis, markup, now, jobs });
	return paragraphs.length === 0 ? null : shown(leaf, paragraphs, analysis, markup);
}

function ofKey(member: Member, unit: Unit, analysis: Analysis, markup: Markup): Hover | null {
	const property = definitionOf(member, unit)?.property;
	if (property === undefined) return null;
	const isSchedule =
		unit.kind === 'schedule' ||
		(member.object.parent?.member?.key.value === 'schedules' && member.object.parent.kind === 'array');
	const source = schemaLink(isSchedule ? 'schedule' : 'job', markup);
	return shown(member.key, [...aboutProperty(property, markup), source], analysis, markup);
}

function shown(node: JsonNode, paragraphs: readonly string[], { document }: Analysis, markup: Markup): Hover {
	return { contents: markup.content(paragraphs), range: document.positions.range(node) };
}

interface Knowledge {
	readonly analysis: Analysis;
	readonly markup: Markup;
	readonly now: number;
	readonly jobs: () => readonly JobSummary[];
}

/** What a string means where it stands. */
function aboutValue(
	leaf: StringNode,
	type: Type,
	member: Member,
	{ analysis, markup, now, jobs }: Knowledge,
): readonly string[] {
	// What is only known at deploy time cannot be told of.
	if (type.kind !== 'string' || leaf.opaque === true) return [];
	switch (type.meaning) {
		case 'cron':
			return aboutExpression(leaf.value, stringIn(valueIn(member.object, 'timezone')), now, markup);
		case 'timezone':
			return isTimeZone(leaf.value) ? [`${markup.bold(leaf.value)}: ${offsetText(leaf.value, now)}`] : [];
		case 'dependency':
			return aboutJob(leaf.value, jobs(), analysis, markup);
		case 'job-id': {
			const all = jobs();
			return all.length === 0 ? [] : aboutJob(leaf.value, all, analysis, markup);
		}
		default: {
			const known = type.values?.find(({ value }) => value === leaf.value);
			if (known === undefined) return [];
			const needs = known.since === undefined ? '' : ` Needs ${needsText(known.since)}.`;
			return [`${markup.bold(known.value)}: ${markup.prose(known.description)}${needs}`];
		}
	}
}

function aboutExpression(
	text: string,
	written: string | undefined,
	now: number,
	markup: Markup,
): readonly string[] {
	const parsed = parseCron(text);
	if (!parsed.ok)
		return [`${markup.bold('Metronome cannot read this')}: ${markup.prose(parsed.problem.message)}`];
	const timezone = written ?? DEFAULT_TIME_ZONE;
	// In an unknown zone there are no times: the finding on it says so.
	return aboutCron(parsed.cron, isTimeZone(timezone) ? timezone : DEFAULT_TIME_ZONE, now, markup);
}
