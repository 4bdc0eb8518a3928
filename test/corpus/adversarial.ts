/**
 * Texts made to be slow for a careless scanner: what nearly matches, over and over. Each generator gives a text of
 * about the asked length in UTF-16 units. Used to measure that every detector of plain-text secrets stays linear.
 */
export const ADVERSARIAL: Readonly<Record<string, (length: number) => string>> = {
	'one letter': repeated('a'),
	'near prefixes of GitHub': repeated('ghp_'),
	'near prefixes of GitHub, apart': repeated('ghp_abcdefghijklmnopqrstuvwxyz012345 '),
	'near prefixes of GitLab': repeated('glpat-'),
	'near prefixes of keys': repeated('sk-'),
	'near prefixes of Stripe': repeated('sk_live_ '),
	'near prefixes of AWS': repeated('AKIA '),
	'near prefixes of Slack': repeated('xoxb-1-'),
	'near prefixes in base64': repeated('fm2_/'),
	'JWT starts with dots': repeated('eyJ.'),
	'JWT starts with slashes': repeated('eyJ/'),
	'JWT segments': repeated('eyJaaaaaaaaaaaa.'),
	'JWT segments that never start again': repeated('eyJaaaaaaaaaaaa.x'),
	'anchors of Azure': repeated('aaa8Q~'),
	'anchors of Telegram': repeated('12345678:A'),
	'anchors of Dropbox': repeated('A'),
	'Discord starts': repeated('MTIzNDU2Nzg5MDEyMzQ1Njc4.'),
	'pairs in a row': repeated('a=a='),
	'passwords in a row': repeated('password=password='),
	'passwords without values': repeated('password=;'),
	'different passwords': (length: number) => {
		let text = '';
		for (let n = 0; text.length < length; n++) text += `pass${n}=;`;
		return text;
	},
	'different passwords with values': (length: number) => {
		let text = '';
		for (let n = 0; text.length < length; n++) text += `password${n}=$X&`;
		return text;
	},
	'long names': repeated(`${'a'.repeat(100)}=`),
	'long sensitive names': repeated(`${'pass'.repeat(25)}=`),
	'one long value': (length: number) => `password=${'a'.repeat(length)}`,
	'values that are nearly references': repeated('password=${a '),
	'open braces': repeated('${'),
	'open curly pairs': repeated('{{'),
	'open angles': repeated('<%'),
	'defaults that do not end': repeated('${A:-'),
	'open quotes': repeated(`password="`),
	'open quotes of both kinds': repeated(`token='key="`),
	'escaped quotes': repeated(`\\"password\\":\\"`),
	'names without values in JSON': repeated('"name":"password",'),
	colons: repeated(':'),
	equals: repeated('='),
	'URL starts': repeated('://'),
	'URLs with empty logins': repeated('a://:@'),
	'users without a host': repeated('a://a:a'),
	'at signs': repeated('a:b@'),
	'at signs and commas': repeated(',a:b@c'),
	'words with colons': repeated('a:aaaa '),
	'flags in a row': repeated('-p '),
	'password flags in a row': repeated('--password '),
	'mysql in a row': repeated('mysql -p$X '),
	'user flags in a row': repeated('curl -u a:$B '),
	'nested shells': repeated(`sh -c "`),
	'nested quotes': repeated(`"'`),
	backslashes: repeated('\\'),
	'pipes in a row': repeated('echo a|'),
	spaces: repeated(' '),
	tabs: repeated('\t'),
	'line breaks': repeated('a\n'),
	'SQL words': repeated('identified by '),
	'SQL words and spaces': repeated('identified        '),
	'SQL passwords': repeated("password '"),
	'authorization headers': repeated('authorization: '),
	'bearer words': repeated('bearer '),
	'basic words': repeated('Basic a'),
	'auth members': repeated('"auth":"'),
	'auth members with base64': repeated('"auth":"aaaaaaaa'),
	'netrc words': (length: number) => `machine a login b ${'password '.repeat(length / 9)}`,
	'pgpass fields': repeated('a:1:a:a:'),
	'markup starts': repeated('<password>'),
	'markup ends': repeated('<password></'),
	'PEM starts': repeated('-----BEGIN '),
	'PEM headers': repeated('-----BEGIN PRIVATE KEY-----'),
	'PEM header and one long body': (length: number) =>
		`-----BEGIN PRIVATE KEY-----${'A b'.repeat(length / 3)}`,
	'PEM in base64': repeated('LS0tLS1CRUdJTi '),
	'DER starts': repeated('MII='),
	'JWK members': (length: number) => `kty${`"d":"`.repeat(length / 5)}`,
	'base64 run': (length: number) => {
		const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
		let text = '';
		for (let n = 1; text.length < length; n = (n * 48271) % 2147483647) text += alphabet[n % 64];
		return text;
	},
	'hex runs': repeated('0123456789abcdef-'),
	'words between separators': repeated('Secret_Key-'),
	'camel case': repeated('aB'),
	'path segments': repeated('/a'),
	'dotted labels': repeated('a.'),
	'AWS keys': numbered(n => `AKIA${base36(n)} `),
	'GitHub tokens': numbered(n => `ghp_${base36(n)}${base36(n + 1)}abcd `),
	'URLs with passwords': numbered(n => `a://u:p${n}x@h `),
	'passwords with values': numbered(n => `pw=x${n}y;`),
	'flags with passwords': numbered(n => `--password x${n}y `),
	'flags that nearly name a secret': repeated(` --${'b'.repeat(38)}`),
	'Redis passwords': numbered(n => `requirepass x${n}y `),
	'cron values': (length: number) => numbered(n => `${n % 60},`)(length - 8).concat('0 * * * *'),
	'cron ranges': (length: number) =>
		numbered(n => `${n % 60}-59/${1 + (n % 9)},`)(length - 8).concat('0 * * * *'),
	'cron names': (length: number) => `0 0 * * ${repeated('MON,')(length - 8)}TUE`,
	'job ids': repeated('a-b.'),
	globs: repeated('**/*{a,'),
	'other scripts': repeated('ключ='),
	'lone surrogates': repeated('\ud800='),
	...valuesThatNearlyHaveAShape(),
};

