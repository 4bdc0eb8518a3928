import { describe, expect, it } from 'vitest';
import { planArguments, runArguments, terminalText } from './command-line.ts';

describe('what the command is called with', () => {
	it('is a target and its config for a plan', () => {
		expect(planArguments('staging', '/w/metronome-jobs.json')).toEqual([
			'plan',
			'--config',
			'/w/metronome-jobs.json',
			'--target',
			'staging',
		]);
	});

	it('is a job and its files for a run, and the config where there is one', () => {
		expect(runArguments('a.b', ['/w/a.json', '/w/b.json'], '/w/c.json')).toEqual([
			'run',
			'--ignore-image',
			'--config',
			'/w/c.json',
			'--',
			'a.b',
			'/w/a.json',
			'/w/b.json',
		]);
		expect(runArguments('a.b', ['/w/a.json'], undefined)).not.toContain('--config');
	});

	it('never takes the name of a job for an option', () => {
		const values = runArguments('--help', ['/w/a.json'], undefined);
		expect(values.indexOf('--')).toBeLessThan(values.indexOf('--help'));
	});
});

it('a terminal goes back to the first column at every end of a line', () => {
	expect(terminalText('a\nb\r\n')).toBe('a\r\nb\r\n');
});
