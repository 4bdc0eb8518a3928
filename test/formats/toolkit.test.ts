import { error, notice, warning } from '@actions/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatNamed } from '../../cli/formats/registry.ts';
import type { Finding } from '../../core/finding.ts';
import { workflowCommand } from './readers.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

afterEach(() => vi.restoreAllMocks());

/** What GitHub's own toolkit writes to the log for an annotation. */
function toolkitLine(write: () => void): string {
	let text = '';
	vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
		text += chunk;
		return true;
	});
	write();
	vi.restoreAllMocks();
	return text.trimEnd();
}

describe("github's commands are those of GitHub's toolkit", () => {
	it.each([
		['error', error],
		['warning', warning],
		['info', notice],
	] as const)('%s', (severity, annotate) => {
		const source = 'first\n"50%, a:b", last';
		const start = source.indexOf('"');
		const [template] = sampleResult().findings;
		const finding: Finding = {
			...template!,
			severity,
			file: 'a b/c,d:e%.json',
			message: 'one: 100%, 50%25\ntwo',
			span: { start, end: start + 6 },
			related: [],
			fix: null,
		};
		const [line = ''] = formatNamed('github')(
			resultOf({ 'a b/c,d:e%.json': source }, [finding]),
			OPTIONS,
		).split('\n');
		const expected = toolkitLine(() =>
			annotate(`${finding.message}\n${finding.docs}`, {
				title: `${finding.code} (${finding.consequence})`,
				file: 'a b/c,d:e%.json',
				startLine: 2,
				endLine: 2,
				startColumn: 1,
				endColumn: 7,
			}),
		);
		expect(workflowCommand(line)).toEqual(workflowCommand(expected));
		expect(line.split('::').at(-1)).toBe(expected.split('::').at(-1));
	});
});
