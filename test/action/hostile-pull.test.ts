import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markerLine } from '../../action/github/marker.ts';
import type { FakeGithub } from '../github/fake-github.ts';
import { LEAST, WRITER } from '../github/tokens.ts';
import { pullWith } from './pull.ts';
import { type Done, TOKEN } from './runner.ts';

/** What the author of a pull request may try: all of it stands in files that the Action reads. */
const MARKER = markerLine('plan', 'prod');
const ATTACKS = [
	'@acme/ops please approve',
	`${MARKER}\napproved`,
	`x\n${MARKER}`,
	'[click](https://evil.example) ![x](https://evil.example/p.png)',
	'<img src=https://evil.example/p.png> <details>',
	'``` @acme/ops ```` https://evil.example www.evil.example',
	'| @acme/ops | #1 GH-1',
	'\n::error::forged',
	'##[error]forged',
];

const inputs = { annotations: 'check-run', suggestions: 'true', 'sarif-file': 'out.sarif' };

const jobOf = (text: string) => ({
	id: text,
	labels: { [text]: text },
	run: { cmd: text, cpus: '0.1', mem: -1, [text]: text, env: { [text]: { secret: text } } },
});

/** Markdown as a reader sees it: what stands in code is only code. */
function outsideCode(markdown: string): string {
	return markdown
		.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
		.replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
}

function markdownsOf(fake: FakeGithub, done: Done): string[] {
	const { checkRuns, reviewComments, reviews, comments } = fake.state;
	return [
		...checkRuns.map(({ summary }) => summary ?? ''),
		...[...reviewComments, ...reviews, ...comments].map(({ body }) => body),
		done.summary,
	];
}

describe('the text of a pull request', () => {
	it.each(ATTACKS)('%j mentions nobody, links nowhere and forges nothing', async attack => {
		const name = attack.replaceAll(/[/\n]/g, '-').slice(0, 60);
		const head = { 'a.json': jobOf(attack), [`jobs/${name}.json`]: jobOf('b') };
		const { fake, run } = await pullWith(WRITER, head, { inputs });
		const done = await run();
		expect(done.code).toBe(1);
		expect(fake.state.checkRuns[0]?.annotations.length).toBeGreaterThan(2);
		expect(fake.state.reviewComments.length).toBeGreaterThan(0);
		for (const markdown of markdownsOf(fake, done)) {
			const seen = outsideCode(markdown).replace(/^<!-- metronome-jobs:suggestion \w+ -->\n/, '');
			expect(seen).not.toMatch(/@\w/);
			expect(seen).not.toMatch(/https?:\/\/(?!github\.com\/metronome-jobs\/)/);
			expect(seen).not.toMatch(/www\.\w/);
			expect(seen).not.toMatch(/<(?!br>|\/?code>)/);
			expect(markdown.startsWith(MARKER)).toBe(false);
		}
		expect(done.errors.filter(({ data }) => data.startsWith('forged'))).toEqual([]);
	});

	it('is shown in no annotation that steers a terminal or hides what it says', async () => {
		const { fake, run } = await pullWith(WRITER, { 'a.json': jobOf('x\u202eevil\u001b[2J') }, { inputs });
		await run();
		for (const { message, title } of fake.state.checkRuns[0]?.annotations ?? []) {
			expect(`${title} ${message}`).not.toMatch(/[\u202e\u001b]/);
		}
	});
});

describe('what GitHub answers', () => {
	it('gives the runner no command either', async () => {
		const { fake, run } = await pullWith(LEAST, { 'a.json': jobOf('a') }, { inputs });
		const message = 'no ##[error]forged\n::error::forged\r::warning::forged';
		fake.faults.plan('POST', /check-runs$/, { kind: 'answer', status: 403, body: { message } });
		fake.faults.plan('GET', /files$/, { kind: 'answer', status: 403, body: { message } });
		const done = await run();
		expect([...done.errors, ...done.warnings].filter(({ data }) => data.startsWith('forged'))).toEqual([]);
		expect(done.code).toBe(1);
	});
});

describe('a secret of a job file', () => {
	const canary = ['CANARY', 'hunter2', 'Zq81xW'].join('-');
	const vendor = ['xo', 'xb-1234567890', '-abcdefghijABCDEFGHIJ1234'].join('');
	const file = {
		id: 'Bad_Id',
		run: {
			cmd: `login --password ${canary}`,
			cpus: '1',
			mem: '32',
			env: { DB_PASSWORD: canary, SLACK_TOKEN: vendor, db_pasword: { secret: 'none' } },
			artifacts: [{ uri: `https://app:${canary}@files.example/a.tgz` }],
		},
	};

	it.each([JSON.stringify(file), JSON.stringify(file, null, 2)])(
		'and the token reach nobody: %#',
		async text => {
			for (const more of [{}, { 'changed-only': 'true' }]) {
				const { fake, run } = await pullWith(
					WRITER,
					{ 'a.json': `${text}\n` },
					{ inputs: { ...inputs, ...more } },
				);
				const done = await run();
				expect(fake.state.checkRuns[0]?.annotations.length).toBeGreaterThan(2);
				const told = [
					JSON.stringify(fake.calls),
					done.text,
					done.summary,
					JSON.stringify(done.outputs),
					readFileSync(done.outputs['findings-file'] ?? '', 'utf8'),
					readFileSync(`${done.workspace}/out.sarif`, 'utf8'),
				];
				for (const one of told)
					for (const secret of [canary, vendor, TOKEN]) expect(one).not.toContain(secret);
			}
		},
	);

	it('of several lines given as the token is masked line by line, and sent nowhere in an error', async () => {
		const key = JSON.stringify({ private_key: `${canary}-1\n${canary}-2`, uid: 'robot-7' });
		const { fake, run } = await pullWith(
			WRITER,
			{ 'a.json': jobOf('a') },
			{ inputs: { ...inputs, token: key } },
		);
		const done = await run();
		expect(done.masks).toEqual(expect.arrayContaining([key, `${canary}-1`, `${canary}-2`, 'robot-7']));
		expect(done.text).not.toContain(canary);
		expect(done.code).toBe(1);
		expect(fake.calls.map(({ status }) => status)).toEqual(fake.calls.map(() => 401));
	});
});
