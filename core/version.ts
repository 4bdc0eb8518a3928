/** A Metronome version, three numbers. */
export interface Version {
	readonly text: string;
	readonly parts: readonly [number, number, number];
}

/** Reads `0.6.70`, `v0.6.70` or `0.6.70-abc`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
	const match = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+].*)?$/.exec(text.trim());
	if (match === null) return undefined;
	const parts = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
	return { text: parts.join('.'), parts };
}

/** A version written in this project's own data; throws on a slip there. */
export function version(text: string): Version {
	const parsed = parseVersion(text);
	if (parsed === undefined) throw new Error(`not a version: ${text}`);
	return parsed;
}

/** Below 0: `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
	return a.parts[0] - b.parts[0] || a.parts[1] - b.parts[1] || a.parts[2] - b.parts[2];
}

export function isAtLeast(a: Version, b: Version): boolean {
	return compareVersions(a, b) >= 0;
}

/**
 * Which Metronome a DC/OS release ships, oldest release first.
 * Source: dcos/dcos, `packages/metronome/buildinfo.json` at the release tags (facts: metronome-and-dcos §4).
 */
export const DCOS_RELEASES: readonly { readonly dcos: string; readonly metronome: Version }[] = [
	['1.8.0', '0.1.6'],
	['1.8.8', '0.2.0'],
	['1.9.0', '0.2.2'],
	['1.9.10', '0.3.6'],
	['1.10.0', '0.2.3'],
	['1.10.6', '0.4.2'],
	['1.10.9', '0.4.4'],
	['1.11.0', '0.4.0'],
	['1.11.2', '0.4.2'],
	['1.11.6', '0.4.4'],
	['1.11.11', '0.6.18'],
	['1.11.12', '0.6.33'],
	['1.12.0', '0.5.71'],
	['1.12.2', '0.6.10'],
	['1.12.3', '0.6.11'],
	['1.12.4', '0.6.27'],
	['1.12.5', '0.6.33'],
	['1.13.0', '0.6.21'],
	['1.13.2', '0.6.27'],
	['1.13.3', '0.6.33'],
	['2.0.0', '0.6.33'],
	['2.0.3', '0.6.41'],
	['2.0.4', '0.6.44'],
	['2.0.5', '0.6.48'],
	['2.1.0', '0.6.44'],
	['2.1.2', '0.6.48'],
	['2.2.0', '0.6.68'],
].map(([dcos, metronome]) => ({ dcos: dcos ?? '', metronome: version(metronome ?? '') }));

/** Judged without any setting: DC/OS 2.2, the newest release that ships Metronome. */
export const DEFAULT_VERSION = version('0.6.68');

/** The newest Metronome there is; the recordings of the 0.6.70 line were made with it. */
export const NEWEST_VERSION = version('0.6.70');

/**
 * The Metronome of a DC/OS release: `2.2.1` takes the newest row not above it in its line, `2.0` without a patch
 * number means its oldest. Undefined for a release that is not known.
 */
export function metronomeOfDcos(release: string): Version | undefined {
	const match = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(release.trim());
	if (match === null) return undefined;
	const patch = Number(match[3] ?? 0);
	const line = DCOS_RELEASES.filter(row => row.dcos.startsWith(`${match[1]}.${match[2]}.`));
	return line.filter(row => Number(row.dcos.split('.')[2]) <= patch).at(-1)?.metronome;
}

/** `DC/OS ≥ 2.2.0`, for messages: the oldest release from which every later one has the version; undefined where none has it. */
export function dcosSince(wanted: Version): string | undefined {
	const without = DCOS_RELEASES.findLastIndex(row => !isAtLeast(row.metronome, wanted));
	return DCOS_RELEASES[without + 1]?.dcos;
}

/** `Metronome ≥ 0.6.54 (DC/OS ≥ 2.2.0)`. */
export function needsText(wanted: Version): string {
	const release = dcosSince(wanted);
	return `Metronome ≥ ${wanted.text}${release === undefined ? '' : ` (DC/OS ≥ ${release})`}`;
}
