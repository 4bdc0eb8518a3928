import { detectSecrets } from '../core/secrets/plaintext/detect.ts';
import type { Detect, Detection, Literal } from '../core/secrets/plaintext/detection.ts';

interface Remembered extends Pick<Literal, 'key' | 'place'> {
	readonly detections: readonly Detection[];
}

/**
 * Looks for secrets only in what the version of the document before did not have: a key stroke changes one string of
 * thousands, and looking at all of them is the dearest part of judging. Belongs to one open document and goes with it.
 */
export class DetectionMemory {
	private before: ReadonlyMap<string, Remembered> = new Map();
	private now = new Map<string, Remembered>();

	/** Begins a version; what it does not use of the one before is forgotten after it. */
	begin(): void {
		this.before = this.now;
		this.now = new Map();
	}

	readonly detect: Detect = literal => {
		const { key, value, place } = literal;
		const known = this.now.get(value) ?? this.before.get(value);
		const isSame = known?.key === key && known.place === place;
		const detections = isSame ? known.detections : detectSecrets(literal);
		// With this version's strings: those of an earlier one would keep its whole text.
		this.now.set(value, { key, place, detections });
		return detections;
	};
}
