import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleCluster, exampleCluster } from './cluster.ts';
import { pathWithCommand } from './examples-copy.ts';
import { examplesIn, HELPS } from './help-texts.ts';

/** In the order in which somebody would do it. */
const ORDER = ['plan', 'deploy', 'drift', 'diff', 'run', 'pull', 'rollback'];

const LINES = ORDER.flatMap(name => examplesIn(HELPS.find(({ args }) => args[0] === name)?.text ?? ''));

describe('the example of a help text about clusters', () => {
	const path = pathWithCommand();
	let cluster: ExampleCluster;
	beforeAll(async () => {
		cluster = await exampleCluster(path);
	});
	afterAll(() => cluster.close());

	it('is there for every command', () => {
		expect(LINES.length).toBeGreaterThan(ORDER.length);
	});

	it.each(LINES)('%s works', async line => {
		// Nothing is at this cluster that the files do not say, and rollback has nothing left to do the second time.
		const { code, err } = await cluster.shell(
			`${line} --owner tidewater/jobs`.replace(/(?<=(?:diff|run|pull|rollback) .*) --owner \S+/, ''),
		);
		expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
	});
});
