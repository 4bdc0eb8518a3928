import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../config/document.ts';
import { valueIn } from '../json.ts';
import type { SettingsPatch } from '../settings.ts';
import { SourceText } from '../text.ts';
import { type PatchedText, patchedText } from './patched.ts';
import { truePlace } from './relocate.ts';

/** Patches of one settings file; `{job, patch}` or just the patch. */
function settings(text: string): SettingsPatch[] {
	const { root } = parseSettings(text);
	if (root?.kind !== 'array') throw new Error('a list of patches');
	return root.items.map(item => {
		const patch = valueIn(item, 'patch');
		const job = valueIn(item, 'job');
		if (patch?.kind !== 'object') throw new Error('a patch');
		const id = job?.kind === 'string' ? job.value : undefined;
		return { files: { base: '/', patterns: ['**'] }, job: id, patch, text, file: 'config.json' };
	});
}

function patched(job: string, ...patches: readonly string[]): PatchedText | undefined {
	const list = `[${patches.map(patch => `{"patch": ${patch}}`).join(', ')}]`;
	return patchedText(new SourceText(job), settings(list), new Map(), 'file');
}

function result(job: string, ...patches: readonly string[]): string {
	return patched(job, ...patches)?.source.text ?? job;
}

describe('a merge patch', () => {
	// RFC 7396, appendix A, those whose target and patch are objects.
	it.each([
		['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
		['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
		['{"a":"b"}', '{"a":null}', '{}'],
		['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
		['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
		['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
		['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
		['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
		['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
		['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
	])('%s with %s is %s', (job, patch, expected) => {
		expect(JSON.parse(result(job, patch))).toEqual(JSON.parse(expected));
	});

	it('leaves everything it does not name as its author wrote it', () => {
		const job = '{\n  "id": "a",\n  "run": { "cpus": 1.0,\n    "mem": 32 }\n}\n';
		expect(result(job, '{"run": {"mem": 64, "gpus": 1}}')).toBe(
			'{\n  "id": "a",\n  "run": { "cpus": 1.0,\n    "mem": 64, "gpus": 1 }\n}\n',
		);
	});

	it('takes a value over without the comments in it, and nulls in lists as they are', () => {
		const patch =
			'{"run": {/* why */ "args": ["a", null, {"b": null}], // more\n "env": {"A": null, "B": "\\u0041"},}}';
		expect(result('{"id":"a"}', patch)).toBe(
			'{"id":"a", "run": {"args": ["a", null, {"b": null}], "env": {"B": "\\u0041"}}}',
		);
	});

	it('removes a key that stands twice both times', () => {
		expect(JSON.parse(result('{"a":1,"b":2,"a":3,"c":4}', '{"a":null,"c":null}'))).toEqual({ b: 2 });
	});

	it('comes before the next one', () => {
		const job = '{"id":"a","run":{"cpus":1}}';
		expect(result(job, '{"run":{"cpus":2,"env":{"A":"1"}}}', '{"run":{"env":{"A":"2"}}}')).toBe(
			'{"id":"a","run":{"cpus":2, "env": {"A": "2"}}}',
		);
	});

	it('makes of any job what the standard says', () => {
		const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'é"');
		const json = fc.letrec(tie => ({
			value: fc.oneof(
				{ depthSize: 'small' },
				fc.integer(),
				fc.string(),
				fc.constant(null),
				tie('list'),
				tie('object'),
			),
			list: fc.array(tie('value'), { maxLength: 3 }),
			object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
		})).object;
		fc.assert(
			fc.property(json, json, json, fc.boolean(), (job, one, two, pretty) => {
				const text = JSON.stringify(job, null, pretty ? 2 : 0);
				const expected = merged(merged(job, one), two);
				const made = result(text, JSON.stringify(one), JSON.stringify(two, null, 1));
				expect(JSON.parse(made)).toEqual(expected);
			}),
			{ numRuns: 500 },
		);
	});
});

/** RFC 7396, section 2. */
function merged(target: unknown, patch: unknown): unknown {
	if (!isObject(patch)) return patch;
	const entries = new Map(isObject(target) ? Object.entries(target) : []);
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) entries.delete(key);
		else entries.set(key, merged(entries.get(key), value));
	}
	return JSON.parse(
		`{${[...entries].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
	);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('which jobs', () => {
	const file = '[{"id":"a","run":{}},{"job":{"id":"b","run":{}},"schedule":{"cron":"0 0 * * *"}}]';

	it('all in the file, the wrapped ones as well, and no schedule', () => {
		expect(JSON.parse(result(file, '{"run":{"cpus":2}}'))).toEqual([
			{ id: 'a', run: { cpus: 2 } },
			{ job: { id: 'b', run: { cpus: 2 } }, schedule: { cron: '0 0 * * *' } },
		]);
		expect(patched('{"cron":"0 0 * * *"}', '{"run":{"cpus":2}}')).toBeUndefined();
	});

	it('only the one that the patch names', () => {
		const one = patchedText(
			new SourceText(file),
			settings('[{"job": "b", "patch": {"run": {"cpus": 2}}}]'),
			new Map(),
			'file',
		);
		expect(JSON.parse(one?.source.text ?? '')[0]).toEqual({ id: 'a', run: {} });
		expect(one?.changes.map(({ pointer }) => pointer)).toEqual(['/1/job/run/cpus']);
	});

	it('none of a file that is broken', () => {
		expect(patched('{"id":"a","run":{"cpus":1,}}', '{"run":{"cpus":2}}')).toBeUndefined();
	});

	it('and a patch that changes nothing leaves the file as it is', () => {
		expect(patched('{"id":"a"}', '{"description":null}')).toBeUndefined();
	});
});

describe('where a place of a patched job really is', () => {
	const job = '{"id": "a", "run": {"cmd": "x", "env": {"A": "1"}, "mem": 32}, "labels": {}}';
	const list =
		'[{"patch": {"run": {"cmd": "yy", "env": {"B": "2"}, "disk": [{"deep": 7}]}}}, {"patch": {"run": {"mem": null}}}]';
	const text = patchedText(new SourceText(job), settings(list), new Map(), 'file')!;

	function at(pointer: string, wanted: string): string {
		const start = text.source.text.indexOf(wanted);
		const place = truePlace(text, pointer, { start, end: start + wanted.length });
		const from = place.file === undefined ? job : list;
		return `${place.file ?? 'job'} ${place.pointer} ${from.slice(place.span?.start, place.span?.end)}`;
	}

	it.each([
		['/id', '"a"', 'job /id "a"'],
		['/run/env/A', '"1"', 'job /run/env/A "1"'],
		['/labels', '{}', 'job /labels {}'],
		['/run/cmd', '"yy"', 'config.json /0/patch/run/cmd "yy"'],
		// The key is the author's, but what it stands for is not.
		['/run/cmd', '"cmd"', 'config.json /0/patch/run/cmd "cmd"'],
		['/run/env/B', '"B"', 'config.json /0/patch/run/env/B "B"'],
		['/run/disk/0/deep', '7', 'config.json /0/patch/run/disk/0/deep 7'],
		['/run', '"disk"', 'config.json /0/patch/run/disk "disk"'],
		// What a patch took away is missing because of the patch.
		['/run/mem', '"run"', 'config.json /1/patch/run/mem "mem"'],
	])('%s at %s: %s', (pointer, wanted, expected) => {
		expect(at(pointer, wanted)).toBe(expected);
	});

	it('every character of a patched text is one of its files', () => {
		for (let offset = 0; offset < text.source.text.length; offset++) {
			const { file, offset: there } = text.pieces.originOf(offset);
			const from = file === undefined ? job : list;
			const sign = text.source.text.charAt(offset);
			if (!', :'.includes(sign)) expect(from.charAt(there)).toBe(sign);
		}
	});
});
