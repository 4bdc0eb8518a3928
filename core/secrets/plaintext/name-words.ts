/**
 * Vocabulary of names that hold secrets. Lower case, one word each; `key-name.ts` splits a name into such words.
 *
 * - `password`: whatever is written there is the secret, however weak
 * - `secret`: the same, but people also write the *name* of a secret there
 * - `token`: a generated value; a plain word is not one
 * - `login`: a user with a password, or a generated value
 * - `sealed`: words that mean a secret only when the value looks generated ("cookie", "signature", a bare "key")
 */
export type NameClass = 'password' | 'secret' | 'token' | 'login' | 'sealed';

export const NOUNS: ReadonlyMap<string, NameClass> = new Map<string, NameClass>([
	...words('password', 'password passwd passphrase passcode pass pwd pw pword'),
	// Spellings seen in the wild (CredSweeper's password rule names the same family).
	...words('password', 'paswd pasword passwrd passwor pswd psw pswr psswd passw psword passord'),
	...words('password', 'passwort kennwort wachtwoord contrasena contraseña senha motdepasse mdp haslo hasło'),
	...words(
		'password',
		'пароль 비밀번호 비번 패스워드 암호 密码 密碼 パスワード passwords passwds passphrases',
	),
	...words('secret', 'secret geheim secreto'),
	...words('token', 'token credential cred apikey accesskey authkey authtoken accesstoken 토큰 privatekey'),
	...words('token', 'signingkey encryptionkey secretkey masterkey sharedkey accountkey licensekey passkey'),
	...words('token', 'salt pepper mnemonic otpseed masterauth'),
	...words('login', 'auth authentication authorization basicauth credentials creds login userpwd'),
	...words('sealed', 'secrets tokens key keys apikeys api bearer cookie cookies nonce signature sig seed'),
	...words('sealed', 'session sessionid jwt hmac sas'),
]);

/** Words before `key` that make it a secret key. */
export const SECRET_KEY_KINDS: ReadonlyMap<string, NameClass> = new Map<string, NameClass>([
	...words('secret', 'secret'),
	...words(
		'token',
		'api access private priv signing sign signature encryption encrypt encrypting decryption decrypt crypto',
	),
	...words(
		'token',
		'cipher aes hmac master auth authentication authorization license licence service deploy account',
	),
	...words(
		'token',
		'shared admin storage jwt webhook integration subscription client consumer customer user root',
	),
	...words('token', 'session app application write ingest insert'),
]);

/** Words before `key` that make it a locator: a column, a cache entry, an object in a bucket. */
export const LOCATOR_KEY_KINDS: ReadonlySet<string> = new Set(
	list(
		'primary partition foreign sort range hash row column cache bucket object index lookup routing message event map group' +
			' sequence schema surrogate natural composite unique shard cluster dedup idempotency translation i18n locale config' +
			' registry registration hot shortcut sidecar public publishable pub ssh_public kms cmk site search gpg pgp verify verification host peer known lock state backup s3 gcs prefix',
	),
);

/** A word that turns the secret word before it into a description of the secret. */
export const HARMLESS_AFTER: ReadonlySet<string> = new Set(
	list(
		'id uid uuid guid name file filename filepath path env envkey envvar var variable dir directory folder url urls uri uris' +
			' endpoint endpoints host hostname port address addr ttl expiry expiration expires expire lifetime timeout interval' +
			' days hours minutes seconds secs ms age date time timestamp created updated rotation rotate refresh policy policies' +
			' public length len size min max minimum maximum count limit num number total budget version type kind format method' +
			' mode header headers prefix suffix algorithm algo alg hash hashes hashed hashing checksum digest fingerprint' +
			' thumbprint enabled enable disabled disable required optional allowed provider providers store stores manager' +
			' management backend engine vault location issuer audience scope scopes realm field fields column columns param' +
			' parameter params attribute attr hint help description desc label title text message prompt placeholder template' +
			' class converter serializer deserializer encoder decoder handler callback validator validation valid check checker' +
			' checks regex pattern charset alphabet chars characters letters digits mask user username email owner role region' +
			' namespace source ref reference arn alias cert certificate certs server domain scheme schema subject issuer cost' +
			' rounds iterations strength complexity condition conditions status state attempts retries retry pool cache index' +
			' form page view route routes link links question questions answer less stdin prompted reset change changed mapping' +
			' map list table collection group groups usage use encoding encrypted encryption rules rule plugin module resolver' +
			' helper command cmd program script exec function lambda service services sha md crc sum bcrypt argon until since revision tries' +
			' factory generator config configuration settings option options properties policyname binding selector',
	),
);

