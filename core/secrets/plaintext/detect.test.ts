import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADVERSARIAL } from '../../../test/corpus/adversarial.ts';
import { type Detection, detectSecrets, type Place } from './detect.ts';

const secretOf = (value: string, key: string | null = null, place: Place = 'env') =>
	detectSecrets({ key, value, place }).map(({ start, end }) => value.slice(start, end));

describe('the place of a secret inside a value', () => {
	test.each([
		['postgres://app:s3cr3t@db/app', 's3cr3t'],
		['mongodb+srv://app:p@ss@cluster/db', 'p@ss'],
		['redis://:s3cr3t@cache:6379/0', 's3cr3t'],
		['root:s3cr3t@tcp(db:3306)/app', 's3cr3t'],
		['jdbc:oracle:thin:scott/s3cr3t@db:1521:x', 's3cr3t'],
		['jdbc:postgresql://db/app?user=app&password=s3cr3t&ssl=true', 's3cr3t'],
		['-Xmx1g -Ddb.password=s3cr3t -Dx=y', 's3cr3t'],
		['{"user":"app","password":"s3cr3t, really"}', 's3cr3t, really'],
		['{"name":"DB_PASSWORD","value":"s3cr3t"}', 's3cr3t'],
		['<add key="Password" value="s3cr3t" />', 's3cr3t'],
		["CREATE USER a IDENTIFIED BY 's3cr3t'", 's3cr3t'],
		['machine h login u password s3cr3t', 's3cr3t'],
		['db:5432:app:svc:s3cr3t', 's3cr3t'],
		["curl -u app:'s3cr3t' https://h", 's3cr3t'],
		['curl --user "app:s3 cr3t" https://h', 's3 cr3t'],
		['mysql -uroot -ps3cr3t db', 's3cr3t'],
		["sh -c 'sshpass -p s3cr3t ssh h'", 's3cr3t'],
		['echo s3cr3t | sudo -S ls', 's3cr3t'],
		['Authorization: Bearer abc123def456ghi789', 'abc123def456ghi789'],
		['authorization: token=abc123def456ghi789', 'abc123def456ghi789'],
		[`run --password "\${PW:-s3cr3t}"`, 's3cr3t'],
	])('%s', (value, secret) => {
		expect(secretOf(value)).toEqual([secret]);
	});

	test('the password of a login is only its second half', () => {
		expect(secretOf('app:s3cr3t', 'PROXY_USERPWD')).toEqual(['s3cr3t']);
		expect(secretOf('neo4j/s3cr3t', 'NEO4J_AUTH')).toEqual(['s3cr3t']);
	});

	test('several secrets in one value are found one by one', () => {
		expect(secretOf('amqp://a:one1@h,amqp://a:two2@h')).toEqual(['one1', 'two2']);
		expect(secretOf('DB_PASSWORD=one1 SMTP_PASSWORD=two2 ./run')).toEqual(['one1', 'two2']);
	});

	test('a secret that is the whole value can be replaced as a whole', () => {
		expect(detectSecrets({ key: 'DB_PASSWORD', value: 's3cr3t', place: 'env' })).toMatchObject([
			{ whole: true },
		]);
		expect(detectSecrets({ key: 'DB_URL', value: 'pg://a:s3cr3t@h', place: 'env' })).toMatchObject([
			{ whole: false },
		]);
	});
});

