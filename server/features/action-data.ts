/** What an unresolved action carries, to be worked out when the client asks. */
export type ActionData = { readonly uri: string } & (
	| { readonly action: 'fix' | 'suppress'; readonly fingerprint: string }
	/** Without a code: the safe fixes of all rules. */
	| { readonly action: 'fix-file'; readonly code: string | undefined }
	| { readonly action: 'fix-workspace'; readonly code: string }
);

/** Reads what an unresolved action brings back; undefined for anything that is not ours. */
export function readActionData(data: unknown): ActionData | undefined {
	if (typeof data !== 'object' || data === null) return undefined;
	const parts = new Map<string, unknown>(Object.entries(data));
	const [uri, action, code, fingerprint] = ['uri', 'action', 'code', 'fingerprint'].map(name =>
		parts.get(name),
	);
	if (typeof uri !== 'string') return undefined;
	if (action === 'fix' || action === 'suppress') {
		return typeof fingerprint === 'string' ? { uri, action, fingerprint } : undefined;
	}
	if (action === 'fix-file') return { uri, action, code: typeof code === 'string' ? code : undefined };
	return action === 'fix-workspace' && typeof code === 'string' ? { uri, action, code } : undefined;
}
