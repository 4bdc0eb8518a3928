import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from '../../action/inputs.ts';
import { withActionTables } from '../../scripts/action-tables.ts';
import { ACTION, GITHUB_TOKEN, ROOT } from './runner.ts';

const read = (get: (name: string) => string) => readInputs({ get, isFolder: () => true });

describe('action.yml', () => {
	it('declares the inputs that are read, and no others', () => {
		const asked = new Set<string>();
		read(name => {
			asked.add(name);
			return '';
		});
		expect([...asked].toSorted()).toEqual([...ACTION.inputs.keys()].toSorted());
	});

	it('has the defaults that count where a caller sets nothing', () => {
		// The token is GitHub's to fill in; without one nothing is asked of it.
		const result = read(name => (name === 'token' ? '' : (ACTION.inputs.get(name)?.default ?? '')));
		expect(ACTION.inputs.get('token')?.default).toBe(GITHUB_TOKEN);
		expect(result).toEqual(read(() => ''));
		expect(result).toMatchObject({
			ok: true,
			inputs: { failOn: 'error', annotations: 'auto', paths: [] },
		});
	});

	it('asks for the runtime that GitHub has, and for the bundle', () => {
		expect(ACTION.runs).toEqual({ using: 'node24', main: 'action/dist/index.cjs' });
	});

	it('is what the README tells', () => {
		const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
		expect(withActionTables(readme, ACTION)).toBe(readme);
	});
});
