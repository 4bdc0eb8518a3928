import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

/** The only problem of a config, with the text it points at. */
function problemOf(text: string): string {
	const { problems } = parseConfig(text);
	expect(problems.map(problem => problem.message)).toHaveLength(1);
	const problem = problems[0]!;
	return `${problem.pointer} «${text.slice(problem.start, problem.end)}» ${problem.message}`;
}

const WHOLE = `{
	// comments are fine
	"$schema": "x",
	"extends": ["../base"],
	"jobs": "jobs/**/*.json",
	"exclude": ["jobs/drafts/",],
	"dcos": "2.2",
	"rules": { "secret-unused": "off" },
	"overrides": [{ "files": "jobs/old/**", "rules": { "secret-undeclared": "info" } }],
	"ignoreChanges": ["/run/docker/image", { "files": "jobs/*", "job": "a.b", "pointers": ["/labels"] }],
	"suppressions": [
		{ "rule": "secret-unused", "file": "jobs/a.json", "pointer": "/run", "job": "a.b", "reason": "known", "until": "2027-01-31" }
	],
	"secrets": { "dialect": "vault", "inventory": "secrets.json", "plugin": "present" },
	"knownJobs": ["base.import"],
	"targets": {
		"prod": {
			"metronome": "v0.6.70",
			"url": "https://dcos.example.com/service/metronome",
			"auth": { "usernameEnv": "DCOS_USER", "passwordEnv": "DCOS_PASSWORD" },
			"tls": { "ca": "ca.pem" },
			"secrets": { "plugin": "absent" },
			"variables": { "image": "etl:1", "env": { "env": "STAGE", "required": true, "allowed": ["a", "b"], "description": "d" } },
			"patches": [{ "files": ["jobs/**"], "patch": { "run": { "cpus": 2, "env": null } } }]
		}
	},
}`;

