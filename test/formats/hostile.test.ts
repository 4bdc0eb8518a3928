import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS, formatNamed } from '../../cli/formats/registry.ts';
import type { Finding } from '../../core/finding.ts';
import type { CheckResult } from '../../files/result.ts';
import { jsonProblems, workflowCommand, xmlProblems, xmlValues } from './readers.ts';
import { OPTIONS, resultOf } from './sample.ts';

/** Bits that mean something to a terminal, a log, XML, markdown or a URI, among anything else. */
const hostileText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'::error::',
				'##[add-path]',
				'\n',
				'\r',
				'\t',
				'|',
				'`',
				'``',
				'\\',
				'<!--',
				']]>',
				'&lt;',
				'"',
				"'",
			),
			fc.constantFrom(
				'\u001b[31m',
				'\u009b',
				'\u0000',
				'\u202e',
				'\u2028',
				'\ufffe',
				'\ud800',
				'\ufeff',
				'🌙',
				'請',
				'%',
				'%0A',
			),
			fc.constantFrom(
				'@admin',
				'#1',
				'[x](y)',
				'![](z)',
				'https://a.b',
				'../',
				'C:\\',
				',',
				'{0}',
				'$x$',
				':smile:',
			),
			fc.string({ unit: 'grapheme', maxLength: 4 }),
		),
		{ maxLength: 12 },
	)
	.map(parts => parts.join(''));

const result: fc.Arbitrary<CheckResult> = fc
	.record({
		path: hostileText,
		text: hostileText,
		message: hostileText,
		job: hostileText,
		at: fc.nat(40),
		length: fc.nat(40),
	})
	.map(({ path, text, message, job, at, length }) => {
		const file = path === '' ? 'a' : path;
		const start = Math.min(at, text.length);
		const span = { start, end: Math.min(start + length, text.length) };
		const finding: Finding = {
			code: 'wrong-type',
			severity: 'warning',
			consequence: 'ignored',
			message,
			file,
			pointer: `/${job}`,
			span,
			job,
			related: [{ file: null, pointer: null, span, message }],
			unnecessary: false,
			fix: () => ({ title: message, safe: true, edits: [{ ...span, newText: job }] }),
			suppressed: null,
			fingerprint: '0',
			docs: 'https://example.org/',
		};
		return resultOf(
			{ [file]: text },
			[finding, { ...finding, suppressed: { by: 'label', reason: message } }],
			{
				notices: [message],
				troubles: [{ kind: 'io', path: file, message }],
			},
		);
	});

/** Controls but for line ends, and marks that change the direction of writing. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('whatever names, texts and messages hold', () => {
	const of = (name: string, one: CheckResult) => formatNamed(name)(one, OPTIONS);

	it('the terminal is not steered', () => {
		fc.assert(fc.property(result, one => !STEERING.test(of('human', one))));
	});

	it('github has as many commands as there are things to say, and none of another name', () => {
		fc.assert(
			fc.property(result, one => {
				const lines = of('github', one).slice(0, -1).split('\n');
				const commands = lines.map(workflowCommand);
				expect(commands.map(command => command?.name)).toEqual(['error', 'warning', 'notice', undefined]);
				expect(of('github', one)).not.toContain('##[');
				expect(commands[1]?.properties['line']).toMatch(/^\d+$/);
			}),
		);
	});

	it('github names the file, as far as a terminal may see its name', () => {
		const one = resultOf({ 'a,b:c%0A=d.json': '{}' }, [], {
			troubles: [{ kind: 'io', path: 'a,b:c%0A=d.json', message: 'a\r\nb%25' }],
		});
		const command = workflowCommand(of('github', one).split('\n')[0] ?? '');
		expect(command).toEqual({ name: 'error', properties: { file: 'a,b:c%0A=d.json' }, message: 'a\nb%25' });
	});

	it('xml is well-formed and says what was said', () => {
		fc.assert(
			fc.property(result, one => {
				for (const name of ['junit', 'checkstyle'])
					expect(xmlProblems(of(name, one), `${name}.xsd`)).toEqual([]);
			}),
			{ numRuns: 30 },
		);
		const one = resultOf({ 'a.json': '' }, [], {
			troubles: [{ kind: 'io', path: 'a.json', message: '<a> & "b"\n\'c\'' }],
		});
		expect(xmlValues(of('checkstyle', one), '//error/@message')).toEqual(['<a> & "b"\n\'c\'']);
	});

	it('sarif is valid, its URIs too', () => {
		fc.assert(
			fc.property(result, one => {
				expect(jsonProblems(of('sarif', one), 'sarif-2.1.0-rtm.5.json')).toEqual([]);
			}),
			{ numRuns: 30 },
		);
	});

	it('markdown keeps its tables, and has no link, image, mention or HTML but its own', () => {
		fc.assert(
			fc.property(result, one => {
				const text = of('markdown', one);
				const rows = text.split('\n').filter(line => line.startsWith('| ⚠️'));
				expect(rows).toHaveLength(1);
				for (const row of rows) expect(row.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(5);
				const words = text
					.replaceAll(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
					.replaceAll(/<br>|<\/?code>/g, '');
				expect(words).not.toMatch(/@[a-z]|<[a-z!/]|(?<!\\)!\[/i);
				expect(words.match(/(?<!\\)\]\(/g)).toHaveLength(1);
			}),
		);
	});

	it('every format gives a text that ends its last line', () => {
		fc.assert(
			fc.property(result, one => [...FORMATS.keys()].every(name => /[^\n]\n$/.test(of(name, one)))),
			{ numRuns: 20 },
		);
	});
});
