import { hasReversedHexChecksum } from '../checksum.ts';
import { looksGenerated } from '../randomness.ts';
import { hasDigit, type PrefixedToken, token, UUID } from './token.ts';

/** Keys and tokens of messaging, payment and business services, and of observability ones. Sources: see `token.ts`. */
export const SERVICE_TOKENS: readonly PrefixedToken[] = [
	token(
		'slack-token',
		'a Slack token',
		'xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxc- xoxd- xoxe- xoxe.xoxb- xoxe.xoxp- xapp-',
		/[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+/y,
		{ accepts: isSlackToken },
	),
	token('slack-webhook', 'a Slack webhook', 'hooks.slack.com/services/', /T\w{6,}\/B\w{6,}\/\w{16,}/y),
	token(
		'slack-webhook',
		'a Slack webhook',
		'hooks.slack.com/workflows/ hooks.slack.com/triggers/',
		/[\w/]{30,}/y,
	),
	token(
		'discord-webhook',
		'a Discord webhook',
		'discord.com/api/webhooks/ discordapp.com/api/webhooks/',
		/\d{16,22}\/[\w-]{40,}/y,
	),
	token(
		'stripe-key',
		'a Stripe secret key',
		'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_',
		/[0-9A-Za-z]{10,}/y,
	),
	token('stripe-key', 'a Stripe webhook secret', 'whsec_', /[0-9A-Za-z+/=]{24,}/y),
	token('square-token', 'a Square token', 'sq0atp- sq0csp-', /[\w-]{22,}/y),
	token('square-token', 'a Square access token', 'EAAA', /[\w-]{60}/y, { accepts: hasDigit }),
	token('facebook-token', 'a Facebook access token', 'EAA', /[0-9A-Za-z]{60,}/y, { accepts: hasDigit }),
	token('instagram-token', 'an Instagram token', 'IGQVJ', /[\w-]{80,}/y),
	token('twitter-token', 'a Twitter bearer token', 'AAAAAAAAAAAAAAAAAAAA', /[0-9A-Za-z%]{60,}/y, {
		accepts: hasDigit,
		structured: true,
	}),
	token('shopify-token', 'a Shopify token', 'shpat_ shpca_ shppa_ shpss_ shptka_', /[0-9A-Za-z]{32,}/y),
	token(
		'braintree-token',
		'a Braintree access token',
		'access_token$production$',
		/[0-9a-z]{16}\$[0-9a-z]{32}/y,
	),
	token(
		'plaid-token',
		'a Plaid access token',
		'access-sandbox- access-development- access-production-',
		UUID,
	),
	token('flutterwave-key', 'a Flutterwave key', 'FLWSECK_TEST-', /[0-9a-hA-H]{12,}(?:-X)?/y),
	token('easypost-key', 'an EasyPost key', 'EZAK EZTK', /[0-9A-Za-z]{54}/y),
	token('shippo-token', 'a Shippo token', 'shippo_live_ shippo_test_', /[0-9a-fA-F]{40}/y),
	token('duffel-token', 'a Duffel token', 'duffel_live_ duffel_test_', /[\w=-]{43}/y),
	token('twilio-key', 'a Twilio key', 'SK', /[0-9a-fA-F]{32}/y),
	token('sendgrid-key', 'a SendGrid key', 'SG.', /[\w-]{16,32}\.[\w-]{16,64}/y),
	token('mailgun-key', 'a Mailgun key', 'key-', /[0-9a-z]{32}/y, { accepts: hasDigit }),
	token('brevo-key', 'a Brevo key', 'xkeysib-', /[0-9a-f]{64}-[0-9A-Za-z]{16}/y),
	token('salesforce-token', 'a Salesforce session', '00D', /[0-9A-Za-z]{9,15}![\w.]{24,}/y),
	token('salesforce-token', 'a Salesforce consumer key', '3MVG', /[\w.]{24,}/y),
	token('hubspot-token', 'a HubSpot token', 'pat-na1- pat-eu1-', UUID),
	token('airtable-token', 'an Airtable token', 'pat', /[0-9A-Za-z]{14}\.[0-9a-f]{64}/y),
	token('dropbox-token', 'a Dropbox token', 'sl.', /(?:u\.)?[\w-]{77,}/y),
	token('figma-token', 'a Figma token', 'figd_', /[\w-]{40,}/y),
	token('linear-key', 'a Linear key', 'lin_api_', /[0-9A-Za-z]{32,}/y),
	token('notion-token', 'a Notion token', 'ntn_', /\d{8,11}[\w-]{30,}/y),
	token('postman-key', 'a Postman key', 'PMAK-', /[0-9a-fA-F]{24}-[0-9a-fA-F]{34}/y),
	token('postman-key', 'a Postman token', 'PMAT-', /[0-9A-Z]{26}/y),
	token('typeform-token', 'a Typeform token', 'tfp_', /[\w.=-]{40,}/y),
	token('contentful-token', 'a Contentful token', 'CFPAT-', /[\w-]{43}/y),
	token('readme-key', 'a ReadMe key', 'rdme_', /[0-9a-z]{70}/y),
	token('frameio-token', 'a Frame.io token', 'fio-u-', /[\w=-]{64}/y),
	token('adobe-secret', 'an Adobe client secret', 'p8e-', /[0-9A-Za-z-]{32}/y),
	token('adafruit-key', 'an Adafruit IO key', 'aio_', /[0-9A-Za-z]{28}/y, { accepts: hasDigit }),
	token('settlemint-token', 'a SettleMint token', 'sm_aat_ sm_pat_ sm_sat_', /[0-9A-Za-z]{16}/y),
	token('intra42-secret', 'a 42 client secret', 's-s4t2ud- s-s4t2af-', /[0-9a-fA-F]{64}/y),
	token(
		'authress-key',
		'an Authress service client key',
		'sc_ ext_ scauth_ authress_',
		/[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}\.acc[_-][0-9a-z-]{10,32}\.[\w+/=-]{30,}/y,
	),
	token('ubidots-token', 'a Ubidots token', 'BBFF-', /[0-9A-Za-z]{30}/y),
	token('nightfall-key', 'a Nightfall key', 'NF-', /[0-9A-Za-z]{32}/y, { accepts: hasDigit }),
	token('ionic-token', 'an Ionic token', 'ion_', /[0-9a-z]{42}/y),
	token('flexport-key', 'a Flexport key', 'shltm_', /[\w-]{40}/y),
	token('yandex-key', 'a Yandex Cloud key', 'AQVN', /[\w-]{35,}/y, { accepts: hasDigit }),
	token('yandex-key', 'a Yandex Cloud token', 't1.', /[\w-]+={0,2}\.[\w-]{86}={0,2}/y),
	token('yandex-key', 'a Yandex Cloud access key', 'YC', /[\w-]{38}/y, {
		accepts: token => looksGenerated(token),
	}),
	token('grafana-token', 'a Grafana service account token', 'glsa_', /[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}/y, {
		checksum: hasReversedHexChecksum,
	}),
	token('grafana-token', 'a Grafana Cloud token', 'glc_', /[\w+/-]{30,}={0,3}/y),
	token('grafana-token', 'a Grafana API key', 'eyJrIjoi', /[0-9A-Za-z+/]{40,}={0,3}/y, { structured: true }),
	token('sentry-token', 'a Sentry token', 'sntrys_', /eyJ[\w+/-]{40,}={0,2}(?:_[\w+/-]{40,})?/y),
	token('sentry-token', 'a Sentry token', 'sntryu_', /[0-9a-fA-F]{64}/y),
	token('newrelic-key', 'a New Relic key', 'NRAK- NRAA- NRII- NRIQ- NRRA- NRBR- NRJS-', /[\w-]{19,}/y, {
		accepts: hasDigit,
	}),
	token('newrelic-key', 'a New Relic Pixie key', 'px-api- px-dep-', UUID),
	token('posthog-key', 'a PostHog personal key', 'phx_ phs_ phr_ pha_', /[0-9A-Za-z]{40,}/y),
	token('sonarqube-token', 'a SonarQube token', 'squ_ sqp_ sqa_', /[0-9a-f]{40}/y),
];

/** Slack's tokens carry the number of the workspace and end in a random part with digits in it (api.slack.com, token types). */
function isSlackToken(token: string): boolean {
	const parts = token.split('-').slice(1);
	const last = parts[parts.length - 1] ?? '';
	return parts.some(part => /^\d+$/.test(part)) && last.length >= 16 && hasDigit(last);
}