describe('parseConfig', () => {
	it('reads every setting there is', () => {
		const { config, problems } = parseConfig(WHOLE);
		expect(problems).toEqual([]);
		expect(config.extends.map(text => text.value)).toEqual(['../base']);
		expect(config.jobs).toEqual(['jobs/**/*.json']);
		expect(config.exclude).toEqual(['jobs/drafts/']);
		expect(config.version).toMatchObject({ dcos: '2.2', version: { text: '0.6.68' } });
		expect([...config.rules]).toEqual([['secret-unused', 'off']]);
		expect(config.overrides[0]?.files).toEqual(['jobs/old/**']);
		expect(config.ignoreChanges).toEqual([
			{ files: undefined, job: undefined, pointers: ['/run/docker/image'] },
			{ files: ['jobs/*'], job: 'a.b', pointers: ['/labels'] },
		]);
		expect(config.suppressions[0]).toMatchObject({ until: '2027-01-31', at: { pointer: '/suppressions/0' } });
		expect(config.secrets).toMatchObject({
			dialect: 'vault',
			plugin: 'present',
			inventory: { value: 'secrets.json' },
		});
		const prod = config.targets.get('prod')!;
		expect(prod.version).toMatchObject({ dcos: undefined, version: { text: '0.6.70' } });
		expect(prod.auth).toEqual({ kind: 'password', usernameEnv: 'DCOS_USER', passwordEnv: 'DCOS_PASSWORD' });
		expect(prod.tls).toEqual({ ca: 'ca.pem', cert: undefined, key: undefined });
		expect(prod.variables.get('image')).toMatchObject({ value: 'etl:1', required: false });
		expect(prod.variables.get('env')).toMatchObject({ env: 'STAGE', required: true, allowed: ['a', 'b'] });
		const { patch, text, job } = prod.patches[0]!;
		expect(JSON.parse(text.slice(patch.start, patch.end))).toEqual({ run: { cpus: 2, env: null } });
		expect(job).toBeUndefined();
	});

	it.each([
		[
			'{ "rule": {} }',
			`/rule «"rule"» 'rule' is no setting of the settings of Metronome Jobs. Did you mean 'rules'?`,
		],
		[
			'{ "environments": {} }',
			`/environments «"environments"» 'environments' is no setting of the settings of Metronome Jobs. Did you mean 'targets'?`,
		],
		[
			'{ "rules": { "secret-undeclaredd": "off" } }',
			`/rules/secret-undeclaredd «"secret-undeclaredd"» There is no rule 'secret-undeclaredd'. Did you mean 'secret-undeclared'?`,
		],
		[
			'{ "rules": { "secret-undeclared": "warn" } }',
			`/rules/secret-undeclared «"warn"» 'warn' must be off, info, warning or error.`,
		],
		[
			'{ "secrets": { "store": { "kind": "vautl" } } }',
			`/secrets/store/kind «"vautl"» 'vautl' must be file, env, exec, http, dcos or vault. Did you mean 'vault'?`,
		],
		[
			'{ "secrets": { "store": { "kind": "file" } } }',
			`/secrets/store «"store"» 'path' is missing: a store of kind 'file' needs it.`,
		],
		[
			'{ "targets": { "p": { "secrets": { "store": { "kind": "env", "mount": "a" } } } } }',
			`/targets/p/secrets/store/mount «"mount"» A store of kind 'env' has no 'mount'.`,
		],
		[
			'{ "secrets": { "store": { "kind": "exec", "list": "gopass ls" } } }',
			'/secrets/store/list «"gopass ls"» This must be a command and its arguments, as a list of strings.',
		],
		[
			'{ "secrets": { "store": { "kind": "http", "url": "https://a", "list": ["a"] } } }',
			`/secrets/store/list «["a"]» This must be an address relative to 'url'.`,
		],
		[
			'{ "secrets": { "store": { "kind": "vault", "url": "https://a", "roleIdEnv": "A" } } }',
			`/secrets/store/roleIdEnv «"roleIdEnv"» 'roleIdEnv' needs 'secretIdEnv' beside it.`,
		],
		[
			'{ "secrets": { "store": { "kind": "vault", "url": "https://a", "tokenEnv": "hvs.canary-token" } } }',
			'/secrets/store/tokenEnv «"hvs.canary-token"» This must be the name of an environment variable, never a value.',
		],
		['{ "dcos": 2.2 }', '/dcos «2.2» This must be a string, not a number: write "2.2".'],
		['{ "metronome": "latest" }', `/metronome «"latest"» 'latest' must be a version such as 0.6.70.`],
		[
			'{ "dcos": "3.1" }',
			`/dcos «"3.1"» DC/OS '3.1' is not known here. Known are 1.8, 1.9, 1.10, 1.11, 1.12, 1.13, 2.0, 2.1 and 2.2; or name the Metronome version with 'metronome'.`,
		],
		['{ "jobs": "" }', '/jobs «""» This must not be empty.'],
		['{ "jobs": 1 }', '/jobs «1» This must be a string or a list of strings, not a number.'],
		[
			'{ "exclude": ["!a"] }',
			`/exclude/0 «"!a"» '!a': a pattern cannot be turned round with '!'. Name what does match.`,
		],
		['{ "jobs": ["/etc/*"] }', `/jobs/0 «"/etc/*"» '/etc/*' must be relative to the folder of this file.`],
		[
			'{ "knownJobs": ["Not An Id"] }',
			`/knownJobs/0 «"Not An Id"» 'Not An Id' is no id that a job can have.`,
		],
		[
			'{ "ignoreChanges": ["run"] }',
			`/ignoreChanges/0 «"run"» 'run' must be a JSON pointer such as '/run/env', or '' for the whole file.`,
		],
		[
			'{ "dcos": "2.2", "metronome": "0.6.70" }',
			`/dcos «"dcos"» 'dcos' and 'metronome' both say which Metronome there is. Keep one of them.`,
		],
		[
			'{ "targets": { "p": { "auth": { "usernameEnv": "U" } } } }',
			`/targets/p/auth/usernameEnv «"usernameEnv"» 'usernameEnv' needs 'passwordEnv' beside it.`,
		],
		[
			'{ "targets": { "p": { "auth": { "tokenEnv": "T", "serviceAccountEnv": "S" } } } }',
			`/targets/p/auth «"auth"» One way to log in is enough: keep one of 'tokenEnv', 'serviceAccountEnv'.`,
		],
		[
			'{ "targets": { "p": { "variables": { "x": { "value": "c", "allowed": ["a"] } } } } }',
			`/targets/p/variables/x/value «"c"» 'c' is not among the values that are 'allowed'.`,
		],
		[
			'{ "targets": { "p": { "patches": [{ "files": "a" }] } } }',
			`/targets/p/patches/0 «{ "files": "a" }» 'patch' is missing: a patch needs it.`,
		],
		[
			'{ "rules": {}, "rules": {} }',
			`/rules «"rules"» 'rules' stands here twice, and only the last one counts. Remove one.`,
		],
		['{} {}', ' «{}» Nothing may follow the settings.'],
		['[]', ' «[]» This must be an object, not a list.'],
		['{ "rules": { } ', " «{» The text ends before the closing '}'."],
		['', ' «» There is no JSON value here.'],
	])('says where and what is wrong in %s', (text, expected) => {
		expect(problemOf(text)).toBe(expected);
	});

	it.each(['2027-02-29', '2027-13-01', '0099-02-30'])(
		'takes no day that is not in the calendar: %s',
		until => {
			const text = `{ "suppressions": [{ "rule": "secret-unused", "file": "*", "reason": "r", "until": "${until}" }] }`;
			expect(problemOf(text)).toContain('is no day of the calendar');
			expect(parseConfig(text).config.suppressions).toEqual([]);
		},
	);

	it('takes the leap day of a leap year', () => {
		const text =
			'{ "suppressions": [{ "rule": "secret-unused", "file": "*", "reason": "r", "until": "2028-02-29" }] }';
		expect(parseConfig(text)).toMatchObject({
			problems: [],
			config: { suppressions: [{ until: '2028-02-29' }] },
		});
	});

	it('takes no suppression without a reason', () => {
		const text = '{ "suppressions": [{ "rule": "secret-unused", "file": "*", "reason": " " }] }';
		expect(problemOf(text)).toBe(`/suppressions/0/reason «" "» ' ' must be some words.`);
		expect(parseConfig(text).config.suppressions).toEqual([]);
	});

	it.each([
		['tokenEnv', '{ "targets": { "p": { "auth": { "tokenEnv": "CANARY-value" } } } }'],
		['url', '{ "targets": { "p": { "url": "https://user:CANARY@host/" } } }'],
	])('never quotes what may be a credential in %s', (_, text) => {
		const { problems } = parseConfig(text);
		expect(problems).toHaveLength(1);
		expect(problems[0]?.message).not.toContain('CANARY');
	});

	it('still sees the mistakes behind hundreds of comments and commas', () => {
		const lines = Array.from({ length: 200 }, (_, i) => `"k${i}": [1,], // note`).join('\n');
		const { problems } = parseConfig(
			`{ "targets": { "p": { "patches": [{ "files": "a", "patch": {\n${lines}\n} }] } }, "dcos": 1 }`,
		);
		expect(problems.map(problem => problem.pointer)).toEqual(['/dcos']);
	});

	it('keeps what is sound beside what is not', () => {
		const { config } = parseConfig(
			'{ "rules": { "secret-unused": "off", "secret-missing": "loud" }, "jobs": ["a", 1] }',
		);
		expect([...config.rules]).toEqual([['secret-unused', 'off']]);
		expect(config.jobs).toEqual(['a']);
	});

	it('never throws, and points into the text', () => {
		const pieces = fc.constantFrom(
			'{',
			'}',
			'[',
			']',
			',',
			':',
			'"rules"',
			'"jobs"',
			'"x"',
			'1',
			'null',
			'//',
			'/*',
			'"',
			'\n',
			'\uFEFF',
		);
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 30 }), parts => {
				const text = parts.join('');
				for (const { start, end } of parseConfig(text).problems) {
					expect(start).toBeGreaterThanOrEqual(0);
					expect(end).toBeGreaterThanOrEqual(start);
				}
			}),
		);
	});
});