/**
 * Services whose keys have no prefix to tell them by. A variable that carries such a name and nothing else, with a
 * generated value, holds the key (gitleaks' rules for these services go by the same names).
 */
export const SERVICE_NAMES: ReadonlySet<string> = new Set(
	list(
		'adafruit airtable algolia asana beamer bittrex meraki ciscomeraki codecov cohere coinbase confluent contentful datadog' +
			' droneci dropbox etsy fastly finicity finnhub flickr freshbooks gitter gocardless heroku hubspot intercom kraken' +
			' kucoin launchdarkly linkedin looker mattermost messagebird netlify newrelic nytimes okta plaid privateai rapidapi' +
			' sendbird snyk sonar squarespace sumologic travis travisci twitch twitter typeform yandex zendesk' +
			' cisco_meraki drone_ci launch_darkly message_bird new_relic private_ai rapid_api sumo_logic travis_ci',
	),
);

/** A word anywhere in the name that says the value is made to be seen. */
export const PUBLIC_WORDS: ReadonlySet<string> = new Set(list('public publishable pub'));

/** A last word that says the value is text shown to people. */
export const SHOWN_WORDS: ReadonlySet<string> = new Set(
	list('help hint hints example examples placeholder usage doc docs'),
);

/** Words after a bare `pass` that still leave it a password. */
export const AFTER_PASS: ReadonlySet<string> = new Set(list('phrase word code key value text plain'));

/** Words before `pass` that make it a run over data or a ticket. */
export const OTHER_PASS_KINDS: ReadonlySet<string> = new Set(
	list(
		'first second third single one two multi num high low band boarding season render no max min compiler by',
	),
);

/** Endings of a word written in one piece: `dbpassword`, `mysqlrootpw`, `clientsecret`. Longest first. */
export const GLUED_NOUNS: readonly (readonly [string, NameClass])[] = [
	['passphrase', 'password'],
	['encryptionkey', 'token'],
	['accesstoken', 'token'],
	['privatekey', 'token'],
	['signingkey', 'token'],
	['accountkey', 'token'],
	['storagekey', 'token'],
	['licensekey', 'token'],
	['password', 'password'],
	['accesskey', 'token'],
	['secretkey', 'secret'],
	['masterkey', 'token'],
	['sharedkey', 'token'],
	['authtoken', 'token'],
	['passcode', 'password'],
	['authkey', 'token'],
	['apikey', 'token'],
	['passwd', 'password'],
	['secret', 'secret'],
	['paswd', 'password'],
	['token', 'token'],
	['pswd', 'password'],
	['pass', 'password'],
	['pwd', 'password'],
	['pw', 'password'],
];

/** English words that end like a secret word and mean something else. */
export const GLUED_EXCEPTIONS: ReadonlySet<string> = new Set(
	list(
		'bypass compass encompass surpass trespass overpass underpass lowpass highpass bandpass byepass oldpwd secretary',
	),
);

function list(text: string): readonly string[] {
	return text.split(' ');
}

function words(kind: NameClass, text: string): readonly (readonly [string, NameClass])[] {
	return list(text).map(word => [word, kind] as const);
}
