import { l10n } from 'vscode';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A wait (ms) as people say it. */
export function waitText(ms: number): string {
	if (ms < HOUR) return l10n.t('in {0} min', Math.max(1, Math.round(ms / MINUTE)));
	if (ms < 2 * DAY) return l10n.t('in {0} h', Math.round(ms / HOUR));
	return l10n.t('in {0} days', Math.round(ms / DAY));
}

/** How many mistakes; '' where there is none. */
export function problemText(errors: number, warnings: number): string {
	const parts = [
		errors === 0 ? '' : errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors),
		warnings === 0 ? '' : warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings),
	];
	return parts.filter(part => part !== '').join(', ');
}

/** An instant on the clocks of a zone, in the words of the editor's language. */
export function clockText(instant: string, timezone: string, language: string): string {
	const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
	try {
		return new Intl.DateTimeFormat(language, { ...options, timeZone: timezone }).format(new Date(instant));
	} catch {
		// Metronome knows zones that this runtime does not.
		return new Date(instant).toISOString();
	}
}
