import { describe, expect, it } from 'vitest';
import type { FormatOptions } from '../../cli/formats/format.ts';
import { FORMATS, formatNamed } from '../../cli/formats/registry.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

/** What each format makes of the sample, kept beside this file: `vitest run test/formats -u` writes it anew. */
async function expectGolden(name: string, text: string): Promise<void> {
	await expect(text).toMatchFileSnapshot(`golden/${name}.golden`);
}

describe('each format writes the sample as it is kept', () => {
	for (const name of FORMATS.keys()) {
		if (name === 'sarif') continue;
		it(name, () => expectGolden(name, formatNamed(name)(sampleResult(), OPTIONS)));
	}

	it('sarif, the texts of the rules apart', () => {
		const log = JSON.parse(formatNamed('sarif')(sampleResult(), OPTIONS));
		const { driver } = log.runs[0].tool;
		driver.rules = driver.rules.map((rule: { id: string }) => rule.id);
		return expectGolden('sarif', `${JSON.stringify(log, undefined, 2)}\n`);
	});

	it.each<[string, Partial<FormatOptions>]>([
		['human-60-ascii', { width: 60, unicode: false }],
		['human-160-color-verbose', { width: 160, color: true, verbose: true }],
	])('%s', (name, options) =>
		expectGolden(name, formatNamed('human')(sampleResult(), { ...OPTIONS, ...options })),
	);
});

describe('each format writes a result without findings as it is kept', () => {
	const texts = { 'jobs/a.json': '{}', 'jobs/b.json': '[]' };
	for (const name of FORMATS.keys()) {
		it(name, () => expectGolden(`clean-${name}`, formatNamed(name)(resultOf(texts, []), OPTIONS)));
	}
});
