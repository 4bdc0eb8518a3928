/** What may differ between a recording and our answer is taken out of both, then they must be the same. */

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000\b/g;
const RUN_ID = /(?<![A-Za-z0-9])\d{14}[A-Za-z0-9]{5}(?![A-Za-z0-9])/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Puts placeholders in our answers, as the recordings have them, and takes them out of recorded paths. */
export class Placeholders {
	private readonly runIds: string[] = [];

	/** `asked`: the recorded path, whose own ids are nobody's run. */
	in(text: string, asked: string): string {
		return text
			.replaceAll(RUN_ID, id => (asked.includes(id) ? id : this.nameOf(id)))
			.replaceAll(INSTANT, '<instant>')
			.replaceAll(UUID, '<uuid>');
	}

	out(text: string): string {
		return text.replaceAll(
			/<run-id(?:-(\d+))?>/g,
			(name, number) => this.runIds[Number(number ?? 1) - 1] ?? name,
		);
	}

	private nameOf(id: string): string {
		let index = this.runIds.indexOf(id);
		if (index < 0) index = this.runIds.push(id) - 1;
		return index === 0 ? '<run-id>' : `<run-id-${index + 1}>`;
	}
}

/** A JSON value with everything sorted that has no order: runs, jobs, details and names in messages; keys have one. */
export function canonical(value: unknown): unknown {
	if (typeof value === 'string') return canonicalText(value);
	if (Array.isArray(value)) {
		const items = value.map(canonical);
		return isUnordered(value)
			? items.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)))
			: items;
	}
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const);
	return Object.fromEntries(entries);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs, jobs, and the details of a 422 with their errors. */
function isUnordered(list: readonly unknown[]): boolean {
	return list.every(
		item =>
			typeof item === 'string' ||
			(typeof item === 'object' && item !== null && ('jobId' in item || 'run' in item || 'errors' in item)),
	);
}

/** What follows `Invalid Json:` is the words of a parser; lists of names come in the order of a set. */
function canonicalText(text: string): string {
	if (text.startsWith('Invalid Json: ')) return 'Invalid Json: …';
	return text.replaceAll(/(?<=(?:unknown|children)=\[)[^\]]*/g, names =>
		names.split(', ').toSorted().join(', '),
	);
}

/** JSON text of a canonical value, for comparing. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(canonical(value));
}
