import { CONSTRAINT } from '../definition/run.ts';
import { propertyOf } from '../definition/type.ts';
import { removeItem } from '../edit.ts';
import { objectsOf } from '../job.ts';
import { memberOf, stringIn, valueIn } from '../json.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

/** A constraint with any other operator is refused as it is. */
const operatorType = propertyOf(CONSTRAINT, 'operator')?.type;
const OPERATORS = new Set(
	operatorType?.kind === 'string' ? operatorType.values?.map(({ value }) => value) : [],
);

export const constraintWithoutValue: Rule = {
	meta: {
		code: 'constraint-without-value',
		consequence: 'ignored',
		summary: 'A placement constraint has no value and is never applied',
		why: 'Metronome takes a constraint without `value`, stores it, and leaves it out when it starts a run: the task may land on any agent.',
		remedy: 'Add the `value` that the attribute is to be compared with, or remove the constraint.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01501, v1-01505',
			'Metronome MarathonImplicits.scala: ConstraintSpecToProto',
			'facts: server-behaviour row 16',
		],
		examples: [
			{
				title: 'A rack nobody names',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "placement": {
      "constraints": [
        { "attribute": "@region", "operator": "IS", "value": "eu-central" },
        { "attribute": "rack", "operator": "LIKE" }
      ]
    }
  }
}
`,
			},
			{
				title: 'Every constraint has a value',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "placement": {
      "constraints": [
        { "attribute": "rack", "operator": "LIKE", "value": "r[1-3]" }
      ]
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		for (const constraint of objectsOf(valueIn(valueIn(job.run, 'placement'), 'constraints'))) {
			const attribute = stringIn(valueIn(constraint, 'attribute'));
			const operator = stringIn(valueIn(constraint, 'operator'));
			if (attribute === undefined || operator === undefined) continue;
			if (memberOf(constraint, 'value') !== undefined || !OPERATORS.has(operator)) continue;
			report({
				at: constraint,
				message: `The constraint ${operator} on ${quoted(attribute)} has no 'value': Metronome stores it and never applies it, so the task may land on any agent. Add the value, or remove the constraint.`,
				unnecessary: true,
				fix: () => {
					const edit = removeItem(constraint, source);
					return edit === undefined ? null : { title: 'Remove the constraint', safe: false, edits: [edit] };
				},
			});
		}
	},
};
