import { describe, expect, it } from 'vitest';
import { applyEdits } from '../edit.ts';
import { valueIn } from '../json.ts';
import { parseJson } from '../json-parser.ts';
import { SourceText } from '../text.ts';
import { declareSecret } from './declare.ts';

/** The text after `db` has been declared with the source `etl/db`; undefined where that cannot be done. */
function declared(text: string): string | undefined {
	const run = valueIn(parseJson(text).root, 'run');
	if (run?.kind !== 'object') throw new Error('no run');
	const edit = declareSecret(run, 'db', 'etl/db', new SourceText(text));
	return edit === undefined ? undefined : applyEdits(text, [edit]);
}

describe('declaring a secret', () => {
	it.each([
		[
			'a compact file',
			'{"run":{"cmd":"x","cpus":1}}',
			'{"run":{"cmd":"x","cpus":1,"secrets":{"db":{"source":"etl/db"}}}}',
		],
		[
			'a run on one line',
			'{ "run": { "cmd": "x" } }',
			'{ "run": { "cmd": "x", "secrets": { "db": { "source": "etl/db" } } } }',
		],
		[
			'a run on several lines',
			'{\n    "run": {\n        "cmd": "x"\n    }\n}',
			'{\n    "run": {\n        "cmd": "x",\n        "secrets": {\n            "db": { "source": "etl/db" }\n        }\n    }\n}',
		],
		[
			'a list of secrets',
			'{\n  "run": {\n    "secrets": {\n      "a": { "source": "a" }\n    }\n  }\n}',
			'{\n  "run": {\n    "secrets": {\n      "a": { "source": "a" },\n      "db": { "source": "etl/db" }\n    }\n  }\n}',
		],
		['an empty list of secrets', '{"run":{"secrets":{}}}', '{"run":{"secrets":{"db": {"source":"etl/db"}}}}'],
	])('follows the style of %s', (_, text, after) => {
		expect(declared(text)).toBe(after);
	});

	it.each(['{"run":{"secrets":[]}}', '{"run":{"secrets":{"db":{}}}}'])('is not done in %s', text => {
		expect(declared(text)).toBeUndefined();
	});
});
