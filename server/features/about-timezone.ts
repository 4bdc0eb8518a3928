import { utcOffset } from '../../core/timezone.ts';

const MINUTE = 60_000;

/** `UTC+02:00 now`. `now`: ms since 1970. */
export function offsetText(timezone: string, now: number): string {
	const minutes = Math.round(utcOffset(timezone, now) / MINUTE);
	const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	const clock = `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
	return `UTC${minutes < 0 ? '-' : '+'}${clock} now`;
}
