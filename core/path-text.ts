/**
 * A path of the server's, in either of its notations (`/run/volumes/0/mode`, `/run/volumes(0)`), as a message names
 * it: `run.volumes[0].mode`; `whole` for the body itself.
 */
export function pathText(path: string, whole: string): string {
	const parts = path
		.replaceAll(/\((\d+)\)/g, '/$1')
		.split('/')
		.filter(part => part !== '');
	if (parts.length === 0) return whole;
	const text = parts
		.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
		.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
		.join('');
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A path holds keys of the user's, which may be of any length. */
const LONGEST = 120;

/** What a message calls the body that the server refuses. */
export function bodyName(body: 'v1' | 'v0' | 'schedule'): string {
	return body === 'schedule' ? 'the schedule' : 'the job';
}
