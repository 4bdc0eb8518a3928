import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaUrl } from '../../core/project.ts';
import { Exit, type Io, UsageError } from '../io.ts';

const SCHEMAS: Readonly<Record<string, string>> = {
	job: 'a job definition',
	'job-file': 'a job file: a job, a list of jobs, or a job beside its schedule',
	schedule: 'a schedule',
	config: 'metronome-jobs.json',
	findings: 'what check -f json prints',
	plan: 'the plan file that plan -o writes',
};

/** `schema NAME`: prints a published schema; without a name lists them. */
export function schema(name: string | undefined, io: Io): number {
	if (name === undefined) {
		for (const [key, what] of Object.entries(SCHEMAS)) {
			io.out.write(`${key.padEnd(10)} ${what}\n${' '.repeat(11)}${schemaUrl(`${key}.schema.json`)}\n`);
		}
		return Exit.fine;
	}
	if (!Object.hasOwn(SCHEMAS, name)) {
		throw new UsageError(`There is no schema '${name}'; there are ${Object.keys(SCHEMAS).join(', ')}.`);
	}
	io.out.write(readFileSync(join(import.meta.dirname, '../schemas', `${name}.schema.json`), 'utf8'));
	return Exit.fine;
}
