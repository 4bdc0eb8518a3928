/** Reads what GitHub answers without believing in its form: what is absent or of another kind is undefined. */

export function fieldOf(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	return Object.entries(value).find(([key]) => key === name)?.[1];
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
	const found = path.reduce<unknown>(fieldOf, value);
	return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
	const found = path.reduce<unknown>(fieldOf, value);
	return typeof found === 'number' ? found : undefined;
}

export function listIn(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
