/** What an action.yml promises, as far as documentation and tests want it. */
export interface ActionYml {
	/** By name, in the order of the file. */
	readonly inputs: ReadonlyMap<string, { readonly description: string; readonly default: string }>;
	readonly outputs: ReadonlyMap<string, { readonly description: string }>;
	readonly runs: { readonly using: string; readonly main: string };
}

/**
 * Reads the small part of YAML that action.yml keeps to: keys indented by two spaces a level, plain scalars and
 * single-quoted ones, one a line. Throws on anything else, so that nothing is misread.
 */
export function readActionYml(text: string): ActionYml {
	const root = new Map<string, Node>();
	const open: Map<string, Node>[] = [root];
	for (const [n, line] of text.split('\n').entries()) {
		if (line === '') continue;
		const match = /^((?: {2})*)([a-z][\w-]*):(?: (.+))?$/.exec(line);
		const parent = open[(match?.[1]?.length ?? 0) / 2];
		const key = match?.[2];
		if (parent === undefined || key === undefined || parent.has(key)) throw unreadable(n, line);
		open.length = (match?.[1]?.length ?? 0) / 2 + 1;
		if (match?.[3] !== undefined) parent.set(key, scalar(match[3], n, line));
		else {
			const child = new Map<string, Node>();
			parent.set(key, child);
			open.push(child);
		}
	}
	const inputs = [...section(root, 'inputs')].map(
		([name, node]) =>
			[name, { description: textOf(node, 'description'), default: textOf(node, 'default') }] as const,
	);
	const outputs = [...section(root, 'outputs')].map(
		([name, node]) => [name, { description: textOf(node, 'description') }] as const,
	);
	const runs = section(root, 'runs');
	return {
		inputs: new Map(inputs),
		outputs: new Map(outputs),
		runs: { using: textOf(runs, 'using'), main: textOf(runs, 'main') },
	};
}

type Node = string | Map<string, Node>;

function scalar(written: string, n: number, line: string): string {
	const quoted = /^'((?:[^']|'')*)'$/.exec(written);
	if (quoted !== null) return (quoted[1] ?? '').replaceAll("''", "'");
	if (!/^[\w.]/.test(written) || /: |:$| #|\s$/.test(written)) throw unreadable(n, line);
	return written;
}

function section(root: Map<string, Node>, name: string): Map<string, Node> {
	const node = root.get(name);
	if (node === undefined || typeof node === 'string') throw new Error(`action.yml has no ${name}`);
	return node;
}

/** A text of an entry; every entry must have it. */
function textOf(node: Node, key: string): string {
	const value = typeof node === 'string' ? undefined : node.get(key);
	if (typeof value !== 'string') throw new Error(`an entry of action.yml has no ${key}`);
	return value;
}

function unreadable(n: number, line: string): Error {
	return new Error(`action.yml:${n + 1} is not of the simple form that is read here: ${line}`);
}
