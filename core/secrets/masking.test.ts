import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../text.ts';
import { maskSecrets } from './masking.ts';

const PASSWORD = 'Gr8-tower-of-tea';

function masked(text: string): string {
	return maskSecrets(new SourceText(text)).text;
}

function job(run: object): string {
	return JSON.stringify({ id: 'etl.load', run }, null, 2);
}

describe('the text of a file that is shown', () => {
	it('has dots for a secret, and every other character in its place', () => {
		const text = job({ env: { DB_USER: 'etl', DB_PASSWORD: PASSWORD }, cmd: 'x' });
		expect(masked(text)).toBe(text.replace(PASSWORD, '•'.repeat(PASSWORD.length)));
	});

	it('hides what only looks generated', () => {
		const value = 'q7Zr0Xv2Lm9Tk4Wd8Ns1Pb6Y';
		expect(masked(job({ env: { RELAY_X: value } }))).not.toContain(value);
	});

	it('hides a secret where it stands a second time and nothing betrays it', () => {
		const text = job({ env: { DB_PASSWORD: PASSWORD }, cmd: `./load ${PASSWORD}`, user: PASSWORD });
		expect(masked(text)).not.toContain(PASSWORD);
		expect(masked(text)).toHaveLength(text.length);
	});

	it('hides a plain word only where it is a whole value', () => {
		const text = job({ env: { DB_PASSWORD: 'password', MODE: 'password' }, cmd: 'read password' });
		const shown = masked(text);
		expect(shown).toContain('"DB_PASSWORD": "••••••••"');
		expect(shown).toContain('"MODE": "••••••••"');
		expect(shown).toContain('read password');
	});

	it('hides no key', () => {
		const text = job({ env: { password: 'password' } });
		expect(masked(text)).toContain('"password": "••••••••"');
	});

	it.each([
		[
			'a second definition behind the first',
			`${job({ cmd: 'x' })}\n${job({ env: { DB_PASSWORD: PASSWORD } })}`,
		],
		['a brace too much', `{"run": {}}}\n{"env": {"DB_PASSWORD": "${PASSWORD}"}}`],
		['a list of jobs', `[${job({ env: { DB_PASSWORD: PASSWORD } })}]`],
		['a definition that is cut off', `{"run": {"env": {"DB_PASSWORD": "${PASSWORD}`],
		['an env in the wrong place', `{"env": {"DB_PASSWORD": "${PASSWORD}"}}`],
		['an env as a list', `{"run": {"env": [{"name": "DB_PASSWORD", "value": "${PASSWORD}"}]}}`],
		['a text with a comment and a loose comma', `{"run": {/* x */"env": {"DB_PASSWORD": "${PASSWORD}",},}}`],
	])('hides secrets in %s', (_, text) => {
		expect(masked(text)).not.toContain(PASSWORD);
		expect(masked(text)).toHaveLength(text.length);
	});

	it('hides escapes with the rest', () => {
		const text = `{"run": {"env": {"DB_PASSWORD": "Gr8\\u002Dtower\\"of-tea"}}}`;
		expect(masked(text)).toBe(`{"run": {"env": {"DB_PASSWORD": "${'•'.repeat(22)}"}}}`);
	});

	it('never throws and never moves anything, whatever the text', () => {
		const piece = fc.constantFrom(
			'{',
			'}',
			'[',
			']',
			',',
			':',
			'"',
			'"env"',
			'"DB_PASSWORD"',
			`"${PASSWORD}"`,
			'\n',
			'\\',
			' ',
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
				const text = pieces.join('');
				expect(masked(text)).toHaveLength(text.length);
			}),
		);
	});

	it('is the text itself where there is no secret', () => {
		const text = job({ cmd: './load' });
		expect(masked(text)).toBe(text);
	});
});

describe('other texts made from the file', () => {
	const mask = maskSecrets(new SourceText(job({ env: { DB_PASSWORD: PASSWORD, PIN_PASSWORD: 'a"b8' } })));

	it('lose the same secrets', () => {
		expect(mask.hide(`"DB_PASSWORD": "${PASSWORD}"`)).toBe(`"DB_PASSWORD": "${'•'.repeat(PASSWORD.length)}"`);
		expect(mask.hide('the password is a"b8')).toBe('the password is a"b8');
		expect(mask.hide('"PIN_PASSWORD": "a\\"b8"')).toBe('"PIN_PASSWORD": "•••••"');
	});

	it('stay as they are otherwise', () => {
		expect(mask.hide('"cmd": "./load"')).toBe('"cmd": "./load"');
	});
});
