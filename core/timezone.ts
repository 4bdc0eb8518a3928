import { timeZoneNames } from './timezone-ids.ts';
import { zoneOffsets } from './timezone-offsets.ts';

const ids: readonly string[] = Object.entries(timeZoneNames)
	.flatMap(([area, names]) => {
		const words = names.trim().split(/\s+/);
		return area === '' ? words : words.map(name => `${area}/${name}`);
	})
	.sort();
const known: ReadonlySet<string> = new Set(ids);

/** Whether Metronome accepts this `timezone`: the exact spelling counts (recordings timezones.txt, tz-00001 …). */
export function isTimeZone(id: string): boolean {
	return known.has(id);
}

/** Every time zone id that Metronome accepts, sorted by code unit. */
export function timeZones(): readonly string[] {
	return ids;
}

/**
 * The offset of a time zone from UTC at an instant (ms since the epoch), in ms, positive east of Greenwich.
 * The instants of clock changes are those of the runtime's Intl. An id that nobody knows counts as UTC.
 */
export function utcOffset(timezone: string, at: number): number {
	return zoneOffsets(timezone).at(at);
}

/** What people write for a zone where the server wants an id. Letters that mean several zones (IST, CST) stay out. */
const otherNames: ReadonlyMap<string, string> = new Map([
	['z', 'UTC'],
	['ut', 'UTC'],
	['est', 'America/New_York'],
	['edt', 'America/New_York'],
	['eastern standard time', 'America/New_York'],
	['cdt', 'America/Chicago'],
	['central standard time', 'America/Chicago'],
	['mst', 'America/Denver'],
	['mdt', 'America/Denver'],
	['mountain standard time', 'America/Denver'],
	['pst', 'America/Los_Angeles'],
	['pdt', 'America/Los_Angeles'],
	['pacific standard time', 'America/Los_Angeles'],
	['akst', 'America/Anchorage'],
	['akdt', 'America/Anchorage'],
	['hst', 'Pacific/Honolulu'],
	['bst', 'Europe/London'],
	['gmt standard time', 'Europe/London'],
	['west', 'WET'],
	['cest', 'CET'],
	['w. europe standard time', 'Europe/Berlin'],
	['eest', 'EET'],
	['msk', 'Europe/Moscow'],
	['sgt', 'Asia/Singapore'],
	['hkt', 'Asia/Hong_Kong'],
	['jst', 'Asia/Tokyo'],
	['kst', 'Asia/Seoul'],
	['aest', 'Australia/Sydney'],
	['aedt', 'Australia/Sydney'],
	['awst', 'Australia/Perth'],
	['nzst', 'Pacific/Auckland'],
	['nzdt', 'Pacific/Auckland'],
]);

/**
 * The id that was most likely meant by one that the server refuses, or undefined rather than a guess. It finds other
 * upper and lower case, blanks, a city alone (`Berlin`), usual abbreviations, whole hours from UTC and one mistyped
 * letter.
 */
export function suggestTimeZone(id: string): string | undefined {
	if (known.has(id) || id.length > LONGEST_ID) return undefined;
	const wanted = id.trim().toLowerCase();
	const spelled = wanted.replaceAll(' ', '_');
	return (
		ids.find(candidate => candidate.toLowerCase() === spelled) ??
		otherNames.get(wanted) ??
		hoursFromUtc(wanted) ??
		byCity(spelled) ??
		mistyped(spelled)
	);
}

/** No name of a zone is near a longer text; in UTF-16 units. */
const LONGEST_ID = 200;

/** `UTC+1`, `GMT-05:00`, `+02:00`: the `Etc` zones count the other way round, as POSIX does. */
function hoursFromUtc(wanted: string): string | undefined {
	const [, sign, hours] = /^(?:utc|gmt|ut)?([+-])0?(\d{1,2})(?::?00)?$/.exec(wanted) ?? [];
	if (hours === undefined) return undefined;
	if (Number(hours) === 0) return 'UTC';
	const candidate = `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
	return known.has(candidate) ? candidate : undefined;
}

/** A city that stands under several names for one zone (Asia/Istanbul, Europe/Istanbul) gives its shortest, last one. */
function byCity(city: string): string | undefined {
	const named = ids.filter(candidate => candidate.toLowerCase().endsWith(`/${city}`));
	return named.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? 1 : -1))[0];
}

/** The only id that one changed, missing, added or swapped letter makes of what was written. */
function mistyped(spelled: string): string | undefined {
	const near = ids.filter(
		candidate => candidate.length > 5 && oneSlipApart(candidate.toLowerCase(), spelled),
	);
	return near.length === 1 ? near[0] : undefined;
}

function oneSlipApart(a: string, b: string): boolean {
	if (Math.abs(a.length - b.length) > 1) return false;
	let same = 0;
	while (same < a.length && a[same] === b[same]) same++;
	const [restA, restB] = [a.slice(same), b.slice(same)];
	return (
		restA.slice(1) === restB.slice(1) ||
		restA.slice(1) === restB ||
		restA === restB.slice(1) ||
		(restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
	);
}
