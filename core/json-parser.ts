import type {
	ArrayNode,
	JsonDocument,
	JsonNode,
	Member,
	ObjectNode,
	StringNode,
	SyntaxProblem,
} from './json.ts';
import { isPlaceholderAt, looksLikeKey, quote, withoutQuotes } from './json-lexis.ts';
import { stringNode, Token, TokenReader } from './json-tokens.ts';
import type { Target } from './target.ts';
import type { Span } from './text.ts';

/**
 * How deep containers may nest. The recorded server takes 100 levels; some thousand end its process
 * (facts: stack overflow), so nothing deeper is looked at.
 */
export const MAX_DEPTH = 1000;

const NO_VARIABLES: Target['variables'] = new Map();

/**
 * Reads the first JSON value of a text as Metronome's reader does, and goes on after mistakes so that an
 * editor has a tree for a half-typed document. Never throws, never recurses.
 * `variables` are put into the values of strings (not into keys); every offset stays that of the text.
 */
export function parseJson(text: string, variables: Target['variables'] = NO_VARIABLES): JsonDocument {
	const builder = new TreeBuilder(new TokenReader(text, variables));
	builder.run();
	return { text, root: builder.root, problems: builder.problems, rest: builder.rest };
}

type Container = ObjectNode | ArrayNode;

const WORDS: ReadonlySet<number> = new Set([Token.Number, Token.True, Token.False, Token.Null]);

/** What the text may go on with, in the container on top of the stack. */
type State = 'value' | 'first-key' | 'key' | 'colon' | 'first-item' | 'item' | 'comma' | 'done';

class TreeBuilder {
	root: JsonNode | undefined;
	rest: Span | undefined;
	private readonly tokens: TokenReader;
	private container: Container | undefined;
	private member: Member | undefined;
	private depth = 0;
	private state: State = 'value';
	private lastComma = -1;
	private lastEnd = 0;
	/** The last token was an odd word; what follows without a comma is part of the same mistake. */
	private afterOddWord = false;

	constructor(tokens: TokenReader) {
		this.tokens = tokens;
	}

	get problems(): readonly SyntaxProblem[] {
		return this.tokens.problems;
	}

	run(): void {
		for (;;) {
			const token = this.tokens.next();
			if (token === Token.End) {
				this.end();
				return;
			}
			const isOdd = this.isOdd(token);
			if (isOdd) this.oddWord();
			else if (!this.take(token)) return;
			this.afterOddWord = isOdd;
			if (this.state === 'done') {
				if (this.root !== undefined) this.lookBehind();
				return;
			}
			this.lastEnd = this.tokens.end;
		}
	}

	/** A word that JSON does not know, what goes with one, or `{{name}}` where a value or key is wanted. */
	private isOdd(token: number): boolean {
		if (token === Token.Unknown) return true;
		if (this.afterOddWord && this.state === 'comma' && WORDS.has(token)) return true;
		if (token !== Token.OpenBrace || this.state === 'colon') return false;
		return isPlaceholderAt(this.tokens.text, this.tokens.start);
	}

	/** One finding for what someone wrote instead of JSON, however many tokens it is, and on with the next. */
	private oddWord(): void {
		const { kind, span } = this.tokens.oddWord();
		this.tokens.skipTo(span.end);
		const text = this.tokens.text.slice(span.start, span.end);
		if (this.state === 'comma' && this.afterOddWord) this.tokens.extendLastProblem(span.end);
		else if (kind === 'placeholder') {
			const message = `${quote(text)} is not JSON: a variable can only stand inside a string`;
			this.tokens.report('placeholder', message, span);
			this.oddValue(undefined);
		} else if (this.isKey(text, span.end)) this.oddKey(withoutQuotes(text), span);
		else if (!this.wantsValue()) this.tokens.report('unexpected', 'Unexpected text', span);
		else {
			const message =
				'This is no JSON value; text stands in double quotes, and other words are true, false and null';
			this.tokens.report('bad-word', message, span);
			this.oddValue(withoutQuotes(text) === text ? undefined : stringNode(span, withoutQuotes(text), true));
		}
	}

	/** The word stands for a value of its own. One in other quotes is plainly a string. */
	private oddValue(node: JsonNode | undefined): void {
		if (!this.wantsValue()) return;
		if (node !== undefined) this.attach(node);
		this.state = this.container === undefined ? 'done' : 'comma';
	}

