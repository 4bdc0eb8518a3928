/**
 * What cron's nicknames stand for; the server knows none of them. Source: crontab(5) of Vixie cron. `@reboot` has no
 * counterpart.
 */
export const NICKNAMES: ReadonlyMap<string, string> = new Map([
	['@yearly', '0 0 1 1 *'],
	['@annually', '0 0 1 1 *'],
	['@monthly', '0 0 1 * *'],
	['@weekly', '0 0 * * 0'],
	['@daily', '0 0 * * *'],
	['@midnight', '0 0 * * *'],
	['@hourly', '0 * * * *'],
]);
