import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseConfig } from '../core/config.ts';
import { STORE_KINDS } from '../core/definition/config-store.ts';

const page = readFileSync(fileURLToPath(new URL('../docs/targets.md', import.meta.url)), 'utf8');

it('the config on the page about targets has no mistake', () => {
	const [, text = ''] = /```jsonc\n([\s\S]*?)```/.exec(page) ?? [];
	const { config, problems } = parseConfig(text);
	expect(problems).toEqual([]);
	expect(config.targets.get('production')?.patches).toHaveLength(2);
});

it.each(STORE_KINDS.map(({ value, needs, takes }) => [value, [...needs, ...takes]] as const))(
	'the page names every setting of a store of kind %s',
	(kind, names) => {
		const row = page.split('\n').find(line => line.startsWith(`| \`${kind}\``)) ?? '';
		expect(names.filter(name => !row.includes(`\`${name}\``))).toEqual([]);
	},
);
