import { createScanner } from 'jsonc-parser';
import type {
	ArrayNode,
	JsonDocument,
	JsonNode,
	Member,
	NumberNode,
	ObjectNode,
	StringNode,
	SyntaxProblem,
	SyntaxProblemKind,
} from './json.ts';
import type { Span } from './text.ts';

/** The tokens of jsonc-parser's scanner; its own enum is a `const enum`, which modules cannot import. */
const Token = {
	OpenBrace: 1,
	CloseBrace: 2,
	OpenBracket: 3,
	CloseBracket: 4,
	Comma: 5,
	Colon: 6,
	Null: 7,
	True: 8,
	False: 9,
	String: 10,
	Number: 11,
	LineComment: 12,
	BlockComment: 13,
	LineBreak: 14,
	Blank: 15,
	End: 17,
} as const;

/** The scanner's errors, see {@link Token}. */
const TokenError = { None: 0, EndOfString: 2, Unicode: 4, Escape: 5, Character: 6 } as const;

/**
 * How deep containers may nest. The recorded server takes 100 levels; some thousand end its process
 * (facts: stack overflow), so nothing deeper is looked at.
 */
export const MAX_DEPTH = 1000;

/** Longest number and largest exponent Jackson takes (recordings v1-01712, v1-01713, v1-01716). */
const MAX_NUMBER_LENGTH = 310;
const MAX_EXPONENT = 6178;
const MAX_PROBLEMS = 50;

/**
 * Reads the first JSON value of a text as Metronome's reader does, and goes on after mistakes so that an
 * editor has a tree for a half-typed document. Never throws, never recurses.
 */
export function parseJson(text: string): JsonDocument {
	const builder = new TreeBuilder(text);
	builder.run();
	return { text, root: builder.root, problems: builder.problems, rest: builder.rest };
}

type Container = ObjectNode | ArrayNode;

/** What the text may go on with, in the container on top of the stack. */
type State = 'value' | 'first-key' | 'key' | 'colon' | 'first-item' | 'item' | 'comma' | 'done';

class TreeBuilder {
	root: JsonNode | undefined;
	rest: Span | undefined;
	readonly problems: SyntaxProblem[] = [];
	private readonly text: string;
	private readonly scanner;
	private container: Container | undefined;
	private member: Member | undefined;
	private depth = 0;
	private state: State = 'value';
	private lastComma = -1;
	private lastEnd = 0;

	constructor(text: string) {
		this.text = text;
		this.scanner = createScanner(text, false);
	}

	run(): void {
		for (;;) {
			const token = this.next();
			if (token === Token.End) {
				this.end();
				return;
			}
			if (!this.take(token)) return;
			if (this.state === 'done') {
				this.lookBehind();
				return;
			}
			this.lastEnd = this.scanner.getTokenOffset() + this.scanner.getTokenLength();
		}
	}

	/** Next token that is neither blank nor comment; comments are problems. */
	private next(): number {
		for (;;) {
			const token = this.scanner.scan();
			if (token === Token.Blank || token === Token.LineBreak) continue;
			if (token !== Token.LineComment && token !== Token.BlockComment) return token;
			this.report('comment', 'Comments are not JSON: Metronome refuses the whole body', this.span());
		}
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
				else this.unexpected("':'");
				return true;
			case Token.String:
				if (this.state === 'first-key' || this.state === 'key' || this.keyAfterMissingComma()) {
					this.key();
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
		this.report('missing-comma', 'A comma is missing here', {
			start: this.lastEnd,
			end: this.lastEnd + 1,
		});
	}

	/** The place right behind the token before this one. */
	private gap(): Span {
		return { start: this.lastEnd, end: Math.min(this.lastEnd + 1, this.text.length) };
	}

	private key(): void {
		const object = this.container;
		if (object?.kind !== 'object') return;
		const key = this.stringNode();
		const member: Member = { object, key, value: undefined, start: key.start, end: key.end };
		key.parent = object;
		object.members.push(member);
		this.member = member;
		this.state = 'colon';
	}

	private value(token: number): boolean {
		if (this.state === 'comma') this.missingComma();
		if (this.state === 'colon') {
			this.report('missing-colon', 'A colon is missing between the key and its value', this.gap());
		}
		if (this.state === 'first-key' || this.state === 'key') {
			this.unexpected(`${quote(this.tokenText())}; a key in double quotes is wanted`);
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
			this.report(
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
			this.unexpected(sign);
			return this.container !== undefined;
		}
		if (this.state === 'key' || this.state === 'item') {
			this.report('trailing-comma', `A comma before ${sign} is not JSON: Metronome refuses the whole body`, {
				start: this.lastComma,
				end: this.lastComma + 1,
			});
		} else if (this.state === 'colon' || this.state === 'value') {
			this.missingValue();
		}
		const node = this.container;
		node.end = this.scanner.getTokenOffset() + this.scanner.getTokenLength();
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
			this.unexpected("','");
			return container !== undefined;
		}
		if (this.state === 'key' || this.state === 'item') this.unexpected("','");
		if (this.state === 'colon' || this.state === 'value') this.missingValue();
		this.lastComma = this.scanner.getTokenOffset();
		this.state = container.kind === 'object' ? 'key' : 'item';
		return true;
	}

	private missingValue(): void {
		const member = this.member;
		const span = member === undefined ? this.span() : { start: member.key.start, end: member.key.end };
		const name = member === undefined ? 'the key' : quote(member.key.value);
		this.report('missing-value', `The value of ${name} is missing`, span);
	}

	/** The text is at its end: every container still open is cut off. */
	private end(): void {
		if (this.root === undefined) {
			if (this.problems.length === 0) {
				this.report('empty', 'There is no JSON value here', { start: 0, end: this.text.length });
			}
			return;
		}
		const innermost = this.container;
		if (innermost === undefined) return;
		if (this.state === 'colon' || this.state === 'value') this.missingValue();
		const sign = innermost.kind === 'object' ? "'}'" : "']'";
		this.report('unclosed', `The text ends before the closing ${sign}`, {
			start: innermost.start,
			end: innermost.start + 1,
		});
		for (let node: Container | undefined = innermost; node !== undefined; node = node.parent) {
			node.end = this.text.length;
			if (node.member !== undefined) node.member.end = node.end;
		}
	}

	/** Behind the first value the server only wants the next token to be sound (recordings v1-01690 … v1-01698). */
	private lookBehind(): void {
		const from = this.scanner.getTokenOffset() + this.scanner.getTokenLength();
		const token = this.next();
		if (token === Token.End) return;
		const start = this.scanner.getTokenOffset();
		const sound =
			token === Token.OpenBrace ||
			token === Token.OpenBracket ||
			token === Token.String ||
			token === Token.Number ||
			token === Token.True ||
			token === Token.False ||
			token === Token.Null;
		if (!sound) this.unexpected(`${quote(this.tokenText())} after the end of the JSON value`);
		else if (token === Token.String) this.stringNode();
		else if (token === Token.Number) this.numberNode();
		if (start >= from) this.rest = { start, end: this.text.trimEnd().length };
	}

	private node(token: number): JsonNode | undefined {
		const start = this.scanner.getTokenOffset();
		const end = start + this.scanner.getTokenLength();
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
				return this.stringNode();
			case Token.Number:
				return this.numberNode();
			case Token.True:
			case Token.False:
				return { kind: 'boolean', start, end, parent, member, index: -1, value: token === Token.True };
			case Token.Null:
				return { kind: 'null', start, end, parent, member, index: -1 };
			default:
				this.unexpected(quote(this.tokenText()));
				return undefined;
		}
	}

