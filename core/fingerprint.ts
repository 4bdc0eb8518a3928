import type { Finding } from './finding.ts';
import { pointerParts } from './json.ts';

/** A finding that has not been signed yet. */
export type Unsigned = Omit<Finding, 'fingerprint'>;

/**
 * Signs findings. A fingerprint is made of rule, job id (the file where there is none), the path without array
 * indexes, and the occurrence among equals; never of a value. Moving, reformatting and reordering keep it.
 */
export function fingerprints(findings: readonly Unsigned[]): readonly Finding[] {
	const seen = new Map<string, number>();
	return findings.map(finding => {
		const owner = finding.job === null ? `file:${finding.file ?? ''}` : `job:${finding.job}`;
		const key = [finding.code, owner, indexFree(finding)].join('\0');
		const occurrence = seen.get(key) ?? 0;
		seen.set(key, occurrence + 1);
		return { ...finding, fingerprint: hash(`${key}\0${occurrence}`) };
	});
}

/** The path inside the job, with `*` for each array index, so that reordering a list changes nothing. */
function indexFree({ pointer, job }: Unsigned): string {
	if (pointer === null || pointer === '') return '';
	// Most pointers are their own path: from the job on, and without an index, an escape or a wrapper around the job.
	if (!HAS_TO_BE_READ.test(pointer)) return pointer.slice(1);
	const parts = pointerParts(pointer);
	const inJob = job === null ? parts : withoutHolder(parts);
	return inJob.map(part => (isIndex(part) ? '*' : part)).join('/');
}

const HAS_TO_BE_READ = /~|\/\d|^\/job(?:\/|$)/;

/** The parts of a pointer inside the job: the place of the job in its file is not among them. */
export function withoutHolder(parts: readonly string[]): readonly string[] {
	const first = parts[0];
	const skip = first !== undefined && isIndex(first) ? 1 : 0;
	return parts[skip] === 'job' ? parts.slice(skip + 1) : parts.slice(skip);
}

function isIndex(part: string): boolean {
	return /^\d+$/.test(part);
}

/** 64 bits of FNV-1a in two halves, as 16 hexadecimal digits; not for secrets, and none is ever put in. */
function hash(text: string): string {
	let low = 0x811c9dc5;
	let high = 0xcbf29ce4;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		low = Math.imul(low ^ code, 0x01000193);
		high = Math.imul(high ^ code ^ (low >>> 15), 0x85ebca6b);
	}
	return hex(high) + hex(low);
}

function hex(half: number): string {
	return (half >>> 0).toString(16).padStart(8, '0');
}
