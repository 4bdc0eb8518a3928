import { decodeBase64 } from '../base64.ts';
import { type PrefixedToken, token } from './token.ts';

/** Tokens told by a format that several issuers share. Sources: see `token.ts`. */
export const FORMAT_TOKENS: readonly PrefixedToken[] = [
	token('jwt', 'a JSON Web Token', 'eyJ', /[\w-]{8,}={0,2}\.eyJ[\w-]{4,}={0,2}(?:\.[\w-]*={0,2})?/y, {
		structured: true,
	}),
	token('ntlm-token', 'an NTLM token', 'TlRMTVNTUAA', /[\w+/-]{28,}={0,2}/y, { structured: true }),
	// Base64 of a number, a colon and random bytes; the first characters follow from the digits (CredSweeper, ValueAtlassianTokenCheck).
	token('jira-token', 'a Jira or Confluence token', numberPrefixes(), /[AEIMQUYcgk][0-5w-z][\w+/-]{40}/y, {
		accepts: isNumberAndBytes,
	}),
	token('discord-token', 'a Discord bot token', discordPrefixes(), /[\w-]{21,24}\.[\w-]{6}\.[\w-]{27,}/y),
];

/** First two base64 characters of a text that starts with two digits. */
function numberPrefixes(): readonly string[] {
	return ['M', 'N', 'O'].flatMap(first => 'ADQTgjwz'.split('').map(second => first + second));
}

/** A bot's number in base64 starts with M, N or O. */
function discordPrefixes(): readonly string[] {
	const second = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
	return ['M', 'N', 'O'].flatMap(first => second.split('').map(char => first + char));
}

function isNumberAndBytes(token: string): boolean {
	const decoded = decodeBase64(token);
	return decoded !== null && /^\d{4,20}:/.test(decoded);
}
