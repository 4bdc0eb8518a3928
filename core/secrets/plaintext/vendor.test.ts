import { describe, expect, test } from 'vitest';
import { crc32 } from './checksum.ts';
import { detectSecrets } from './detect.ts';
import { CLOUD_TOKENS } from './vendors/clouds.ts';
import { CODE_TOKENS } from './vendors/code.ts';
import { FORMAT_TOKENS } from './vendors/formats.ts';
import { MODEL_TOKENS } from './vendors/models.ts';
import { SERVICE_TOKENS } from './vendors/services.ts';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const BASE62 = `0123456789${UPPER}${LOWER}`;
const BASE36 = `0123456789${LOWER}`;
const BASE32 = `${UPPER}234567`;
const HEX = '0123456789abcdef';

/** A body that looks drawn, the same every time. No token of anybody stands in this file. */
function drawn(alphabet: string, length: number, seed = 7): string {
	let state = seed * 7919 + length;
	let text = '';
	while (text.length < length) {
		state = (state * 48_271) % 2_147_483_647;
		text += alphabet[Math.floor(state / 97) % alphabet.length];
	}
	return text;
}

const uuid = [8, 4, 4, 4, 12].map((length, n) => drawn(HEX, length, n + 3)).join('-');

/** Kind, and a token in pieces: the prefix, then the rest. */
const TOKENS: readonly (readonly [kind: string, prefix: string, rest: string])[] = [
	['github-token', 'github_pat_', drawn(BASE62, 82)],
	['github-token', 'ghs_', `12345_eyJ${drawn(BASE62, 40)}.${drawn(BASE62, 60)}.${drawn(BASE62, 43)}`],
	['gitlab-token', 'glpat-', drawn(BASE62, 20)],
	['gitlab-token', 'glpat-', `${drawn(BASE62, 40)}.${drawn(BASE36, 2)}.${drawn(BASE36, 9)}`],
	['gitlab-token', 'glptt-', drawn(HEX, 40)],
	['pypi-token', 'pypi-', drawn(BASE62, 150)],
	['rubygems-token', 'rubygems_', drawn(HEX, 48)],
	['nuget-token', 'oy2', drawn(BASE36, 43)],
	['docker-token', 'dckr_pat_', drawn(BASE62, 27)],
	['docker-swarm-token', 'SWMTKN-1-', `${drawn(BASE36, 50)}-${drawn(BASE36, 25)}`],
	['jfrog-token', 'AKCp', drawn(BASE62, 69)],
	['aws-access-key', 'AKIA', drawn(BASE32, 16)],
	['aws-access-key', 'ASIA', drawn(BASE32, 16)],
	['google-api-key', 'AIza', drawn(BASE62, 35)],
	['google-oauth', 'GOCSPX-', drawn(BASE62, 28)],
	['google-oauth', 'ya29.', drawn(BASE62, 60)],
	['digitalocean-token', 'dop_v1_', drawn(HEX, 64)],
	['cloudflare-token', 'cfat_', drawn(BASE62, 48)],
	['databricks-token', 'dapi', drawn(HEX, 32)],
	['dynatrace-token', 'dt0c01.', `${drawn(`${UPPER}0123456789`, 24)}.${drawn(`${UPPER}0123456789`, 64)}`],
	['vault-token', 'hvs.', drawn(BASE62, 95)],
	['vault-token', 's.', drawn(BASE62, 24)],
	['nats-seed', 'SU', drawn(BASE32, 56)],
	['age-key', 'AGE-SECRET-KEY-1', drawn(`${UPPER}0123456789`, 58)],
	['tailscale-key', 'tskey-', `auth-${drawn(BASE62, 12)}-${drawn(BASE62, 32)}`],
	['anthropic-key', 'sk-ant-', `api03-${drawn(BASE62, 93)}AA`],
	['openai-key', 'sk-', `proj-${drawn(BASE62, 40)}T3BlbkFJ${drawn(BASE62, 40)}`],
	['huggingface-token', 'hf_', drawn(`${UPPER}${LOWER}`, 34)],
	['groq-key', 'gsk_', drawn(BASE62, 52)],
	['slack-token', 'xoxb-', `123456789012-1234567890123-${drawn(BASE62, 24)}`],
	['slack-token', 'xapp-', `1-A0${drawn(UPPER, 9)}-1234567890123-${drawn(HEX, 64)}`],
	['stripe-key', 'sk_live_', drawn(BASE62, 24)],
	['stripe-key', 'rk_test_', drawn(BASE62, 99)],
	['square-token', 'sq0csp-', drawn(BASE62, 43)],
	['shopify-token', 'shpat_', drawn(HEX, 32)],
	['twilio-key', 'SK', drawn(HEX, 32)],
	['sendgrid-key', 'SG.', `${drawn(BASE62, 22)}.${drawn(BASE62, 43)}`],
	['mailgun-key', 'key-', drawn(HEX, 32)],
	['hubspot-token', 'pat-na1-', uuid],
	['plaid-token', 'access-production-', uuid],
	['notion-token', 'ntn_', `12345678901${drawn(BASE62, 35)}`],
	['postman-key', 'PMAK-', `${drawn(HEX, 24)}-${drawn(HEX, 34)}`],
	['newrelic-key', 'NRAK-', drawn(`${UPPER}0123456789`, 27)],
	['sonarqube-token', 'squ_', drawn(HEX, 40)],
	['sentry-token', 'sntryu_', drawn(HEX, 64)],
	['jwt', 'eyJ', `${drawn(BASE62, 17)}.eyJ${drawn(BASE62, 40)}.${drawn(BASE62, 43)}`],
	['jira-token', 'MTIz', `NDU2Nzg5MDEyOk${drawn(BASE62, 26)}`],
	['discord-token', 'MTIz', `NDU2Nzg5MDEyMzQ1Njc4.${drawn(BASE62, 6)}.${drawn(BASE62, 38)}`],
	['telegram-token', '123456789', `:AA${drawn(BASE62, 33)}`],
	['azure-client-secret', drawn(BASE62, 3), `8Q~${drawn(BASE62, 34)}`],
	['azure-storage-key', drawn(BASE62, 52), `JQQJ99${drawn(BASE62, 26)}`],
	['terraform-token', drawn(BASE62, 14), `.atlasv1.${drawn(BASE62, 67)}`],
	['mailchimp-key', drawn(HEX, 32), '-us18'],
	['maxmind-key', drawn(BASE62, 6), `_${drawn(BASE62, 29)}_mmk`],
	['newrelic-key', drawn(BASE36, 5), `${drawn(HEX, 31)}NRAL`],
	['facebook-token', '123456789012345', `|${drawn(BASE62, 27)}`],
	[
		'slack-webhook',
		'hooks.slack.com',
		`/services/T0${drawn(UPPER, 8)}/B0${drawn(UPPER, 8)}/${drawn(BASE62, 24)}`,
	],
	['discord-webhook', 'discord.com', `/api/webhooks/123456789012345678/${drawn(BASE62, 68)}`],
	[
		'teams-webhook',
		'acme',
		`.webhook.office.com/webhookb2/${uuid}@${uuid}/IncomingWebhook/${drawn(HEX, 32)}/${uuid}`,
	],
];

