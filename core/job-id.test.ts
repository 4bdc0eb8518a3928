import { describe, expect, it } from 'vitest';
import { idFault, isJobId, jobIdInUrl, suggestJobId } from './job-id.ts';
import { NEWEST_VERSION, version } from './version.ts';

describe('an id', () => {
	it('may have two dashes in a row, except in the versions that refuse them', () => {
		const versions = ['0.6.33', '0.6.41', '0.6.69', '0.6.70'];
		expect(versions.map(text => isJobId('a--b', version(text)))).toEqual([true, false, false, true]);
		expect(idFault('a--b', version('0.6.68'), false)).toContain('two dashes in a row');
	});

	it.each([
		['Job', "the capital letter 'J' at place 1"],
		['a_b', "'_' at place 2"],
		['a\u200bb', 'the invisible character at place 2'],
		['a..b', 'next to another dot'],
		['a.-b', "'-b' begins with a dash"],
		['a-.b', "'a-' ends in a dash"],
		['a\n', 'ends in a line end'],
	])('%j is told what is wrong with it', (id, fault) => {
		expect(idFault(id, NEWEST_VERSION, false)).toContain(fault);
	});

	it('of a schedule on its own has no dots and two characters', () => {
		expect(idFault('a.b', NEWEST_VERSION, true)).toContain("'.' at place 2");
		expect(idFault('s', NEWEST_VERSION, true)).toContain('two are the least');
		expect(idFault('s1', NEWEST_VERSION, true)).toBeUndefined();
	});

	it('is suggested from what was written', () => {
		expect(suggestJobId('/Team/My_Job.')).toBe('team.my-job');
		expect(suggestJobId('…')).toBeUndefined();
	});

	it('in a URL means the same with empty segments', () => {
		expect(['a..b', '.a.b', 'a.b.'].map(jobIdInUrl)).toEqual(['a.b', 'a.b', 'a.b']);
		expect(jobIdInUrl('a.-b')).toBeUndefined();
	});
});
