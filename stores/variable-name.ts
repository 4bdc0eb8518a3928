/**
 * The environment variable that stands for a source: `prefix`, then the source without slashes at its ends, in upper
 * case, each run of other characters than `A`–`Z` and `0`–`9` as one `_`; a name that would begin with a digit gets a `_`
 * first. `etl/db-password` → `ETL_DB_PASSWORD`, `etl/db@password` → `ETL_DB_PASSWORD`: two sources may share a variable.
 * Undefined where nothing is left of the source.
 */
export function variableName(source: string, prefix = ''): string | undefined {
	const name = source
		.replaceAll(/^\/+|\/+$/g, '')
		.toUpperCase()
		.replaceAll(/[^A-Z0-9]+/g, '_');
	if (!/[A-Z0-9]/.test(name)) return undefined;
	const whole = prefix + name;
	return /^[0-9]/.test(whole) ? `_${whole}` : whole;
}
