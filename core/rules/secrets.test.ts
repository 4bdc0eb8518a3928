import { describe, expect, it } from 'vitest';
import { fixed, found, jobFile, marked } from '../../test/rules/found.ts';

const UCR = { image: { id: 'app:1' } };

function withSecrets(env: object, secrets: object, more: object = {}): string {
	return jobFile({ cmd: './load', env, secrets, ...more });
}

/** A job whose only secret has this source. */
function sourced(source: string, id = 'etl.load'): string {
	return jobFile({ cmd: 'x', env: { DB: { secret: 'db' } }, secrets: { db: { source } } }, id);
}

describe('secret-undeclared', () => {
	it('corrects every reference with the same slip at once', () => {
		const text = withSecrets(
			{ A: { secret: 'db-pasword' }, B: { secret: 'db-pasword' } },
			{ 'db-password': { source: 'etl/db' } },
		);
		const findings = found('secret-undeclared', text);
		expect(findings).toHaveLength(1);
		expect(findings[0]?.related.map(({ pointer }) => pointer)).toEqual([
			'/run/secrets/db-password',
			'/run/env/B/secret',
		]);
		const after = fixed(text, findings[0]) ?? '';
		expect(after).not.toContain('pasword"');
		expect(found('secret-undeclared', after)).toEqual([]);
	});

	it.each([
		[
			'the declared alias is in use',
			{ A: { secret: 'db-pasword' }, B: { secret: 'db-password' } },
			'db-password',
		],
		['the two differ by a number', { A: { secret: 'node-1' } }, 'node-2'],
		['there is too little to tell', { A: { secret: 'db' } }, 'dc'],
	])('asks for a look where %s', (_, env, alias) => {
		const [finding] = found('secret-undeclared', withSecrets(env, { [alias]: { source: 'etl/db' } }));
		expect(finding?.fix?.()?.safe).toBe(false);
	});

	it('declares an alias that nothing resembles, in the space of the job', () => {
		const text = withSecrets({ A: { secret: 'db' } }, { 'api-token': { source: 'etl/t' } });
		const after = JSON.parse(fixed(text, found('secret-undeclared', text)[0]) ?? '{}');
		expect(after.run.secrets).toEqual({ 'api-token': { source: 'etl/t' }, db: { source: 'etl/load/db' } });
	});

	it('keeps a run on one line when it declares', () => {
		const text = '{"id":"a","run":{"cpus":1,"mem":64,"disk":0,"cmd":"x","env":{"A":{"secret":"db"}}}}';
		const after = fixed(text, found('secret-undeclared', text)[0]) ?? '';
		expect(after).not.toContain('\n');
		expect(JSON.parse(after).run.secrets).toEqual({ db: { source: 'a/db' } });
	});

	it('does not repeat a secret that stands where its alias belongs', () => {
		const token = `gh${'p_'}${'a1B2'.repeat(9)}`;
		const [finding] = found('secret-undeclared', withSecrets({ A: { secret: token } }, {}));
		expect(finding?.message).not.toContain(token);
		expect(finding?.fix?.()?.title ?? '').not.toContain(token);
	});
});

describe('secret-unused', () => {
	it('removes run.secrets with its last entry', () => {
		const text = withSecrets({}, { db: { source: 'etl/db' } });
		const after = JSON.parse(fixed(text, found('secret-unused', text)[0]) ?? '{}');
		expect('secrets' in after.run).toBe(false);
	});

	it('leaves a slip of the pen to the rule for undeclared aliases', () => {
		const text = withSecrets({ A: { secret: 'db-pasword' } }, { 'db-password': { source: 'etl/db' } });
		const [finding] = found('secret-unused', text);
		expect(finding?.fix?.()).toBeNull();
		expect(finding?.unnecessary).toBe(false);
		expect(finding?.related.map(({ pointer }) => pointer)).toEqual(['/run/env/A/secret']);
	});

	it('asks for a look while another alias is not declared', () => {
		const text = withSecrets({ A: { secret: 'token' } }, { 'db-password': { source: 'etl/db' } });
		expect(found('secret-unused', text)[0]?.fix?.()?.safe).toBe(false);
	});

	it('marks the whole entry', () => {
		const text = withSecrets({}, { db: { source: 'etl/db' } });
		expect(marked(text, found('secret-unused', text)[0])).toMatch(/^"db": \{[^}]*\}$/);
	});
});

