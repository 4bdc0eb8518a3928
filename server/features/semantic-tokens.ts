import type { SemanticTokens } from 'vscode-languageserver-protocol';
import { type StringNode, valueIn } from '../../core/json.ts';
import { sourceValue } from '../../core/json-string.ts';
import type { FileContext } from '../../core/rule.ts';
import type { Span } from '../../core/text.ts';
import type { Positions } from '../positions.ts';
import { contentSpan } from './names.ts';

/** Places in the lists that `offers/navigation.ts` announces. */
const TYPE = { alias: 0, job: 1, source: 2, number: 3, keyword: 4, operator: 5 } as const;
const DECLARATION = 1;

interface Token extends Span {
	readonly type: number;
	readonly modifiers: number;
}

/** What a string means beyond its characters, in a span of the file or in all of it. */
export function semanticTokens(
	{ units, document }: FileContext,
	positions: Positions,
	within?: Span,
): SemanticTokens {
	const tokens: Token[] = [];
	const add = (node: StringNode | undefined, type: number, modifiers = 0): void => {
		if (node !== undefined) tokens.push({ ...contentSpan(node), type, modifiers });
	};
	for (const unit of units) {
		if (unit.kind === 'schedule') {
			if (unit.job === undefined) tokens.push(...cronTokens(valueIn(unit.node, 'cron'), document.text));
			continue;
		}
		const { idNode, dependencies, secrets, schedules } = unit.job;
		add(idNode, TYPE.job, DECLARATION);
		for (const dependency of dependencies) add(dependency, TYPE.job);
		for (const { node } of secrets.references) add(node, TYPE.alias);
		for (const { member, source } of secrets.declarations) {
			add(member.key, TYPE.alias, DECLARATION);
			add(source, TYPE.source);
		}
		for (const schedule of schedules) tokens.push(...cronTokens(valueIn(schedule, 'cron'), document.text));
	}
	const { text } = document;
	const wanted = tokens.filter(
		({ start, end }) =>
			end > start &&
			// A string that is not closed may run over several lines, which no token can.
			!/[\r\n]/.test(text.slice(start, end)) &&
			(within === undefined || (start < within.end && end > within.start)),
	);
	return {
		data: encoded(
			wanted.sort((a, b) => a.start - b.start),
			positions,
		),
	};
}

/** `0`, `MON`, `L`, and the signs between them. An expression with escapes has no parts to be shown. */
function cronTokens(node: ReturnType<typeof valueIn>, text: string): Token[] {
	if (node?.kind !== 'string') return [];
	const { start, end } = contentSpan(node);
	const written = sourceValue(text, node);
	if (written.length !== end - start) return [];
	return [...written.matchAll(/\d+|[A-Za-z@]+|[*?/,#|-]/g)].map(({ 0: part, index }) => {
		const type = /^\d/.test(part) ? TYPE.number : /^[A-Za-z@]/.test(part) ? TYPE.keyword : TYPE.operator;
		return { start: start + index, end: start + index + part.length, type, modifiers: 0 };
	});
}

/** Five numbers a token, each place relative to the one before. */
function encoded(tokens: readonly Token[], positions: Positions): number[] {
	const data: number[] = [];
	let before = { line: 0, character: 0 };
	for (const { start, end, type, modifiers } of tokens) {
		const from = positions.positionAt(start);
		const length = positions.positionAt(end).character - from.character;
		const isSameLine = from.line === before.line;
		const character = isSameLine ? from.character - before.character : from.character;
		data.push(from.line - before.line, character, length, type, modifiers);
		before = from;
	}
	return data;
}
