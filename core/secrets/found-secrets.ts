import type { SourceText, Span } from '../text.ts';
import type { WrittenSecret } from './written.ts';

/** A secret in a text: all that hiding it needs, and nothing of the text's tree. */
export interface FoundSecret extends Span {
	/** As the string's value has it, escapes resolved. */
	readonly value: string;
}

export function asFound({ span, literal, detection }: WrittenSecret): FoundSecret {
	return { ...span, value: literal.value.slice(detection.start, detection.end) };
}

/** Forgotten with the text. */
const found = new WeakMap<SourceText, readonly FoundSecret[]>();

/** Keeps what a rule found when it looked through the whole of a text, so that nobody has to look again. */
export function keepSecrets(source: SourceText, secrets: readonly WrittenSecret[]): void {
	found.set(source, secrets.map(asFound));
}

/** The secrets of a text that was looked through already. */
export function foundSecrets(source: SourceText): readonly FoundSecret[] | undefined {
	return found.get(source);
}