/** Values as long as they are judged, each nearly a path, a host, a class name, a template …, under sensitive names. */
function valuesThatNearlyHaveAShape(): Readonly<Record<string, (length: number) => string>> {
	const parts = [
		'a',
		'a.',
		'/a',
		'a/',
		'a-',
		'a-1',
		'aB',
		'A_',
		'a_',
		'$a',
		'$A_',
		`\${a}`,
		'{a',
		'1.',
		'1a',
		'a:',
		'é',
		'\\',
		'[a',
		'a(',
	];
	const names = ['password', 'secret', 'token', 'auth', 'key'];
	return Object.fromEntries(
		parts.map((part, n) => {
			const value = part.repeat(Math.floor(1900 / part.length));
			return [
				`values of ${part}`,
				repeated(`${names[n % names.length]}="/${value}!" ${names[(n + 1) % names.length]}=${value}! `),
			];
		}),
	);
}

/** Parts that all differ, so that nothing is remembered. */
function numbered(part: (n: number) => string): (length: number) => string {
	return length => {
		const parts: string[] = [];
		for (let n = 0, all = 0; all < length; n++) {
			const next = part(n);
			parts.push(next);
			all += next.length;
		}
		return parts.join('');
	};
}

/** Sixteen capitals and digits, different for each number. */
function base36(n: number): string {
	return ((n + 1) * 7_919_000_003_431).toString(36).toUpperCase().padStart(16, 'Q7').slice(-16);
}

function repeated(part: string): (length: number) => string {
	return length => part.repeat(Math.ceil(length / part.length));
}