describe('secret-outside-space', () => {
	it.each(['x', '/x', 'etl/x', '/etl/load/x'])('lets etl.load read %s', source => {
		expect(found('secret-outside-space', sourced(source))).toEqual([]);
	});

	it.each(['billing/x', 'load/x', 'etl/loader/x', 'etl/load/more/x'])(
		'does not let etl.load read %s',
		source => {
			const [finding] = found('secret-outside-space', sourced(source));
			expect(finding?.message).toContain("'etl/load', 'etl' and the root");
			expect(finding?.message).toContain("'etl/load/x' would work");
		},
	);

	it('prefers a secret of the same name that the store has', () => {
		const text = sourced('/billing/x');
		const [finding] = found('secret-outside-space', text, { target: { store: ['billing/x', 'etl/x'] } });
		expect(finding?.message).toContain("'etl/x' would work and is in the store");
		expect(fixed(text, finding)).toContain('"/etl/x"');
	});

	it('says nothing of a job without a valid id, or of another dialect', () => {
		expect(found('secret-outside-space', sourced('billing/x', 'Not valid'))).toEqual([]);
		expect(found('secret-outside-space', sourced('billing/x'), { target: { dialect: 'any' } })).toEqual([]);
	});
});

describe('secret-missing', () => {
	it('is one finding for each declaration, and names the store and who waits', () => {
		const text = withSecrets({ A: { secret: 'db' }, B: { secret: 'db' } }, { db: { source: 'etl/db' } });
		const findings = found('secret-missing', text, { target: { store: [] } });
		expect(findings).toHaveLength(1);
		expect(findings[0]?.message).toContain(
			"not in the inventory secrets.json: the variable 'A' and the variable 'B'",
		);
	});

	it('is silent without a store: nothing is ever guessed', () => {
		expect(found('secret-missing', sourced('etl/db'))).toEqual([]);
	});

	it('does not look for Vault secrets elsewhere', () => {
		const text = sourced('etl/load/db');
		const [finding] = found('secret-missing', text, { target: { dialect: 'vault', store: ['etl/db'] } });
		expect(fixed(text, finding)).toBeUndefined();
	});
});

describe('secrets-not-delivered', () => {
	it('is one finding a job, and none without references', () => {
		const target = { secretsPlugin: 'absent' } as const;
		const two = withSecrets(
			{ A: { secret: 'a' }, B: { secret: 'b' } },
			{ a: { source: 'a' }, b: { source: 'b' } },
		);
		expect(found('secrets-not-delivered', two, { target })).toHaveLength(1);
		expect(found('secrets-not-delivered', jobFile({ cmd: 'x', secrets: {} }), { target })).toEqual([]);
		expect(found('secrets-not-delivered', two)).toEqual([]);
	});
});

describe('source-form', () => {
	it.each(['x', '/x', 'a/b_c/d-1'])('takes %s for DC/OS', source => {
		expect(found('source-form', sourced(source))).toEqual([]);
	});

	it.each([
		['a//b', 'two slashes', 'a/b', true],
		['a/b/', 'ends with a slash', 'a/b', true],
		['//a/b', 'two slashes', '/a/b', true],
		[' a/b ', 'characters', 'a/b', false],
		['a.b/c', "characters ('.')", undefined, undefined],
		['{{team}}/c', 'characters', undefined, undefined],
	])('warns of %j for DC/OS', (source, text, better, safe) => {
		const file = sourced(source);
		const [finding] = found('source-form', file);
		expect(finding?.severity).toBe('warning');
		expect(finding?.message).toContain(text);
		expect(finding?.fix?.()?.safe).toBe(safe);
		if (better !== undefined) expect(fixed(file, finding)).toBe(sourced(better));
	});

	it.each([
		['/', 'dcos', 'error'],
		['a/../b@c', 'vault', 'error'],
		['a/b@', 'vault', 'error'],
		['@field', 'vault', 'error'],
		['password', 'vault', 'error'],
		['a/b', 'vault', 'warning'],
	] as const)('judges %j for %s as %s', (source, dialect, severity) => {
		expect(
			found('source-form', sourced(source), { target: { dialect } }).map(finding => finding.severity),
		).toEqual([severity]);
	});

	it('has no rules for other stores', () => {
		expect(found('source-form', sourced('arn:x//..'), { target: { dialect: 'any' } })).toEqual([]);
	});
});

