type Environment = Readonly<Record<string, string | undefined>>;

export type ProxySetting =
	| { readonly kind: 'none' }
	/** `variable`: the one of the environment that names it. */
	| { readonly kind: 'proxy'; readonly variable: string; readonly url: URL }
	| { readonly kind: 'wrong'; readonly variable: string };

/**
 * The proxy that the environment names for addresses with a protocol (`https:`). As with curl, the variable in lower case
 * comes first, an empty one means none, and an address without a scheme is one of http:.
 */
export function proxyOf(env: Environment, protocol: string): ProxySetting {
	const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
	const variable = env[name] === undefined ? name.toUpperCase() : name;
	const value = env[variable]?.trim() ?? '';
	if (value === '') return { kind: 'none' };
	const address = value.includes('://') ? value : `http://${value}`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	return url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== ''
		? { kind: 'proxy', variable, url }
		: { kind: 'wrong', variable };
}

/** What goes past the proxy, as the environment has it. */
export function withoutProxy(env: Environment): string {
	return env['no_proxy'] ?? env['NO_PROXY'] ?? '';
}
