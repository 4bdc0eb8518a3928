import { hasBase62Checksum, hasHexChecksum, hasReversedHexChecksum } from './checksum.ts';
import { decodeBase64 } from './base64.ts';
import { looksGenerated } from './randomness.ts';

/**
 * A token that can be told by its beginning. `tail` is sticky and matches what follows the prefix in one greedy pass
 * without backtracking; `exact` and `most` bound its length (UTF-16 units), checked afterwards.
 */
export interface PrefixedToken {
	readonly kind: string;
	readonly what: string;
	readonly prefixes: readonly string[];
	readonly tail: RegExp;
	/** The whole token is judged: false takes the match back. */
	readonly accepts?: (token: string) => boolean;
	/** A checksum that the issuer puts into its tokens; where it is wrong the finding is a warning. */
	readonly checksum?: (token: string) => boolean;
	/** The format itself has long runs of one character or fixed text: do not judge its make-up. */
	readonly structured?: boolean;
}

const WORD20 = /[\w-]{20,}/y;
const HEX32 = /[0-9a-fA-F]{32}/y;
const HEX40 = /[0-9a-fA-F]{40}/y;
const HEX64 = /[0-9a-fA-F]{64}/y;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;

/**
 * Prefixes, alphabets and lengths, from the issuers' pages and from the public rule sets of gitleaks
 * (config/gitleaks.toml), CredSweeper (rules/config.yaml), secretlint (secretlint-rule-*), detect-secrets (plugins/),
 * Nosey Parker and Kingfisher (rules), read in 2026. Identifiers and publishable keys (Stripe `pk_`, PostHog `phc_`,
 * AWS `AIDA`/`AROA`, Twilio `AC`) are left out: they are not secret.
 */
