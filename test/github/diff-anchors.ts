/**
 * The lines of the head that a review comment may stand on: those that a patch shows, hunk by hunk. Written apart from
 * the Action's own reading of patches, which it judges.
 */
export function headLinesOfHunks(patch: string): readonly (readonly number[])[] {
	const hunks: number[][] = [];
	let line = 0;
	for (const text of patch.split('\n')) {
		const start = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text)?.[1];
		if (start !== undefined) {
			line = Number(start);
			hunks.push([]);
		} else if (text.startsWith('+') || text.startsWith(' ')) {
			hunks.at(-1)?.push(line);
			line++;
		}
	}
	return hunks;
}
