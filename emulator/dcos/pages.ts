import type { Answer } from '../answers.ts';

/** Admin Router, and what stands behind it, refuse in HTML (facts: metronome-and-dcos §2). */
export type Page = Answer & { readonly headers?: Readonly<Record<string, string>> };

function page(status: number, words: string): Page {
	const title = `${status} ${words}`;
	const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
	return { status, type: 'text/html', body };
}

export const UNAUTHORIZED: Page = {
	...page(401, 'Authorization Required'),
	headers: { 'www-authenticate': 'acsjwt' },
	refusedBy: 'authenticator',
};
export const FORBIDDEN: Page = { ...page(403, 'Forbidden'), refusedBy: 'authorizer' };
export const NOT_FOUND: Page = page(404, 'Not Found');
export const NOT_ALLOWED: Page = page(405, 'Not Allowed');
export const UNAVAILABLE: Page = page(503, 'Service Temporarily Unavailable');
