// npm run new-rule NAME: the skeleton of a rule, with its fixtures and its entry in the registry.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [code] = process.argv.slice(2);
if (code === undefined || !/^[a-z]+(-[a-z]+)*$/.test(code)) {
	console.error('usage: npm run new-rule NAME    NAME in kebab-case, such as cron-invalid');
	process.exit(2);
}
const name = code.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const file = join('core/rules', `${code}.ts`);
if (existsSync(file)) {
	console.error(`${file} is there already`);
	process.exit(2);
}

writeFileSync(
	file,
	`import type { Rule } from '../rule.ts';

export const ${name}: Rule = {
	meta: {
		code: '${code}',
		consequence: 'risk',
		summary: 'One sentence without a full stop',
		why: 'What the server does, and why it matters.',
		remedy: 'What to do about it.',
		fix: 'none',
		sources: ['the recording, source file or page that proves it'],
		examples: [
			{ title: 'What is wrong here', text: '{ "id": "a", "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" } }\\n' },
			{
				title: 'And what is fine',
				silent: true,
				text: '{ "id": "a", "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" } }\\n',
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		if (job.id === '${code}') report({ at: job.node, message: 'What is wrong, why at the server, what to do.' });
	},
};
`,
);
const fixtures = join('test/rules', code);
mkdirSync(fixtures, { recursive: true });
const job = '{\n  "id": "team.job",\n  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "true" }\n}\n';
writeFileSync(join(fixtures, 'valid.json'), job);
writeFileSync(join(fixtures, 'invalid.json'), job);

const registry = 'core/rules/registry.ts';
const text = readFileSync(registry, 'utf8');
const withImport = text.replace(/(\n\n\/\*\*)/, `\nimport { ${name} } from './${code}.ts';$1`);
writeFileSync(registry, withImport.replace(/,?\s*\];\s*$/, `,\n\t${name},\n];\n`));

console.log(`${file}: say what the rule is and what it checks
${fixtures}/: files it must find something in, and files it must be silent on
${registry}: the rule stands last, move it to its kin
then: npm run generate && npm test`);
