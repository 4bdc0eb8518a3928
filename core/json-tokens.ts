import { createScanner } from 'jsonc-parser';
import type { NumberNode, StringNode, SyntaxProblem, SyntaxProblemKind } from './json.ts';
import { numberProblem, numberWordEnd, oddWordAt, quote, stringProblem, TokenError } from './json-lexis.ts';
import type { Target } from './target.ts';
import type { Span } from './text.ts';
import { renderVariables } from './variables.ts';

/** The tokens of jsonc-parser's scanner; its own enum is a `const enum`, which modules cannot import. */
export const Token = {
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
	Unknown: 16,
	End: 17,
} as const;

const MAX_PROBLEMS = 50;

/** Reads a text token by token, and keeps the list of what is wrong with it. Offsets are UTF-16 units. */
export class TokenReader {
	readonly text: string;
	readonly problems: SyntaxProblem[] = [];
	private readonly variables: Target['variables'];
	private readonly scanner;
	/** The token was read here, and the scanner knows nothing of it. */
	private isOwn = false;
	private ownStart = 0;
	/** Behind the token that was read here, or behind the blanks before the scanner's. */
	private ownEnd = 0;

	constructor(text: string, variables: Target['variables']) {
		this.text = text;
		this.variables = variables;
		this.scanner = createScanner(text, false);
	}

	/** Next token that is neither blank nor comment; comments and odd blanks are problems. */
	next(): number {
		return this.plainToken() ?? this.scannedToken();
	}

	/**
	 * Signs and strings without escapes, which nearly all of a text is made of, are read here: the scanner puts blanks
	 * together character by character, and takes twice as long. Undefined: the scanner stands before the token.
	 */
	private plainToken(): number | undefined {
		const { text } = this;
		let at = this.isOwn ? this.ownEnd : this.scanner.getPosition();
		let code = text.charCodeAt(at);
		while (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) {
			code = text.charCodeAt(++at);
		}
		const token = code === QUOTE ? Token.String : signToken(code);
		const end = token === undefined ? -1 : token === Token.String ? plainStringEnd(text, at + 1) : at + 1;
		this.isOwn = token !== undefined && end >= 0;
		this.ownStart = at;
		this.ownEnd = end;
		if (this.isOwn) return token;
		this.scanner.setPosition(at);
		return undefined;
	}

	private scannedToken(): number {
		for (;;) {
			const token = this.scanner.scan();
			if (token === Token.Blank || token === Token.LineBreak) continue;
			if (token === Token.LineComment || token === Token.BlockComment) this.comment(this.span());
			else if (token !== Token.Unknown || !this.skipOddTrivia()) return token;
		}
	}

	/** Blanks of other alphabets, and `#` to the end of its line. */
	private skipOddTrivia(): boolean {
		const word = this.oddWord();
		if (word.kind === 'odd-blank') {
			this.report('odd-blank', 'A blank that JSON does not know; write a plain space', word.span);
		} else if (word.kind === 'comment') this.comment(word.span);
		else return false;
		this.scanner.setPosition(word.span.end);
		return true;
	}

	private comment(span: Span): void {
		this.report('comment', 'Comments are not JSON', span);
	}

	get start(): number {
		return this.isOwn ? this.ownStart : this.scanner.getTokenOffset();
	}

	/** The scanner counts one too many for a comment that the end of the text cuts off. */
	get end(): number {
		if (this.isOwn) return this.ownEnd;
		return Math.min(this.scanner.getTokenOffset() + this.scanner.getTokenLength(), this.text.length);
	}

	/** The token's place. After {@link skipTo}: from the start of the text to there. */
	span(): Span {
		return { start: this.start, end: this.end };
	}

	tokenText(): string {
		const { start, end } = this.span();
		return this.text.slice(start, end);
	}

	/** What stands here instead of JSON, as far as it belongs together. */
	oddWord() {
		const { start, end } = this.span();
		const word = oddWordAt(this.text, start, end);
		return { kind: word.kind, span: { start, end: word.end } };
	}

	skipTo(end: number): void {
		if (end === this.end) return;
		this.isOwn = false;
		this.scanner.setPosition(end);
	}

	/** `isValue`: variables are put in. */
	string(isValue: boolean): StringNode {
		const { start, end } = this;
		if (this.isOwn)
			return this.rendered(stringNode(this, this.text.slice(start + 1, end - 1), true), isValue);
		const error = this.scanner.getTokenError();
		if (error !== TokenError.None) {
			const { kind, message } = stringProblem(error);
			this.report(kind, message, { start, end });
		}
		const closed = error !== TokenError.EndOfString;
		return this.rendered(stringNode(this, this.scanner.getTokenValue(), closed), isValue);
	}

	private rendered(node: StringNode, isValue: boolean): StringNode {
		if (!isValue || this.variables.size === 0) return node;
		return { ...node, ...renderVariables(node.value, this.variables) };
	}

	/** A number, with whatever stands right behind it and makes it none. */
	number(): NumberNode {
		const { start, end: tokenEnd } = this;
		const end = numberWordEnd(this.text, tokenEnd);
		this.skipTo(end);
		const raw = this.text.slice(start, end);
		const found = numberProblem(raw);
		if (found !== undefined) this.report(found.kind, found.message, { start, end });
		return { kind: 'number', start, end, parent: undefined, member: undefined, index: -1, raw };
	}

	unexpected(what: string): void {
		this.report('unexpected', `Unexpected ${what}`, this.span());
	}

	report(kind: SyntaxProblemKind, message: string, span: Span): void {
		if (this.problems.length < MAX_PROBLEMS) this.problems.push({ kind, message, ...span });
	}

	/** The mistake found last goes on to here. */
	extendLastProblem(end: number): void {
		const last = this.problems.at(-1);
		if (last !== undefined) this.problems[this.problems.length - 1] = { ...last, end };
	}

	/** `'{'` for a message; what is no sign of JSON's is not quoted, it may be a secret. */
	signText(token: number): string {
		return token === Token.Unknown || token === Token.String ? 'text' : quote(this.tokenText());
	}
}

export function stringNode(span: Span, value: string, closed: boolean): StringNode {
	const { start, end } = span;
	return { kind: 'string', start, end, parent: undefined, member: undefined, index: -1, value, closed };
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function signToken(code: number): number | undefined {
	switch (code) {
		case 0x2c:
			return Token.Comma;
		case 0x3a:
			return Token.Colon;
		case 0x5b:
			return Token.OpenBracket;
		case 0x5d:
			return Token.CloseBracket;
		case 0x7b:
			return Token.OpenBrace;
		case 0x7d:
			return Token.CloseBrace;
		default:
			return undefined;
	}
}

/** Behind the closing quote of a string whose content begins here; -1 where it has escapes or mistakes. */
function plainStringEnd(text: string, from: number): number {
	for (let at = from; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) return at + 1;
		if (code === BACKSLASH || code < SPACE) return -1;
	}
	return -1;
}
