import { detectSecrets } from '../core/secrets/plaintext/detect.ts';
import type { Detect, Detection, Literal } from '../core/secrets/plaintext/detection.ts';

interface Remembered extends Literal {
	readonly detections: readonly Detection[];
}

/** How many literals may have gone in one edit before the rest of the document is looked at anew, once. */
const WINDOW = 64;

/**
 * Looks for secrets only in what the version of the document before did not have: a key stroke changes one string of
 * thousands, and looking at all of them is the dearest part of judging. The literals of both versions come in the order
 * of the text, so that comparing them side by side is enough. Belongs to one open document and goes with it.
 */
export class DetectionMemory {
	private before: readonly Remembered[] = [];
	private now: Remembered[] = [];
	/** Where in `before` the next literal is expected. */
	private next = 0;

	/** Begins a version; the one before the last is forgotten. */
	begin(): void {
		this.before = this.now;
		this.now = [];
		this.next = 0;
	}

	readonly detect: Detect = literal => {
		const { key, value, place } = literal;
		const detections = this.recall(key, value, place) ?? detectSecrets(literal);
		// With this version's strings: those of an earlier one would keep its whole text.
		this.now.push({ key, value, place, detections });
		return detections;
	};

	private recall(
		key: Literal['key'],
		value: string,
		place: Literal['place'],
	): readonly Detection[] | undefined {
		const limit = Math.min(this.next + WINDOW, this.before.length);
		for (let at = this.next; at < limit; at++) {
			const known = this.before[at];
			if (known?.value !== value || known.key !== key || known.place !== place) continue;
			this.next = at + 1;
			return known.detections;
		}
		return undefined;
	}
}
