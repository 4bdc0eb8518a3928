// A secrets plugin for the emulator: the values stand in a JSON file, source → value.
import { readFile } from 'node:fs/promises';

export default ({ file }) => ({
	async read(source) {
		const values = new Map(Object.entries(JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'))));
		return values.get(source.replace(/^\//, ''));
	},
});
