/** Where the project lives. Named once; every link derives from it. */
export const REPOSITORY = 'metronome-jobs/metronome-jobs';
export const TOOL_NAME = 'metronome-jobs';

/** The project's settings, looked for upwards from a job file. */
export const CONFIG_FILE_NAME = 'metronome-jobs.json';

/** The documentation page of a rule. */
export function docsUrl(code: string): string {
	return `https://github.com/${REPOSITORY}/blob/main/docs/rules/${code}.md`;
}

/** The published schema with this file name. */
export function schemaUrl(name: string): string {
	return `https://raw.githubusercontent.com/${REPOSITORY}/main/schemas/${name}`;
}
