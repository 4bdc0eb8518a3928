import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionBundle } from '../../scripts/action-bundle.mjs';
import { ROOT } from './runner.ts';

const MAX_BYTES = 1_500_000;

const first = await actionBundle();
const bundle = Buffer.from(first.files.get('action/dist/index.cjs') ?? []);

describe('the committed bundle', () => {
	it.each([...first.files.keys()])('%s is what the sources make (node scripts/build.mjs --action)', path => {
		const isEqual = readFileSync(join(ROOT, path)).equals(Buffer.from(first.files.get(path) ?? []));
		expect(isEqual, `${path} is stale`).toBe(true);
	});

	it('comes out the same a second time, and knows nothing of the machine', async () => {
		const second = await actionBundle();
		expect(bundle.equals(Buffer.from(second.files.get('action/dist/index.cjs') ?? []))).toBe(true);
		expect(bundle.includes(ROOT)).toBe(false);
	});

	it('has one copy of undici and stays below its budget', () => {
		const copies = [...first.packages.keys()].filter(folder => folder.endsWith('/undici'));
		expect(copies).toEqual(['node_modules/undici']);
		expect(bundle.length).toBeLessThan(MAX_BYTES);
	});

	it('names every library in it with its licence', () => {
		const text = readFileSync(join(ROOT, 'action/dist/licenses.txt'), 'utf8');
		for (const folder of first.packages.keys()) {
			const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
			expect(text).toContain(`\n${name} ${version} (${license})\n\n`);
		}
		expect(text.match(/^-{80}$/gm)).toHaveLength(first.packages.size);
	});
});
