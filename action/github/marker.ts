import { printable } from '../../cli/formats/printable.ts';
import { textAt } from './shape.ts';

/**
 * A first line that is not seen, by which what we wrote is found again. `key` tells targets, jobs of a matrix and the
 * like apart; it may hold anything.
 */
export function markerLine(kind: string, key: string): string {
	return `<!-- metronome-jobs:${kind} ${encodeURIComponent(printable(key)).replaceAll(/[!'()*-]/g, written)} -->`;
}

function written(sign: string): string {
	return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Only the first line counts: what a report quotes further down, a forged marker too, is no marker. */
export function hasMarker(body: string, marker: string): boolean {
	return body === marker || body.startsWith(`${marker}\n`) || body.startsWith(`${marker}\r\n`);
}

/** Whether an answer of GitHub (a comment, an issue, a review comment) was written by this login and has the marker. */
export function isOwn(item: unknown, login: string, marker: string): boolean {
	return textAt(item, 'user', 'login') === login && hasMarker(textAt(item, 'body') ?? '', marker);
}
