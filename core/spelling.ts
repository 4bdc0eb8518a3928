/**
 * The candidate that a slip of the pen may have meant: equal without regard to case and separators, or at most a
 * third of its letters away. Undefined where none is close, or two are equally close.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
	if (word.length > LONGEST_LOOKED_AT) return undefined;
	const plain = letters(word);
	const same = candidates.filter(candidate => letters(candidate) === plain);
	if (same.length === 1) return same[0];
	if (word.length > MAX_LENGTH || plain === '') return undefined;
	const lower = word.toLowerCase();
	let best: string | undefined;
	let bestDistance = Math.floor(Math.max(word.length, 3) / 3) + 1;
	let tied = false;
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
		const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
			tied = false;
		} else if (distance === bestDistance && best !== undefined) tied = true;
	}
	return tied ? undefined : best;
}

const MAX_LENGTH = 64;

/** A longer word is no candidate, whatever separators someone puts in; in UTF-16 units. */
const LONGEST_LOOKED_AT = 1000;

function letters(word: string): string {
	return word.toLowerCase().replaceAll(/[-_.\s]/g, '');
}

/** Changed, added, dropped and swapped letters (optimal string alignment); some larger number where it is beyond `limit`. */
function editDistance(a: string, b: string, limit: number): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, j) => j);
	let leastBefore = 0;
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
			}
			row.push(cost);
			least = Math.min(least, cost);
		}
		// A swap leads from the row before the last, and adds one.
		if (least > limit && leastBefore >= limit) return least;
		leastBefore = least;
		beforeLast = last;
		last = row;
	}
	return last[b.length] ?? 0;
}
