import { looksGenerated } from '../randomness.ts';

/** A token with a fixed text somewhere inside. Sources: see `token.ts`. */
export interface AnchoredToken {
	readonly kind: string;
	readonly what: string;
	/** Starts with a character that is no letter, digit or `_`, or stands inside a long run of such characters. */
	readonly anchor: string;
	/** So many letters, digits and `_` at least stand right before the anchor. */
	readonly run: number;
	/** How far before the anchor the token may start, in UTF-16 units. */
	readonly back: number;
	/** Matches what stands before the anchor, up to its end. */
	readonly before: RegExp;
	/** Sticky; matches from the anchor on. */
	readonly after: RegExp;
	readonly accepts?: (token: string) => boolean;
}

export const ANCHORED_TOKENS: readonly AnchoredToken[] = [
	{
		kind: 'azure-client-secret',
		what: 'an Azure client secret',
		anchor: '~',
		run: 2,
		back: 5,
		before: /(?<![\w~.-])[\w~.-]{3}\dQ$/,
		after: /~[\w~.-]{31,34}/y,
	},
	{
		kind: 'azure-storage-key',
		what: 'an Azure key',
		anchor: 'JQQJ9',
		run: 52,
		back: 52,
		before: /(?<![\w+/-])[0-9A-Za-z]{52}$/,
		after: /JQQJ9[0-9A-Za-z]{27}(?:[0-9A-Za-z=]{4})?/y,
	},
	{
		kind: 'terraform-token',
		what: 'a Terraform Cloud token',
		anchor: '.atlasv1.',
		run: 0,
		back: 14,
		before: /(?<![\w-])[\w-]{14}$/,
		after: /\.atlasv1\.[\w=-]{60,}/y,
	},
	{
		kind: 'mailchimp-key',
		what: 'a Mailchimp key',
		anchor: '-us',
		run: 0,
		back: 32,
		before: /(?<![\w-])[0-9A-Za-z_-]{32}$/,
		after: /-us\d{1,2}/y,
		accepts: token => looksGenerated(token.slice(0, 32)),
	},
	{
		kind: 'maxmind-key',
		what: 'a MaxMind license key',
		anchor: '_mmk',
		run: 36,
		back: 36,
		before: /(?<!\w)[0-9A-Za-z]{6}_[0-9A-Za-z]{29}$/,
		after: /_mmk/y,
	},
	{
		kind: 'newrelic-key',
		what: 'a New Relic license key',
		anchor: 'NRAL',
		run: 36,
		back: 36,
		before: /(?<!\w)[0-9a-z]{5}[0-9a-f]{31}$/,
		after: /NRAL/y,
	},
	{
		kind: 'telegram-token',
		what: 'a Telegram bot token',
		anchor: ':',
		run: 5,
		back: 19,
		before: /(?<=^|[^0-9A-Za-z]|bot)\d{5,16}$/,
		after: /:[\w-]{35}/y,
		accepts: token => /:A[\w-]{34}$/.test(token) || looksGenerated(token.slice(token.indexOf(':') + 1)),
	},
	{
		kind: 'facebook-token',
		what: 'a Facebook app token',
		anchor: '|',
		run: 12,
		back: 18,
		before: /(?<!\w)\d{12,18}$/,
		after: /\|[\w-]{24,40}/y,
		accepts: token => looksGenerated(token.slice(token.indexOf('|') + 1)),
	},
	{
		kind: 'mailgun-key',
		what: 'a Mailgun key',
		anchor: '-',
		run: 32,
		back: 32,
		before: /(?<!\w)[0-9a-f]{32}$/,
		after: /-[0-9a-f]{8}-[0-9a-f]{8}/y,
	},
	{
		kind: 'dropbox-token',
		what: 'a Dropbox token',
		anchor: 'AAAAAAAAAA',
		run: 10,
		back: 12,
		before: /(?<![\w+/-])(?=\w{10,12}$)[0-9A-Za-z]{9,11}[B-Za-z0-9]$/,
		after: /A{10,12}[B-Za-z0-9][\w-]{40,44}/y,
		accepts: token => token.length === 64,
	},
	{
		kind: 'teams-webhook',
		what: 'a Microsoft Teams webhook',
		anchor: '.webhook.office.com/webhookb2/',
		run: 0,
		back: 60,
		before: /[0-9a-z-]{1,60}$/,
		after:
			/\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/\w{32}\/[0-9a-f-]{36}/y,
	},
];
