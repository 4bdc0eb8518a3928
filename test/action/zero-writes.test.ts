import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyedDigest } from '../../deploy/digest.ts';
import { checkFiles } from '../../files/check.ts';
import { prepare } from '../../targets/planning.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { closeLater, listening } from './cluster.ts';
import { job } from './pipeline.ts';
import { ROOT } from './runner.ts';

/** Every file that a rule finds an error in, among good ones: nobody gets as far as the cluster with it. */

const RULES = join(ROOT, 'test/rules');
const FIXTURES = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
	.filter(name => /\/invalid[^/]*\.json$/.test(name))
	.toSorted();
const NOW = Date.parse('2026-11-02T10:00:00Z');

it('no deploy begins with a file in which any rule finds an error', async () => {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
	});
	closeLater(server);
	const url = await listening(server);
	let wrong = 0;
	for (const name of FIXTURES) {
		const cwd = temporaryTree({
			'metronome-jobs.json': { jobs: ['jobs/*.json'], targets: { prod: { url: `${url}/m` } } },
			'jobs/bad.json': readFileSync(join(RULES, name), 'utf8'),
			'jobs/good.json': job('zz.good', 'true'),
		});
		const request = { cwd, paths: [], target: 'prod', now: NOW, reading: 'file', env: {} } as const;
		const { summary, troubles } = checkFiles(request);
		const digest = keyedDigest('any key of enough length');
		const prepared = await prepare({ request, env: {}, toolVersion: '0', digest, owner: 't/r' });
		if (prepared.kind === 'prepared') await prepared.connection.close();
		if (summary.errors + troubles.length === 0) continue;
		wrong++;
		expect([name, prepared.kind]).toEqual([name, 'stopped']);
	}
	expect(asked).toEqual([]);
	expect(wrong).toBeGreaterThan(FIXTURES.length / 3);
	console.log(
		`${wrong} of ${FIXTURES.length} fixtures have an error; with none of them the cluster was asked`,
	);
}, 60_000);