	private stringNode(): StringNode {
		const start = this.scanner.getTokenOffset();
		const end = start + this.scanner.getTokenLength();
		const error = this.scanner.getTokenError();
		if (error !== TokenError.None) this.report('bad-string', stringMessage(error), { start, end });
		const value = this.scanner.getTokenValue();
		const closed = error !== TokenError.EndOfString;
		return { kind: 'string', start, end, parent: undefined, member: undefined, index: -1, value, closed };
	}

	private numberNode(): NumberNode {
		const start = this.scanner.getTokenOffset();
		const end = start + this.scanner.getTokenLength();
		const raw = this.scanner.getTokenValue();
		const error = numberProblem(raw, this.scanner.getTokenError(), this.text.charCodeAt(end));
		if (error !== undefined) this.report(error.kind, error.message, { start, end });
		return { kind: 'number', start, end, parent: undefined, member: undefined, index: -1, raw };
	}

	private unexpected(what: string): void {
		this.report('unexpected', `Unexpected ${what}`, this.span());
	}

	private span(): { start: number; end: number } {
		const start = this.scanner.getTokenOffset();
		return { start, end: start + this.scanner.getTokenLength() };
	}

	private tokenText(): string {
		const { start, end } = this.span();
		return this.text.slice(start, end);
	}

	private report(kind: SyntaxProblemKind, message: string, span: Span): void {
		if (this.problems.length < MAX_PROBLEMS) this.problems.push({ kind, message, ...span });
	}
}

function numberProblem(
	raw: string,
	scanError: number,
	next: number,
): { kind: 'bad-number' | 'number-too-long'; message: string } | undefined {
	if (scanError !== TokenError.None) {
		return {
			kind: 'bad-number',
			message: `${quote(raw)} is not a JSON number: digits are missing at its end`,
		};
	}
	if ((raw === '0' || raw === '-0') && next >= DIGIT_0 && next <= DIGIT_9) {
		return { kind: 'bad-number', message: 'A JSON number has no leading zeros' };
	}
	if (raw.length > MAX_NUMBER_LENGTH || Math.abs(exponentOf(raw)) > MAX_EXPONENT) {
		return { kind: 'number-too-long', message: 'This number is larger than the server reads' };
	}
	return undefined;
}

const DIGIT_0 = 48;
const DIGIT_9 = 57;

function exponentOf(raw: string): number {
	const at = raw.search(/[eE]/);
	return at < 0 ? 0 : Number(raw.slice(at + 1));
}

function quote(text: string): string {
	return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

function stringMessage(error: number): string {
	switch (error) {
		case TokenError.Unicode:
			return 'A \\u escape needs four hexadecimal digits';
		case TokenError.Escape:
			return 'Unknown escape in a string: JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX';
		case TokenError.Character:
			return 'A control character stands in a string; it must be escaped (a tab as \\t)';
		default:
			return 'The closing quote of this string is missing';
	}
}