/** Kinds that start with a host name or a number of any length. */
const OPEN_START = new Set(['teams-webhook']);

describe.each(TOKENS)('a token of kind %s', (kind, prefix, rest) => {
	const token = prefix + rest;

	test('is found alone, whatever the variable is called', () => {
		expect(detectSecrets({ key: 'SETTING', value: token, place: 'env' })).toMatchObject([
			{ kind, certainty: 'error', start: 0, end: token.length, whole: true },
		]);
	});

	test('is found inside a text, with its place', () => {
		const value = `run --with "${token}" now`;
		const [detection] = detectSecrets({ key: null, value, place: 'cmd' });
		expect(detection).toMatchObject({ kind, start: 12, end: 12 + token.length, whole: false });
	});

	if (OPEN_START.has(kind)) return;

	test('is part of a longer word when a letter stands before it', () => {
		const kinds = (value: string) =>
			detectSecrets({ key: 'SETTING', value, place: 'env' }).flatMap(found =>
				found.start === 1 ? [found.kind] : [],
			);
		expect(kinds(`Z${token}`)).not.toContain(kind);
	});
});

describe('a token with a checksum', () => {
	const unsigned = `${'gh'}p_${drawn(BASE62, 30)}`;

	test('is an error when the checksum is right', () => {
		const value = unsigned + base62(crc32(unsigned.slice(4)));
		expect(detectSecrets({ key: 'X', value, place: 'env' })).toMatchObject([
			{ kind: 'github-token', certainty: 'error' },
		]);
	});

	test('is a warning when it is wrong', () => {
		const value = unsigned + base62(crc32(unsigned.slice(4)) ^ 1);
		expect(detectSecrets({ key: 'X', value, place: 'env' })).toMatchObject([
			{ kind: 'github-token', certainty: 'warning' },
		]);
	});

	function base62(number: number): string {
		let text = '';
		for (let rest = number >>> 0; text.length < 6; rest = Math.floor(rest / 62))
			text = BASE62[rest % 62] + text;
		return text;
	}
});

