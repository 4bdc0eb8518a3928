import { describe, expect, it } from 'vitest';
import { WRITER } from '../github/tokens.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { canariesIn, expectNoCanary, formsOf, PLANTED } from './canaries.ts';
import { PULL } from './checkout.ts';
import { expectNothingTold, github, pullWith } from './pull.ts';
import { runAction, TOKEN } from './runner.ts';

/** Every scenario is searched for secrets by the harness that runs it. That search is tried here with steps that leak. */

const FORMS = {
	'as it is': 'secret',
	'in base64': 'Buffer.from(secret).toString("base64")',
	'in base64, after something else': 'Buffer.from("ab" + secret + "c").toString("base64")',
	'in base64 for addresses': 'Buffer.from(secret).toString("base64url")',
	'in an address': '"https://x.example/?q=" + encodeURIComponent(secret)',
	'in hexadecimal': 'Buffer.from(secret).toString("hex")',
	'in JSON': 'JSON.stringify({ secret })',
	'line by line': 'secret.split("\\n").reverse().join("\\n")',
};
const SECRETS = {
	'the token': 'process.env.INPUT_TOKEN',
	'another secret of the job': 'process.env.UNRELATED_SECRET',
	'a key of several lines': 'process.env.UNRELATED_KEY',
	'a text of a job file': 'JSON.parse(fs.readFileSync("jobs/a.json", "utf8")).run.env.PASSWORD',
};
const PLACES = {
	'the log': 'console.log(text.replaceAll("\\n", " | "))',
	'standard error': 'console.error(text.split("\\n")[1] ?? text)',
	'an annotation': 'console.log("::error file=a.json::" + text.replaceAll("\\n", "%0A"))',
	'the summary': 'fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, text)',
	'an output': 'fs.appendFileSync(process.env.GITHUB_OUTPUT, "errors<<E\\n" + text + "\\nE\\n")',
	'a plan in the temporary folder':
		'fs.mkdirSync(process.env.RUNNER_TEMP + "/x"), fs.writeFileSync(process.env.RUNNER_TEMP + "/x/plan.json", text)',
	'a file beside the job files': 'fs.writeFileSync("out.sarif", text)',
	'a job file that was there': 'fs.appendFileSync("jobs/a.json", text)',
	'a saved state': 'fs.writeFileSync(process.env.XDG_STATE_HOME + "/state.json", text)',
};
const password = ['canary', 'hunter2', 'Bn4m'].join('-');
const files = { 'jobs/a.json': { id: 'a', run: { cmd: 'true', env: { PASSWORD: password } } } };

/** Runs a step that writes a secret somewhere, in some form. */
const leak = (place: string, secret: string, form: string) => {
	const folder = temporaryTree({
		'leak.cjs': `const fs = require("node:fs"); const secret = ${secret}; const text = String(${form}); ${place};`,
	});
	return runAction({ files, program: `${folder}/leak.cjs`, env: { XDG_STATE_HOME: temporaryTree({}) } });
};

describe('the search for secrets', () => {
	it.each(Object.entries(PLACES))('finds one in %s', async (name, place) => {
		await expect(leak(place, SECRETS['the token'], 'secret')).rejects.toThrow(/has a secret/);
		// That one is to be put back as it was.
		if (name === 'a saved state') return;
		await expect(leak(place, SECRETS['a text of a job file'], 'secret')).rejects.toThrow(/has a secret/);
	});

	it.each(Object.entries(FORMS))('finds every kind of secret %s', async (_, form) => {
		for (const secret of Object.values(SECRETS)) {
			await expect(leak(PLACES['the summary'], secret, form)).rejects.toThrow(/has a secret/);
		}
	});

	it('finds one in what GitHub was told', async () => {
		const { run, fake } = await pullWith(WRITER, { 'a.json': files['jobs/a.json'] });
		await run();
		expectNothingTold(fake);
		const other = await github(WRITER);
		const body = `x ${Buffer.from(password).toString('base64')}`;
		other.state.comments.push({ id: 1, on: PULL, login: WRITER.login, body, updates: 0 });
		expect(() => expectNothingTold(other)).toThrow(/has a secret/);
		other.state.comments.splice(0);
	});

	it('lets a step pass that only has it masked, and never repeats what it finds', async () => {
		const masked = 'console.log("::add-mask::" + text)';
		expect((await leak(masked, SECRETS['the token'], 'secret')).masks).toEqual([TOKEN]);
		const error = await leak(PLACES['the log'], SECRETS['the token'], 'secret').catch(String);
		expect(error).not.toContain(TOKEN);
	});

	it('knows secrets in any text, and not every word', () => {
		expect(canariesIn(`{"A":"${password}","url":"https://x:${password}@y"} a canary in a mine`)).toEqual([
			password,
		]);
		for (const secret of [TOKEN, password, ...Object.values(PLANTED)]) {
			expect(formsOf(secret).length).toBeGreaterThan(4);
			expectNoCanary([secret], 'a text', 'Nothing here, bm90aGluZyBoZXJl');
		}
	});
});
