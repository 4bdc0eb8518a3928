import { type JsonNode, type Member, pointerOf } from '../json.ts';
import { memberPointer } from '../place.ts';
import type { Span } from '../text.ts';

/** What is wrong with a settings file, and where: offsets and pointer into that file. */
export interface ConfigProblem extends Span {
	readonly message: string;
	readonly pointer: string;
}

export type ReportProblem = (at: JsonNode | Member, message: string) => void;

/** A problem at a value, or at a key. */
export function problemAt(at: JsonNode | Member, message: string): ConfigProblem {
	const isMember = 'key' in at;
	const { start, end } = isMember ? at.key : at;
	return { start, end, pointer: isMember ? memberPointer(at) : pointerOf(at), message };
}