	private wantsValue(): boolean {
		return this.state === 'value' || this.state === 'first-item' || this.state === 'item';
	}

	private isKey(text: string, end: number): boolean {
		if (!looksLikeKey(text)) return false;
		if (this.state === 'first-key' || this.state === 'key') return true;
		if (this.state !== 'comma' || this.container?.kind !== 'object') return false;
		return /^\s*:/.test(this.tokens.text.slice(end, end + 80));
	}

	private oddKey(name: string, span: Span): void {
		if (this.state === 'comma') this.missingComma();
		this.tokens.report('bad-key', `The key ${quote(name)} must stand in double quotes`, span);
		this.key(stringNode(span, name, true));
	}

	/** Handles one token; false: nothing more is to be read. */
	private take(token: number): boolean {
		switch (token) {
			case Token.CloseBrace:
				return this.close('object');
			case Token.CloseBracket:
				return this.close('array');
			case Token.Comma:
				return this.comma();
			case Token.Colon:
				if (this.state === 'colon') this.state = 'value';
				else this.tokens.unexpected("':'");
				return true;
			case Token.String:
				if (this.state === 'first-key' || this.state === 'key' || this.keyAfterMissingComma()) {
					this.key(this.tokens.string(false));
					return true;
				}
				return this.value(token);
			default:
				return this.value(token);
		}
	}

	/** `"a": 1 "b": 2`: in an object, a string where a comma should stand opens the next member. */
	private keyAfterMissingComma(): boolean {
		if (this.state !== 'comma' || this.container?.kind !== 'object') return false;
		this.missingComma();
		return true;
	}

	private missingComma(): void {
		if (this.afterOddWord || this.lastProblem()?.kind === 'unclosed-string') return;
		this.tokens.report('missing-comma', 'A comma is missing here', this.gap());
	}

	/** The problem found last, where nothing was read since. */
	private lastProblem(): SyntaxProblem | undefined {
		const last = this.problems.at(-1);
		return last?.end === this.lastEnd ? last : undefined;
	}

	/** The place right behind the token before this one. */
	private gap(): Span {
		return { start: this.lastEnd, end: Math.min(this.lastEnd + 1, this.tokens.text.length) };
	}

	private key(key: StringNode): void {
		const object = this.container;
		if (object?.kind !== 'object') return;
		const member: Member = { object, key, value: undefined, start: key.start, end: key.end };
		key.parent = object;
		object.members.push(member);
		this.member = member;
		this.state = 'colon';
	}

	private value(token: number): boolean {
		// In an object a value without a key is no matter of commas.
		if (this.state === 'comma' && this.container?.kind === 'object') {
			this.tokens.unexpected(this.tokens.signText(token));
		} else if (this.state === 'comma') this.missingComma();
		if (this.state === 'colon') {
			this.tokens.report('missing-colon', 'A colon is missing between the key and its value', this.gap());
		}
		if (this.state === 'first-key' || this.state === 'key') {
			this.tokens.unexpected(`${this.tokens.signText(token)}; a key in double quotes is wanted`);
			return true;
		}
		const node = this.node(token);
		if (node === undefined) {
			this.state = this.container === undefined ? 'done' : 'comma';
			return true;
		}
		this.attach(node);
		if (node.kind === 'object' || node.kind === 'array') return this.open(node);
		this.state = this.container === undefined ? 'done' : 'comma';
		return true;
	}

	private attach(node: JsonNode): void {
		const parent = this.container;
		if (parent === undefined) {
			this.root = node;
			return;
		}
		node.parent = parent;
		if (parent.kind === 'array') {
			node.index = parent.items.length;
			parent.items.push(node);
		} else if (this.member !== undefined && this.member.value === undefined) {
			node.member = this.member;
			this.member.value = node;
			this.member.end = node.end;
		}
	}

	private open(node: Container): boolean {
		this.depth++;
		if (this.depth > MAX_DEPTH) {
			this.tokens.report(
				'too-deep',
				`Nested deeper than ${MAX_DEPTH} levels: such a body can end the server's process`,
				{ start: node.start, end: node.start + 1 },
			);
			return false;
		}
		this.container = node;
		this.state = node.kind === 'object' ? 'first-key' : 'first-item';
		return true;
	}

