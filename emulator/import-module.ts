/**
 * Loads a module that is not part of this program; `url` is that of its file. It stands in a file of its own in what is
 * built as well: code that was compiled in an earlier run (`cli/code-cache.ts`) cannot import.
 */
export function importModule(url: string): Promise<unknown> {
	return import(url);
}