describe('the form of a token filled with a dummy', () => {
	test.each([
		['AKIA', 'X'.repeat(16)],
		['AKIA', 'IOSFODNN7EXAMPLE'],
		['glpat-', 'XXXXXXXXXXX-XXXXXXXX'],
		['hf_', 'x'.repeat(34)],
		['sk_live_', 'your_key_here_0000000'],
		['dop_v1_', '0'.repeat(64)],
		['AIza', `Sy${LOWER}1234567`],
		['hooks.slack.com', `/services/T00000000/B00000000/${'X'.repeat(24)}`],
		['dckr_pat_', 'EXAMPLE-EXAMPLE-EXAMPLE-123'],
	])('%s is no secret, not even under the name of one', (prefix, rest) => {
		expect(detectSecrets({ key: 'API_TOKEN', value: prefix + rest, place: 'env' })).toEqual([]);
	});
});

test.each([
	['a publishable Stripe key', `${'pk'}_live_${drawn(BASE62, 24)}`],
	['an AWS role', 'arn:aws:iam::123456789012:role/etl-prod-writer'],
	['a Twilio account', `AC${drawn(HEX, 32)}`],
	['a file name with a prefix inside', `/media/box.${'ico'}-${drawn(HEX, 32)}.png`],
	['a WeChat application', `wx${drawn(HEX, 16)}`],
])('%s is an identifier, not a secret', (_, value) => {
	expect(
		detectSecrets({ key: 'SETTING', value, place: 'env' }).filter(({ certainty }) => certainty !== 'info'),
	).toEqual([]);
});

describe('the tables', () => {
	const tokens = [...CODE_TOKENS, ...CLOUD_TOKENS, ...MODEL_TOKENS, ...SERVICE_TOKENS, ...FORMAT_TOKENS];

	test.each(tokens)(
		'$kind ($prefixes) can be looked up and read in one pass',
		({ kind, what, prefixes, tail }) => {
			expect(kind).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
			expect(what).toMatch(/^an? /);
			for (const prefix of prefixes) expect(prefix).toMatch(/^[\w][\x21-\x7e]+$/);
			expect(tail.flags).toContain('y');
			// A repetition inside a repetition is linear only where the inner text starts with a separator.
			for (const [group] of tail.source.matchAll(/\(\?:[^()]*[+*}][^()]*\)(?:[+*]|\{\d+,)/g)) {
				expect(group).toMatch(/^\(\?:(?:\\[./]|-)/);
			}
		},
	);
});

describe('a text full of tokens', () => {
	const token = (n: number) => `AKI${'A'}${drawn(BASE32, 16, n + 1)}`;
	const text = (count: number) => Array.from({ length: count }, (_, n) => token(n)).join(' ');
	const found = (value: string) => detectSecrets({ key: null, value, place: 'cmd' });

	test('has each of them told, as far as Metronome would take it', () => {
		const alone = Array.from({ length: 4000 }, (_, n) => found(token(n)).length);
		expect(found(text(4000))).toHaveLength(alone.filter(count => count === 1).length);
	});

	test('has all that is behind these taken for one secret', () => {
		const value = text(8000);
		const all = found(value);
		expect(all.length).toBeLessThan(5000);
		expect(Math.max(...all.map(({ end }) => end))).toBe(value.length);
	});
});
