import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../cli/formats/registry.ts';
import { addFiles, temporaryTree } from '../temporary-tree.ts';
import { cli, program } from './command.ts';

/** Not in one piece, so that nobody takes this file for a leak. */
const CANARY = ['tr0ub4dor', 'C4n4ry', '9xQ2', 'vLm7'].join('');
const TOKEN = `gh${'p_'}${'Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8Ii9Jj0Kk1Ll2'}`;

function leakyJob(id: string): object {
	return {
		id,
		labels: { note: `password=${CANARY}` },
		run: {
			cpus: 0.1,
			memory: 64,
			disk: 0,
			cmd: `curl -u admin:${CANARY} https://x.example; export TOKEN=${TOKEN}`,
			env: { DB_PASSWORD: CANARY, URL: `postgres://u:${CANARY}@db/x`, GITHUB_TOKEN: TOKEN },
		},
	};
}

function leaks(...texts: readonly string[]): boolean[] {
	return texts.map(text => text.includes(CANARY) || text.includes(TOKEN));
}

const tree = () => temporaryTree({ 'a.json': leakyJob('a'), 'sub/b.json': [leakyJob('b'), leakyJob('c')] });

describe('a password in a job file appears', () => {
	it.each(FORMAT_NAMES)('in no line of check -f %s', format => {
		const { out, err } = program(tree(), ['check', '-f', format, '--verbose'], { terminal: true });
		expect(out).toContain('plain-text-secret');
		expect(leaks(out, err)).toEqual([false, false]);
	});

	it.each([
		['fix --dry-run --unsafe', ['fix', '--dry-run', '--unsafe']],
		['fix --unsafe', ['fix', '--unsafe']],
		['next', ['next']],
		['secrets', ['secrets']],
		['secrets --json', ['secrets', '--json']],
		['check --fix', ['check', '--fix']],
		['check --fix-unsafe', ['check', '--fix-unsafe']],
		['check --as v1', ['check', 'a.json', '--as', 'v1']],
		['a path that does not exist', ['check', 'a.json', 'none.json']],
	])('in no line of %s', (_, args) => {
		const { out, err } = program(tree(), args);
		expect(leaks(out, err)).toEqual([false, false]);
	});

	it('in no baseline', () => {
		const cwd = tree();
		program(cwd, ['check', '--baseline', 'known.json', '--update-baseline']);
		expect(leaks(readFileSync(join(cwd, 'known.json'), 'utf8'))).toEqual([false]);
	});

	it('in nothing that the process prints, also of a broken file and with colour', () => {
		const cwd = tree();
		addFiles(cwd, { 'broken.json': `{"run": {"env": {"DB_PASSWORD": "${CANARY}", }` });
		const { out, err, code } = cli(cwd, ['check', '.', 'broken.json'], { env: { FORCE_COLOR: '1' } });
		expect([code, ...leaks(out, err)]).toEqual([1, false, false]);
	});
});
