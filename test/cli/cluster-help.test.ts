import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleCluster, exampleCluster } from './cluster.ts';
import { ROOT } from './command.ts';
import { pathWithCommand } from './examples-copy.ts';
import { examplesIn, HELPS } from './help-texts.ts';

/** In the order in which somebody would do it. */
const ORDER = ['plan', 'deploy', 'drift', 'diff', 'run', 'pull', 'rollback'];

const inHelp = ORDER.flatMap(name => examplesIn(HELPS.find(({ args }) => args[0] === name)?.text ?? ''));

/** Command lines of a page that want a cluster: `$ metronome-jobs …`, or indented. */
function onPage(page: string): string[] {
	const text = readFileSync(join(ROOT, page), 'utf8');
	return [
		...text.matchAll(/^(?:\$ | {4})(metronome-jobs (?:\S.*)--target .*|metronome-jobs diff .*)$/gm),
	].map(match => (match[1] ?? '').replace(/\s+#.*$/, ''));
}

describe.each([
	['the help texts', inHelp],
	['README.md', onPage('README.md')],
	['docs/deploying.md', onPage('docs/deploying.md')],
])('what %s say about clusters', (_, lines) => {
	const path = pathWithCommand();
	let cluster: ExampleCluster;
	beforeAll(async () => {
		cluster = await exampleCluster(path);
	});
	afterAll(() => cluster.close());

	it('is something', () => {
		expect(lines.length).toBeGreaterThan(6);
	});

	it.each(lines)('%s works', async line => {
		const { code, err } = await cluster.shell(line);
		expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
	});
});