	private close(kind: Container['kind']): boolean {
		const sign = kind === 'object' ? "'}'" : "']'";
		if (this.container?.kind !== kind) {
			this.tokens.unexpected(sign);
			return this.container !== undefined;
		}
		if (this.state === 'key' || this.state === 'item') {
			this.tokens.report('trailing-comma', `A comma before ${sign} is not JSON`, {
				start: this.lastComma,
				end: this.lastComma + 1,
			});
		} else if (this.state === 'colon' || this.state === 'value') {
			this.missingValue();
		}
		const node = this.container;
		node.end = this.tokens.end;
		node.closed = true;
		this.leave(node);
		return true;
	}

	private leave(node: Container): void {
		this.depth--;
		this.container = node.parent;
		this.member = node.member;
		if (this.member !== undefined) this.member.end = node.end;
		this.state = this.container === undefined ? 'done' : 'comma';
	}

	private comma(): boolean {
		const container = this.container;
		if (container === undefined || this.state === 'first-key' || this.state === 'first-item') {
			this.tokens.unexpected("','");
			return container !== undefined;
		}
		if (this.state === 'key' || this.state === 'item') this.tokens.unexpected("','");
		if (this.state === 'colon' || this.state === 'value') this.missingValue();
		this.lastComma = this.tokens.start;
		this.state = container.kind === 'object' ? 'key' : 'item';
		return true;
	}

	private missingValue(): void {
		const member = this.member;
		const span = member === undefined ? this.tokens.span() : { start: member.key.start, end: member.key.end };
		const name = member === undefined || !member.key.closed ? 'the key' : quote(member.key.value);
		this.tokens.report('missing-value', `The value of ${name} is missing`, span);
	}

	/** The text is at its end: every container still open is cut off. */
	private end(): void {
		if (this.root === undefined) {
			if (this.tokens.problems.length === 0) {
				this.tokens.report('empty', 'There is no JSON value here', {
					start: 0,
					end: this.tokens.text.length,
				});
			}
			return;
		}
		const innermost = this.container;
		if (innermost === undefined) return;
		if (this.state === 'colon' || this.state === 'value') this.missingValue();
		const sign = innermost.kind === 'object' ? "'}'" : "']'";
		this.tokens.report('unclosed', `The text ends before the closing ${sign}`, {
			start: innermost.start,
			end: innermost.start + 1,
		});
		for (let node: Container | undefined = innermost; node !== undefined; node = node.parent) {
			node.end = this.tokens.text.length;
			if (node.member !== undefined) node.member.end = node.end;
		}
	}

	/** Behind the first value the server only wants the next token to be sound (recordings v1-01690 … v1-01698). */
	private lookBehind(): void {
		const from = this.tokens.end;
		const token = this.tokens.next();
		if (token === Token.End) return;
		const start = this.tokens.start;
		const sound =
			token === Token.OpenBrace ||
			token === Token.OpenBracket ||
			token === Token.String ||
			token === Token.Number ||
			token === Token.True ||
			token === Token.False ||
			token === Token.Null;
		if (!sound) this.behind(token);
		else if (token === Token.String) this.tokens.string(false);
		else if (token === Token.Number) this.tokens.number();
		if (start >= from) this.rest = { start, end: this.tokens.text.trimEnd().length };
	}

	private behind(token: number): void {
		const what = this.tokens.signText(token);
		this.tokens.report('behind', `Unexpected ${what} behind the end of the JSON value`, this.tokens.span());
	}

	private node(token: number): JsonNode | undefined {
		const { start, end } = this.tokens;
		const parent = undefined;
		const member = undefined;
		switch (token) {
			case Token.OpenBrace: {
				const members: Member[] = [];
				return {
					kind: 'object',
					start,
					end,
					parent,
					member,
					index: -1,
					members,
					closed: false,
					lookup: undefined,
				};
			}
			case Token.OpenBracket:
				return { kind: 'array', start, end, parent, member, index: -1, items: [], closed: false };
			case Token.String:
				return this.tokens.string(true);
			case Token.Number:
				return this.tokens.number();
			case Token.True:
			case Token.False:
				return { kind: 'boolean', start, end, parent, member, index: -1, value: token === Token.True };
			case Token.Null:
				return { kind: 'null', start, end, parent, member, index: -1 };
			default:
				this.tokens.unexpected(this.tokens.signText(token));
				return undefined;
		}
	}
}