describe('file-secret-path', () => {
	const mounted = (path: string, run: object = {}) =>
		jobFile({
			cmd: './sync',
			ucr: UCR,
			volumes: [{ containerPath: path, secret: 's' }],
			secrets: { s: { source: 's' } },
			...run,
		});

	it.each([
		['/a/b', 'warning'],
		['a/b/', 'error'],
		['../a', 'error'],
		['a/../../b', 'error'],
		['a/../b', 'warning'],
		['a\0b', 'error'],
		['a:b', 'warning'],
	])('judges %j as %s', (path, severity) => {
		expect(found('file-secret-path', mounted(path)).map(finding => finding.severity)).toEqual([severity]);
	});

	it.each(['a', 'a/b.pem', '.netrc', 'a..b/c'])('takes %j', path => {
		expect(found('file-secret-path', mounted(path))).toEqual([]);
	});

	it.each([
		['cat $MESOS_SANDBOX/key', true],
		[`cat $${'{MESOS_SANDBOX}'}/key`, true],
		['cat /key', false],
	])('drops the slash of /key safely beside %j: %s', (cmd, safe) => {
		const text = mounted('/key', { cmd });
		const fix = found('file-secret-path', text)[0]?.fix?.();
		expect(fix?.safe).toBe(safe);
	});

	it('drops no slash where that would hide another secret', () => {
		const text = jobFile({
			cmd: 'x',
			ucr: UCR,
			volumes: [
				{ containerPath: 'key', secret: 'a' },
				{ containerPath: '/key', secret: 'b' },
			],
			secrets: { a: { source: 'a' }, b: { source: 'b' } },
		});
		expect(fixed(text, found('file-secret-path', text)[0])).toBeUndefined();
	});

	it('removes a volume that is there twice', () => {
		const volume = { containerPath: 'key', secret: 's' };
		const text = mounted('key', { volumes: [volume, volume] });
		const [finding] = found('file-secret-path', text);
		expect(finding?.severity).toBe('info');
		expect(JSON.parse(fixed(text, finding) ?? '{}').run.volumes).toEqual([volume]);
	});
});

describe('env-name', () => {
	it.each([
		['', 'without a name', undefined],
		['A=', "a variable 'A' instead", '"A"'],
		['=A', 'no variable of this name', '"A"'],
		['A=B', "a variable 'A' instead", undefined],
		['A\0', 'NUL', '"A"'],
	])('reports %j', (name, text, renamed) => {
		const file = jobFile({ cmd: 'x', env: { [name]: 'v' } });
		const [finding] = found('env-name', file);
		expect(finding?.message).toContain(text);
		const after = fixed(file, finding);
		if (renamed === undefined) expect(after).toBeUndefined();
		else expect(after).toContain(renamed);
	});

	it('does not rename to a name that is taken', () => {
		const file = jobFile({ cmd: 'x', env: { 'A=': 'v', A: 'w' } });
		expect(fixed(file, found('env-name', file)[0])).toBeUndefined();
	});

	it.each(['a b', 'a.b', '1A', 'Ä'])('leaves %j alone', name => {
		expect(found('env-name', jobFile({ cmd: 'x', env: { [name]: 'v' } }))).toEqual([]);
	});
});
