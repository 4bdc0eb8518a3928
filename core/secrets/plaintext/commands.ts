/**
 * How commands take a password on their command line, from their manual pages.
 *
 * - `password`: the next word is the password (`sshpass -p X`); where `glued`, also the rest of the word (`-pX`)
 * - `glued`: only the rest of the word is (`mysql -pX`; `-p` alone asks)
 * - `pair`: the next word, or the rest of this one, is `user:password` (curl), `user,password` (lftp) or
 *   `user%password` (smbclient)
 */
export interface CommandFlag {
	readonly flag: string;
	readonly takes: 'password' | 'glued' | 'password-or-glued' | 'pair';
}

export interface Command {
	/** A word that has to stand between the command and the flag: `docker login -p`, not `docker run -p`. */
	readonly needs?: string;
	readonly flags: readonly CommandFlag[];
	/** Where the password stands among the words that are no flags, counted from 1. */
	readonly position?: number;
}

const password = (flag: string): CommandFlag => ({ flag, takes: 'password' });
const either = (flag: string): CommandFlag => ({ flag, takes: 'password-or-glued' });
const glued = (flag: string): CommandFlag => ({ flag, takes: 'glued' });
const pair = (flag: string): CommandFlag => ({ flag, takes: 'pair' });

const MYSQL: Command = { flags: [glued('-p')] };
const MONGO: Command = { flags: [password('-p')] };
const LDAP: Command = { flags: [password('-w')] };
const LOGIN: Command = { needs: 'login', flags: [password('-p')] };
const CURL: Command = { flags: ['-u', '--user', '-U', '--proxy-user'].map(pair) };

export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
	...[
		'mysql',
		'mysqldump',
		'mysqladmin',
		'mysqlimport',
		'mysqlcheck',
		'mysqlslap',
		'mysqlpump',
		'mysqlsh',
	].map(of(MYSQL)),
	...['mariadb', 'mariadb-dump', 'mariadb-admin', 'xtrabackup', 'innobackupex', 'mydumper', 'myloader'].map(
		of(MYSQL),
	),
	...['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport', 'mongoimport', 'mongostat'].map(
		of(MONGO),
	),
	...[
		'cqlsh',
		'beeline',
		'az',
		'nodetool',
		'rabbitmqadmin',
		'influx',
		'arangosh',
		'arangodump',
		'cypher-shell',
	].map(of(MONGO)),
	...['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldappasswd', 'ldapwhoami', 'ldapcompare'].map(
		of(LDAP),
	),
	...[
		'docker',
		'podman',
		'buildah',
		'skopeo',
		'nerdctl',
		'helm',
		'oras',
		'oc',
		'cf',
		'ibmcloud',
		'argocd',
	].map(of(LOGIN)),
	['curl', CURL],
	['http', { flags: [pair('-a'), pair('--auth')] }],
	['https', { flags: [pair('-a'), pair('--auth')] }],
	['etcdctl', { flags: [pair('--user'), pair('-u')] }],
	['lftp', { flags: [pair('-u')] }],
	['smbclient', { flags: [pair('-U')] }],
	['sshpass', { flags: [either('-p')] }],
	['redis-cli', { flags: [password('-a')] }],
	['sqlcmd', { flags: [either('-P')] }],
	['bcp', { flags: [either('-P')] }],
	['isql', { flags: [either('-P')] }],
	['tsql', { flags: [password('-P')] }],
	['zip', { flags: [password('-P')] }],
	['unzip', { flags: [password('-P')] }],
	['7z', { flags: [glued('-p')] }],
	['7za', { flags: [glued('-p')] }],
	['rar', { flags: [glued('-p'), glued('-hp')] }],
	['unrar', { flags: [glued('-p')] }],
	['openssl', { flags: [password('-k')] }],
	['ssh-keygen', { flags: [password('-N'), password('-P')] }],
	['htpasswd', { flags: [], position: 3 }],
	['ConvertTo-SecureString', { flags: [], position: 1 }],
	['ipmitool', { flags: [password('-P')] }],
	['mosquitto_pub', { flags: [password('-P')] }],
	['mosquitto_sub', { flags: [password('-P')] }],
	['snmpget', { flags: [password('-A'), password('-X')] }],
	['snmpwalk', { flags: [password('-A'), password('-X')] }],
	['dcos', { needs: 'secrets', flags: [password('-v'), password('--value')] }],
]);

function of(command: Command): (name: string) => readonly [string, Command] {
	return name => [name, command];
}

/** Commands whose `--user` is an account and a group, and whose `--secret` is the name of a secret. */
export const CONTAINER_COMMANDS: ReadonlySet<string> = new Set([
	'docker',
	'podman',
	'nerdctl',
	'buildctl',
	'buildah',
	'kubectl',
]);

/** Commands whose `-c` takes a command line. */
export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'su']);

/** Commands that read a password from their standard input. */
export const READERS: ReadonlySet<string> = new Set(['kinit', 'chpasswd', 'passwd', 'su', 'cryptsetup']);