export const PREFIXED_TOKENS: readonly PrefixedToken[] = [
	// Source hosts and package registries
	{ kind: 'github-token', what: 'a GitHub app token', prefixes: ['ghs_'], tail: /\d{1,20}_eyJ[\w-]{10,}(?:\.[\w-]+){1,2}/y, structured: true },
	{ kind: 'github-token', what: 'a GitHub token', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], tail: /[0-9A-Za-z]{36,}/y, checksum: hasBase62Checksum },
	{ kind: 'github-token', what: 'a GitHub personal access token', prefixes: ['github_pat_'], tail: /\w{60,}/y },
	{ kind: 'gitlab-token', what: 'a GitLab token', prefixes: ['glpat-', 'gldt-', 'glrt-', 'glrtr-', 'glft-', 'glcbt-', 'glptt-', 'glimt-', 'glsoat-', 'glffct-', 'glagent-', 'gloas-', 'glwt-'], tail: /[\w-]{20,}(?:\.[\w-]{2,16}){0,2}/y },
	{ kind: 'gitlab-token', what: 'a GitLab runner registration token', prefixes: ['GR1348941'], tail: WORD20 },
	{ kind: 'gitlab-token', what: 'a GitLab session', prefixes: ['_gitlab_session='], tail: HEX32 },
	{ kind: 'bitbucket-token', what: 'a Bitbucket app password', prefixes: ['ATBB'], tail: /[0-9A-Za-z]{24}[0-9A-F]{8}/y, checksum: hasHexChecksum },
	{ kind: 'bitbucket-token', what: 'a Bitbucket access token', prefixes: ['BBDC-'], tail: /[\w/+-]{40,}/y },
	{ kind: 'atlassian-token', what: 'an Atlassian token', prefixes: ['ATATT3', 'ATCTT3'], tail: /[\w-]{80,}(?:(?:=|%3[dD])[0-9A-F]{8})?/y },
	{ kind: 'npm-token', what: 'an npm token', prefixes: ['npm_'], tail: /[0-9A-Za-z]{36}/y, checksum: hasBase62Checksum },
	{ kind: 'pypi-token', what: 'a PyPI token', prefixes: ['pypi-'], tail: /[\w-]{50,}/y },
	{ kind: 'rubygems-token', what: 'a RubyGems key', prefixes: ['rubygems_'], tail: /[0-9a-f]{48}/y },
	{ kind: 'nuget-token', what: 'a NuGet key', prefixes: ['oy2'], tail: /[0-9a-z]{43}/y },
	{ kind: 'clojars-token', what: 'a Clojars deploy token', prefixes: ['CLOJARS_'], tail: /[0-9a-zA-Z]{60}/y },
	{ kind: 'docker-token', what: 'a Docker Hub token', prefixes: ['dckr_pat_', 'dckr_oat_'], tail: /[\w-]{27,}/y },
	{ kind: 'docker-swarm-token', what: 'a Docker Swarm join token', prefixes: ['SWMTKN-1-'], tail: /[0-9a-z]{50}-[0-9a-z]{25}/y },
	{ kind: 'docker-swarm-token', what: 'a Docker Swarm unlock key', prefixes: ['SWMKEY-1-'], tail: /[0-9A-Za-z+/]{43}/y },
	{ kind: 'jfrog-token', what: 'an Artifactory key', prefixes: ['AKCp'], tail: /[0-9A-Za-z]{60,}/y },
	{ kind: 'jfrog-token', what: 'an Artifactory reference token', prefixes: ['cmVmdGtuO'], tail: /[\w-]{50,}/y },
	{ kind: 'sourcegraph-token', what: 'a Sourcegraph token', prefixes: ['sgp_'], tail: /(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}/y },
	{ kind: 'sourcegraph-token', what: 'a Sourcegraph key', prefixes: ['slk_'], tail: HEX64 },
	{ kind: 'dependency-track-token', what: 'a Dependency-Track key', prefixes: ['odt_'], tail: /[0-9A-Za-z]{32,}/y },

	// Clouds and infrastructure
	{ kind: 'aws-access-key', what: 'an AWS access key', prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], tail: /[0-9A-Z]{16}/y, accepts: hasDigit },
	{ kind: 'aws-access-key', what: 'an AWS access key', prefixes: ['A3T'], tail: /[0-9A-Z]{17}/y, accepts: hasDigit },
	{ kind: 'aws-bedrock-key', what: 'an Amazon Bedrock key', prefixes: ['ABSK'], tail: /[0-9A-Za-z+/]{100,}={0,2}/y },
	{ kind: 'aws-bedrock-key', what: 'an Amazon Bedrock key', prefixes: ['bedrock-api-key-'], tail: /[0-9A-Za-z+/=]{20,}/y },
	{ kind: 'aws-appsync-key', what: 'an AWS AppSync key', prefixes: ['da2-'], tail: /[0-9a-z]{26}/y },
	{ kind: 'aws-mws-key', what: 'an Amazon MWS token', prefixes: ['amzn.mws.'], tail: /[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}/y },
	{ kind: 'google-api-key', what: 'a Google API key', prefixes: ['AIza'], tail: /[\w-]{35}/y },
	{ kind: 'google-oauth', what: 'a Google OAuth client secret', prefixes: ['GOCSPX-'], tail: /[\w-]{28}/y },
	{ kind: 'google-oauth', what: 'a Google access token', prefixes: ['ya29.'], tail: /[\w-]{20,}/y },
	{ kind: 'google-oauth', what: 'a Google refresh token', prefixes: ['1//0'], tail: /[\w-]{40,}/y },
	{ kind: 'alibaba-access-key', what: 'an Alibaba Cloud access key', prefixes: ['LTAI'], tail: /[0-9A-Za-z]{12,26}/y, accepts: hasDigit },
	{ kind: 'digitalocean-token', what: 'a DigitalOcean token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], tail: HEX64 },
	{ kind: 'cloudflare-token', what: 'a Cloudflare token', prefixes: ['cfat_', 'cfut_', 'cfk_'], tail: /[0-9A-Za-z]{48}/y },
	{ kind: 'cloudflare-token', what: 'a Cloudflare Origin CA key', prefixes: ['v1.0-'], tail: /[0-9a-f]{24}-[0-9a-f]{146}/y },
	{ kind: 'heroku-token', what: 'a Heroku token', prefixes: ['HRKU-'], tail: /[\w-]{36,}/y },
	{ kind: 'fly-token', what: 'a Fly.io token', prefixes: ['fo1_'], tail: /[\w-]{43}/y },
	{ kind: 'fly-token', what: 'a Fly.io token', prefixes: ['fm1a_', 'fm1r_', 'fm2_'], tail: /[0-9A-Za-z+/]{100,}={0,3}/y },
	{ kind: 'netlify-token', what: 'a Netlify token', prefixes: ['nfp_'], tail: /[0-9A-Za-z]{36,}/y },
	{ kind: 'vercel-token', what: 'a Vercel token', prefixes: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], tail: /[0-9A-Za-z]{20,}/y },
	{ kind: 'scalingo-token', what: 'a Scalingo token', prefixes: ['tk-us-'], tail: /[\w-]{48}/y },
	{ kind: 'openshift-token', what: 'an OpenShift token', prefixes: ['sha256~'], tail: /[\w-]{43}/y },
	{ kind: 'tailscale-key', what: 'a Tailscale key', prefixes: ['tskey-'], tail: /[a-z]{2,20}-\w{8,}(?:-\w{10,})?/y },
	{ kind: 'akamai-token', what: 'an Akamai client token', prefixes: ['akab-'], tail: /[0-9a-z]{16}-[0-9a-z]{16}(?!\.)/y },
	{ kind: 'defined-networking-key', what: 'a Defined Networking key', prefixes: ['dnkey-'], tail: /[\w=]{26}-[\w=]{52}/y },
	{ kind: 'planetscale-token', what: 'a PlanetScale credential', prefixes: ['pscale_tkn_', 'pscale_oauth_', 'pscale_pw_'], tail: /[\w.=-]{32,}/y },
	{ kind: 'supabase-token', what: 'a Supabase token', prefixes: ['sbp_v0_', 'sbp_'], tail: HEX40 },
	{ kind: 'mongodb-atlas-token', what: 'a MongoDB Atlas service account secret', prefixes: ['mdb_sa_sk_'], tail: /[\w-]{40}/y },
	{ kind: 'clickhouse-key', what: 'a ClickHouse Cloud key', prefixes: ['4b1d'], tail: /[0-9A-Za-z]{38}/y, accepts: hasMixedCase },
	{ kind: 'databricks-token', what: 'a Databricks token', prefixes: ['dapi'], tail: /[0-9a-fA-F]{32}(?:-\d)?/y },
	{ kind: 'dynatrace-token', what: 'a Dynatrace token', prefixes: ['dt0c01.', 'dt0s01.', 'dt0a01.', 'dt0e01.', 'dt0d01.', 'dt0p01.'], tail: /[0-9A-Za-z]{24}\.[0-9A-Za-z]{64}/y },
	{ kind: 'nats-seed', what: 'a NATS seed', prefixes: ['SA', 'SC', 'SN', 'SO', 'SP', 'SU', 'SX'], tail: /[A-Z2-7]{56}/y, accepts: hasDigit },
	{ kind: 'age-key', what: 'an age secret key', prefixes: ['AGE-SECRET-KEY-1'], tail: /[0-9A-Z]{58}/y },
	{ kind: 'vault-token', what: 'a Vault token', prefixes: ['hvs.', 'hvb.', 'hvr.'], tail: /[\w-]{24,}/y },
	{ kind: 'vault-token', what: 'a Vault token', prefixes: ['s.', 'b.', 'r.'], tail: /[0-9A-Za-z]{24}/y, accepts: token => looksGenerated(token.slice(2)) },
	{ kind: 'pulumi-token', what: 'a Pulumi token', prefixes: ['pul-'], tail: HEX40 },
	{ kind: 'infracost-token', what: 'an Infracost key', prefixes: ['ico-'], tail: /[0-9A-Za-z]{32}/y, accepts: hasMixedCase },
	{ kind: 'harness-token', what: 'a Harness key', prefixes: ['pat.', 'sat.'], tail: /[\w-]{22}\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{20}/y },
	{ kind: 'doppler-token', what: 'a Doppler token', prefixes: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], tail: /(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}/y },
	{ kind: 'onepassword-token', what: 'a 1Password service account token', prefixes: ['ops_eyJ'], tail: /[\w+/-]{50,}={0,3}/y },
	{ kind: 'onepassword-key', what: 'a 1Password secret key', prefixes: ['A3-'], tail: /[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})(?:-[0-9A-Z]{5}){3}/y },
	{ kind: 'octopus-key', what: 'an Octopus Deploy key', prefixes: ['API-'], tail: /[0-9A-Z]{26}/y, accepts: hasDigit },
	{ kind: 'buildkite-token', what: 'a Buildkite token', prefixes: ['bkua_'], tail: /[0-9a-z]{40}/y },
	{ kind: 'circleci-token', what: 'a CircleCI token', prefixes: ['CCIPAT_', 'CCIPRJ_'], tail: /[0-9A-Za-z]{16,}_[0-9a-f]{40}/y },
	{ kind: 'prefect-token', what: 'a Prefect key', prefixes: ['pnu_', 'pnb_'], tail: /[0-9A-Za-z]{36}/y },

	// Machine learning services
	{ kind: 'anthropic-key', what: 'an Anthropic key', prefixes: ['sk-ant-'], tail: /[a-z]{2,10}\d{2,4}-[\w-]{60,}/y },
	{ kind: 'openai-key', what: 'an API key of the form OpenAI uses', prefixes: ['sk-'], tail: /[\w-]{32,}/y, accepts: token => token.includes('T3BlbkFJ') || looksGenerated(token.slice(3)) },
	{ kind: 'groq-key', what: 'a Groq key', prefixes: ['gsk_'], tail: /[0-9A-Za-z]{48,}/y },
	{ kind: 'xai-key', what: 'an xAI key', prefixes: ['xai-'], tail: /[\w-]{80}/y },
	{ kind: 'perplexity-key', what: 'a Perplexity key', prefixes: ['pplx-'], tail: /[\w-]{40,}/y },
	{ kind: 'tavily-key', what: 'a Tavily key', prefixes: ['tvly-'], tail: /[\w-]{32,}/y },
	{ kind: 'llama-key', what: 'a LlamaCloud key', prefixes: ['llx-'], tail: /[\w-]{48}/y },
	{ kind: 'together-key', what: 'a Together AI key', prefixes: ['tgp_v1_'], tail: /[\w-]{43}/y },
	{ kind: 'huggingface-token', what: 'a Hugging Face token', prefixes: ['hf_', 'api_org_'], tail: /[0-9A-Za-z]{34}/y },
	{ kind: 'nvidia-key', what: 'an NVIDIA key', prefixes: ['nvapi-'], tail: /[\w-]{60,}/y },
	{ kind: 'replicate-token', what: 'a Replicate token', prefixes: ['r8_'], tail: /[\w-]{37}/y },
	{ kind: 'jina-key', what: 'a Jina key', prefixes: ['jina_'], tail: /[0-9A-Za-z]{60}/y },
	{ kind: 'firecrawl-key', what: 'a Firecrawl key', prefixes: ['fc-'], tail: HEX32 },
	{ kind: 'cosmo-key', what: 'a WunderGraph Cosmo key', prefixes: ['cosmo_'], tail: HEX32 },

	// Messaging, payment and business services
	{ kind: 'slack-token', what: 'a Slack token', prefixes: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxe.xoxb-', 'xoxe.xoxp-', 'xapp-'], tail: /[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+/y, accepts: isSlackToken },
	{ kind: 'slack-webhook', what: 'a Slack webhook', prefixes: ['hooks.slack.com/services/'], tail: /T\w{6,}\/B\w{6,}\/\w{16,}/y },
	{ kind: 'slack-webhook', what: 'a Slack webhook', prefixes: ['hooks.slack.com/workflows/', 'hooks.slack.com/triggers/'], tail: /[\w/]{30,}/y },
	{ kind: 'discord-webhook', what: 'a Discord webhook', prefixes: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'], tail: /\d{16,22}\/[\w-]{40,}/y },
	{ kind: 'stripe-key', what: 'a Stripe secret key', prefixes: ['sk_live_', 'sk_test_', 'sk_prod_', 'rk_live_', 'rk_test_', 'rk_prod_'], tail: /[0-9A-Za-z]{10,}/y },
	{ kind: 'stripe-key', what: 'a Stripe webhook secret', prefixes: ['whsec_'], tail: /[0-9A-Za-z+/=]{24,}/y },
	{ kind: 'square-token', what: 'a Square token', prefixes: ['sq0atp-', 'sq0csp-'], tail: /[\w-]{22,}/y },
	{ kind: 'square-token', what: 'a Square access token', prefixes: ['EAAA'], tail: /[\w-]{60}/y, accepts: hasDigit },
	{ kind: 'facebook-token', what: 'a Facebook access token', prefixes: ['EAA'], tail: /[0-9A-Za-z]{60,}/y, accepts: hasDigit },
	{ kind: 'instagram-token', what: 'an Instagram token', prefixes: ['IGQVJ'], tail: /[\w-]{80,}/y },
	{ kind: 'twitter-token', what: 'a Twitter bearer token', prefixes: ['AAAAAAAAAAAAAAAAAAAA'], tail: /[0-9A-Za-z%]{60,}/y, accepts: hasDigit, structured: true },
	{ kind: 'shopify-token', what: 'a Shopify token', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'], tail: /[0-9A-Za-z]{32,}/y },
	{ kind: 'braintree-token', what: 'a Braintree access token', prefixes: ['access_token$production$', 'access_token$sandbox$'], tail: /[0-9a-z]{16}\$[0-9a-z]{32}/y },
	{ kind: 'plaid-token', what: 'a Plaid access token', prefixes: ['access-sandbox-', 'access-development-', 'access-production-'], tail: UUID },
	{ kind: 'flutterwave-key', what: 'a Flutterwave key', prefixes: ['FLWSECK_TEST-', 'FLWSECK-'], tail: /[0-9a-hA-H]{12,}(?:-X)?/y },
	{ kind: 'easypost-key', what: 'an EasyPost key', prefixes: ['EZAK', 'EZTK'], tail: /[0-9A-Za-z]{54}/y },
	{ kind: 'shippo-token', what: 'a Shippo token', prefixes: ['shippo_live_', 'shippo_test_'], tail: HEX40 },
	{ kind: 'duffel-token', what: 'a Duffel token', prefixes: ['duffel_live_', 'duffel_test_'], tail: /[\w=-]{43}/y },
	{ kind: 'twilio-key', what: 'a Twilio key', prefixes: ['SK'], tail: HEX32 },
	{ kind: 'sendgrid-key', what: 'a SendGrid key', prefixes: ['SG.'], tail: /[\w-]{16,32}\.[\w-]{16,64}/y },
	{ kind: 'mailgun-key', what: 'a Mailgun key', prefixes: ['key-'], tail: /[0-9a-z]{32}/y, accepts: hasDigit },
	{ kind: 'brevo-key', what: 'a Brevo key', prefixes: ['xkeysib-', 'xsmtpsib-'], tail: /[0-9a-f]{64}-[0-9A-Za-z]{16}/y },
	{ kind: 'salesforce-token', what: 'a Salesforce session', prefixes: ['00D'], tail: /[0-9A-Za-z]{9,15}![\w.]{24,}/y },
	{ kind: 'salesforce-token', what: 'a Salesforce consumer key', prefixes: ['3MVG'], tail: /[\w.]{24,}/y },
	{ kind: 'hubspot-token', what: 'a HubSpot token', prefixes: ['pat-na1-', 'pat-na2-', 'pat-eu1-'], tail: UUID },
	{ kind: 'airtable-token', what: 'an Airtable token', prefixes: ['pat'], tail: /[0-9A-Za-z]{14}\.[0-9a-f]{64}/y },
	{ kind: 'dropbox-token', what: 'a Dropbox token', prefixes: ['sl.'], tail: /(?:u\.)?[\w-]{77,}/y },
	{ kind: 'figma-token', what: 'a Figma token', prefixes: ['figd_'], tail: /[\w-]{40,}/y },
	{ kind: 'linear-key', what: 'a Linear key', prefixes: ['lin_api_', 'lin_oauth_'], tail: /[0-9A-Za-z]{32,}/y },
	{ kind: 'notion-token', what: 'a Notion token', prefixes: ['ntn_'], tail: /\d{8,11}[\w-]{30,}/y },
	{ kind: 'postman-key', what: 'a Postman key', prefixes: ['PMAK-'], tail: /[0-9a-fA-F]{24}-[0-9a-fA-F]{34}/y },
	{ kind: 'postman-key', what: 'a Postman token', prefixes: ['PMAT-'], tail: /[0-9A-Z]{26}/y },
	{ kind: 'typeform-token', what: 'a Typeform token', prefixes: ['tfp_'], tail: /[\w.=-]{40,}/y },
	{ kind: 'contentful-token', what: 'a Contentful token', prefixes: ['CFPAT-'], tail: /[\w-]{43}/y },
	{ kind: 'readme-key', what: 'a ReadMe key', prefixes: ['rdme_'], tail: /[0-9a-z]{70}/y },
	{ kind: 'frameio-token', what: 'a Frame.io token', prefixes: ['fio-u-'], tail: /[\w=-]{64}/y },
	{ kind: 'adobe-secret', what: 'an Adobe client secret', prefixes: ['p8e-'], tail: /[0-9A-Za-z-]{32}/y },
	{ kind: 'adafruit-key', what: 'an Adafruit IO key', prefixes: ['aio_'], tail: /[0-9A-Za-z]{28}/y, accepts: hasDigit },
	{ kind: 'settlemint-token', what: 'a SettleMint token', prefixes: ['sm_aat_', 'sm_pat_', 'sm_sat_'], tail: /[0-9A-Za-z]{16}/y },
	{ kind: 'intra42-secret', what: 'a 42 client secret', prefixes: ['s-s4t2ud-', 's-s4t2af-'], tail: HEX64 },
	{ kind: 'authress-key', what: 'an Authress service client key', prefixes: ['sc_', 'ext_', 'scauth_', 'authress_'], tail: /[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}\.acc[_-][0-9a-z-]{10,32}\.[\w+/=-]{30,}/y },
	{ kind: 'ubidots-token', what: 'a Ubidots token', prefixes: ['BBFF-'], tail: /[0-9A-Za-z]{30}/y },
	{ kind: 'nightfall-key', what: 'a Nightfall key', prefixes: ['NF-'], tail: /[0-9A-Za-z]{32}/y, accepts: hasDigit },
	{ kind: 'ionic-token', what: 'an Ionic token', prefixes: ['ion_'], tail: /[0-9a-z]{42}/y },
	{ kind: 'flexport-key', what: 'a Flexport key', prefixes: ['shltm_'], tail: /[\w-]{40}/y },
	{ kind: 'yandex-key', what: 'a Yandex Cloud key', prefixes: ['AQVN'], tail: /[\w-]{35,}/y, accepts: hasDigit },
	{ kind: 'yandex-key', what: 'a Yandex Cloud token', prefixes: ['t1.'], tail: /[\w-]+={0,2}\.[\w-]{86}={0,2}/y },
	{ kind: 'yandex-key', what: 'a Yandex Cloud access key', prefixes: ['YC'], tail: /[\w-]{38}/y, accepts: token => looksGenerated(token) },

	// Observability
	{ kind: 'grafana-token', what: 'a Grafana service account token', prefixes: ['glsa_'], tail: /[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}/y, checksum: hasReversedHexChecksum },
	{ kind: 'grafana-token', what: 'a Grafana Cloud token', prefixes: ['glc_'], tail: /[\w+/-]{30,}={0,3}/y },
	{ kind: 'grafana-token', what: 'a Grafana API key', prefixes: ['eyJrIjoi'], tail: /[0-9A-Za-z+/]{40,}={0,3}/y, structured: true },
	{ kind: 'sentry-token', what: 'a Sentry token', prefixes: ['sntrys_'], tail: /eyJ[\w+/-]{40,}={0,2}(?:_[\w+/-]{40,})?/y },
	{ kind: 'sentry-token', what: 'a Sentry token', prefixes: ['sntryu_', 'sntrya_', 'sntryi_'], tail: HEX64 },
	{ kind: 'newrelic-key', what: 'a New Relic key', prefixes: ['NRAK-', 'NRAA-', 'NRII-', 'NRIQ-', 'NRRA-', 'NRBR-', 'NRJS-'], tail: /[\w-]{19,}/y, accepts: hasDigit },
	{ kind: 'newrelic-key', what: 'a New Relic Pixie key', prefixes: ['px-api-', 'px-dep-'], tail: UUID },
	{ kind: 'posthog-key', what: 'a PostHog personal key', prefixes: ['phx_', 'phs_', 'phr_', 'pha_'], tail: /[0-9A-Za-z]{40,}/y },
	{ kind: 'sonarqube-token', what: 'a SonarQube token', prefixes: ['squ_', 'sqp_', 'sqa_'], tail: /[0-9a-f]{40}/y },

	// Formats
	{ kind: 'jwt', what: 'a JSON Web Token', prefixes: ['eyJ'], tail: /[\w-]{8,}={0,2}\.eyJ[\w-]{4,}={0,2}(?:\.[\w-]*={0,2})?/y, structured: true },
	{ kind: 'ntlm-token', what: 'an NTLM token', prefixes: ['TlRMTVNTUAA'], tail: /[\w+/-]{28,}={0,2}/y, structured: true },
	// Base64 of a number, a colon and random bytes; the first characters follow from the digits (CredSweeper, ValueAtlassianTokenCheck).
	{ kind: 'jira-token', what: 'a Jira or Confluence token', prefixes: numberPrefixes(), tail: /[AEIMQUYcgk][0-5w-z][\w+/-]{40}/y, accepts: isNumberAndBytes },
	{ kind: 'discord-token', what: 'a Discord bot token', prefixes: numberPrefixes(), tail: /[AEIMQUYcgk][0-5w-z][\w-]{19,23}\.[\w-]{6}\.[\w-]{27,}/y },
];

/** First two base64 characters of a text that starts with two digits. */
function numberPrefixes(): readonly string[] {
	return ['M', 'N', 'O'].flatMap(first => 'ADQTgjwz'.split('').map(second => first + second));
}

function hasDigit(token: string): boolean {
	return /\d/.test(token);
}

function hasMixedCase(token: string): boolean {
	return /[A-Z]/.test(token) && /[a-z]/.test(token.slice(4));
}

/** Slack's tokens carry the number of the workspace and end in a random part with digits in it (api.slack.com, token types). */
function isSlackToken(token: string): boolean {
	const parts = token.split('-').slice(1);
	const last = parts[parts.length - 1] ?? '';
	return parts.some(part => /^\d+$/.test(part)) && last.length >= 16 && hasDigit(last);
}

function isNumberAndBytes(token: string): boolean {
	const decoded = decodeBase64(token);
	return decoded !== null && /^\d{4,20}:/.test(decoded);
}