describe('how certain a finding is', () => {
	const certainties = (key: string | null, value: string, place: Place) =>
		detectSecrets({ key, value, place }).map(({ certainty }) => certainty);

	test('the name of a variable is enough for an error, the name of a label or a parameter for a warning', () => {
		expect(certainties('PASSWORD', 's3cr3t', 'env')).toEqual(['error']);
		expect(certainties('PASSWORD', 's3cr3t', 'label')).toEqual(['warning']);
		expect(certainties('password', 's3cr3t', 'parameter')).toEqual(['warning']);
	});

	test('an argument is judged by the flag before it', () => {
		expect(certainties('--password', 's3cr3t', 'arg')).toEqual(['warning']);
		expect(certainties(null, '--password=s3cr3t', 'arg')).toEqual(['error']);
		expect(certainties(null, 's3cr3t', 'arg')).toEqual([]);
	});

	test.each<Place>(['env', 'cmd', 'arg', 'parameter', 'label', 'uri', 'value'])(
		'a password in a URL is an error in %s',
		place => {
			expect(certainties(null, 'https://app:s3cr3t@h/x.tgz', place)).toEqual(['error']);
		},
	);

	test('a value that looks generated is a hint when nothing says what it is', () => {
		expect(certainties('SETTING', 'q7Zr2LxW9vKp4Tn8Yb3Md6Hc', 'env')).toEqual(['info']);
		expect(certainties('BUILD_ID', 'q7Zr2LxW9vKp4Tn8Yb3Md6Hc', 'env')).toEqual([]);
	});

	test('forty characters of base64 are more than a hint, being the form of an AWS secret key', () => {
		expect(certainties('SETTING', 'q7Zr2LxW9vKp4Tn8Yb3Md6Hc+J5sQw1Xe0Ru/GfA', 'env')).toEqual(['warning']);
	});

	test("the JDK's default password of a trust store is a hint inside Java options", () => {
		expect(certainties('JAVA_OPTS', '-Djavax.net.ssl.trustStorePassword=changeit', 'env')).toEqual(['info']);
		expect(certainties('JAVA_OPTS', '-Djavax.net.ssl.keyStorePassword=changeit', 'env')).toEqual(['error']);
	});

	test('a name that says its value is shown to people makes everything a hint', () => {
		expect(certainties('API_TOKEN_HELP', 'postgres://app:s3cr3t@h', 'env')).toEqual(['info']);
	});
});

test('the strongest finding comes first and overlapping ones are merged', () => {
	const value = `password=postgres://app:s3cr3t@h/${'x'.repeat(3)}`;
	expect(detectSecrets({ key: 'DB_PASSWORD', value, place: 'env' })).toMatchObject([
		{ kind: 'url-password' },
	]);
});

test('no part of a value is in what is said about it', () => {
	for (const value of ['hunter2hunter2', 'https://a:hunter2hunter2@h', '--password hunter2hunter2 x']) {
		for (const { kind, what } of detectSecrets({ key: 'DB_PASSWORD', value, place: 'env' })) {
			expect(`${kind} ${what}`).not.toContain('hunter2');
		}
	}
});

/** In bounds, not empty, sorted by strength, free of overlaps, `whole` truthful. */
function expectSound(detections: readonly Detection[], length: number): void {
	const strength = { error: 0, warning: 1, info: 2 };
	const places = [...detections].sort((a, b) => a.start - b.start);
	places.forEach(({ start, end, whole }, n) => {
		expect(start).toBeGreaterThanOrEqual(places[n - 1]?.end ?? 0);
		expect(end).toBeGreaterThan(start);
		expect(end).toBeLessThanOrEqual(length);
		expect(whole).toBe(start === 0 && end === length);
	});
	const order = detections.map(({ certainty }) => strength[certainty]);
	expect(order).toEqual([...order].sort());
}

describe('whatever it is given, it answers soundly', () => {
	test.each(Object.entries(ADVERSARIAL))('%s', (_, make) => {
		const value = make(20_000);
		expectSound(detectSecrets({ key: 'DB_PASSWORD', value, place: 'env' }), value.length);
		expectSound(detectSecrets({ key: value, value: 's3cr3t', place: 'label' }), 6);
	});

	const piece = fc.constantFrom(
		...[
			'password',
			'token',
			'=',
			':',
			'"',
			"'",
			'\\',
			' ',
			'\n',
			'$',
			'{',
			'}',
			'<',
			'>',
			'://',
			'@',
			'-p',
			'--',
			'{{',
			'}}',
		],
		...[
			'eyJ',
			'.',
			'curl -u ',
			'mysql ',
			'|',
			';',
			'Bearer ',
			'-----BEGIN PRIVATE KEY-----',
			'a',
			'Zz9',
			'%41',
			'\ud800',
			'ключ',
		],
	);

	test('texts made of telling pieces', () => {
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 40 }), fc.option(fc.string()), (pieces, key) => {
				const value = pieces.join('');
				expectSound(detectSecrets({ key, value, place: 'env' }), value.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), value => {
				expectSound(detectSecrets({ key: 'DB_PASSWORD', value, place: 'env' }), value.length);
			}),
		);
	});
});
