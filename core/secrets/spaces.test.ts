import { describe, expect, it } from 'vitest';
import { mayRead, ownSource, readableSource, spaceOfSource, spacesOfJob } from './spaces.ts';

describe('the space of a secret', () => {
	it.each([
		['mysecret', ''],
		['/mysecret', ''],
		['group/secret', 'group'],
		['/group/hdfs/secret', 'group/hdfs'],
		['', ''],
	])('of %j is %j', (source, space) => {
		expect(spaceOfSource(source)).toBe(space);
	});
});

describe('a job', () => {
	it('has the spaces of its path, from the root down', () => {
		expect(spacesOfJob('dev.batch.job1')).toEqual(['', 'dev', 'dev/batch', 'dev/batch/job1']);
	});

	it.each(['x', '/x', 'a/x', 'a/b/x', 'a/b/c/x', '/a/b/c/x'])('a.b.c may read %s', source => {
		expect(mayRead('a.b.c', source)).toBe(true);
	});

	it.each(['a/z/x', 'd/x', 'b/x', 'a/b/c/d/x', 'a/b/cc/x'])('a.b.c may not read %s', source => {
		expect(mayRead('a.b.c', source)).toBe(false);
	});

	it('compares whole segments: hdf is not above hdfs', () => {
		expect(mayRead('hdfs', 'hdf/s')).toBe(false);
		expect(mayRead('hdfs', 'hdfs/secret')).toBe(true);
	});

	it('is offered the secret of the same name that the store has, the nearest first', () => {
		const state = (there: string) => (source: string) =>
			({ state: there.split(' ').includes(source) ? 'exists' : 'missing' }) as const;
		expect(readableSource('a.b', '/other/db', state('db a/db'))).toEqual({ source: 'a/db', exists: true });
		expect(readableSource('a.b', 'other/db', state('other/db'))).toEqual({ source: 'a/b/db', exists: false });
		expect(readableSource('a.b', 'other/db', undefined)).toEqual({ source: 'a/b/db', exists: false });
	});
});

describe('the source of a new secret', () => {
	it('lies in the space of its job', () => {
		expect(ownSource('etl.load', 'db-password', 'dcos')).toBe('etl/load/db-password');
		expect(ownSource(undefined, 'db-password', 'dcos')).toBe('db-password');
	});

	it('has a field in the vault dialect', () => {
		expect(ownSource('etl.load', 'db', 'vault')).toBe('etl/load/db@value');
	});

	it('has only characters that every store takes', () => {
		expect(ownSource('etl', 'my secret.1', 'dcos')).toBe('etl/my-secret-1');
	});
});
