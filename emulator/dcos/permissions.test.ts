import { describe, expect, it } from 'vitest';
import {
	type Grant,
	isSuperuser,
	mayDoWithJob,
	mayDoWithSecret,
	mayListSecrets,
	mayReachMetronome,
	parseGrant,
} from './permissions.ts';

function grants(...texts: readonly string[]): readonly Grant[] {
	return texts.map(text => {
		const grant = parseGrant(text);
		if (grant === undefined) throw new Error(`no grant: ${text}`);
		return grant;
	});
}

const JOBS = 'dcos:service:metronome:metronome:jobs';

describe('permissions', () => {
	it.each([
		'dcos:superuser',
		'dcos:superuser ',
		'dcos:superuser all',
		'dcos:superuser full,all',
		'superuser full',
		'dcos full',
		'dcos:a  full',
	])('do not read %j', text => expect(parseGrant(text)).toBeUndefined());

	it('for jobs are for all of them, a group or one, written with dots or slashes', () => {
		for (const name of ['', ':etl', ':etl.load', ':etl/load', ':/etl/load']) {
			expect(mayDoWithJob(grants(`${JOBS}${name} read,update`), 'update', 'etl.load')).toBe(true);
		}
		for (const name of [':etl.load.deep', ':etl.lo', ':load', 's']) {
			expect(mayDoWithJob(grants(`${JOBS}${name} full`), 'update', 'etl.load')).toBe(false);
		}
	});

	it('are for their actions, and full is for all', () => {
		expect(mayDoWithJob(grants(`${JOBS} read`), 'view', 'a')).toBe(true);
		expect(mayDoWithJob(grants(`${JOBS} create,update`), 'view', 'a')).toBe(false);
		expect(mayDoWithJob(grants(`${JOBS} full`), 'delete', 'a')).toBe(true);
		expect(mayReachMetronome(grants('dcos:adminrouter:service:metronome read'))).toBe(false);
		expect(mayReachMetronome(grants('dcos:adminrouter:service:metronome full'))).toBe(true);
	});

	it('for a secret have its very name, and for a list of names cover what is below', () => {
		expect(mayDoWithSecret(grants('dcos:secrets:default:/etl/db read'), 'read', 'etl/db')).toBe(true);
		expect(mayDoWithSecret(grants('dcos:secrets:default:/etl full'), 'read', 'etl/db')).toBe(false);
		expect(mayListSecrets(grants('dcos:secrets:list:default:/ read'), 'etl/load')).toBe(true);
		expect(mayListSecrets(grants('dcos:secrets:list:default:/etl read'), 'etl/load')).toBe(true);
		expect(mayListSecrets(grants('dcos:secrets:list:default:/etl read'), '')).toBe(false);
		expect(mayListSecrets(grants('dcos:secrets:default:/etl read'), 'etl')).toBe(false);
	});

	it('of a superuser are all', () => {
		const all = grants('dcos:superuser read');
		expect(isSuperuser(all)).toBe(true);
		expect(mayReachMetronome(all) && mayDoWithJob(all, 'delete', 'a')).toBe(true);
		expect(mayDoWithSecret(all, 'create', 'a') && mayListSecrets(all, '')).toBe(true);
	});
});
