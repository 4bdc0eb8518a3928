import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SPECTRAL_RULES = `{
	"rules": {
		"job-has-id": { "given": "$", "then": { "field": "id", "function": "truthy" } },
		"run-has-cpus": { "given": "$.run", "then": { "field": "cpus", "function": "truthy" } }
	}
}
`;
const SECRETLINT_RULES = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] };
const PYTHON_PEERS = ['check-jsonschema==0.39.0', 'detect-secrets==1.5.0'];

/**
 * Other tools and the command of each over the job files of a folder. `command` undefined: it cannot run here; `cited` is
 * what it took on such files on another machine, in ms (the issue that set the budgets).
 */
export function peers(jobs, folder, root) {
	const modules = join(root, 'test/peers/node_modules');
	const spectral = join(folder, 'spectral.json');
	const secretlint = join(folder, 'secretlint.json');
	writeFileSync(spectral, SPECTRAL_RULES);
	writeFileSync(secretlint, JSON.stringify(SECRETLINT_RULES));
	const python = pythonPeers(folder);
	const files = readdirSync(jobs).map(name => join(jobs, name));
	const schema = join(root, 'schemas/job.schema.json');
	return [
		{
			name: 'check-jsonschema, schema alone',
			cited: 560,
			command: inPython(python, 'check-jsonschema', ['--schemafile', schema, ...files]),
		},
		{
			name: 'spectral, two toy rules',
			cited: 2500,
			command: inNode(join(modules, '@stoplight/spectral-cli/dist/index.js'), [
				'lint',
				join(jobs, '*.json'),
				'-r',
				spectral,
				'--quiet',
			]),
		},
		{
			name: 'detect-secrets, secrets alone',
			cited: 11_000,
			command: inPython(python, 'detect-secrets', ['scan', '--all-files', '.']),
		},
		{
			name: 'secretlint, secrets alone',
			cited: 13_000,
			command: inNode(join(modules, 'secretlint/bin/secretlint.js'), ['--secretlintrc', secretlint, '**/*']),
		},
	];
}

function inNode(script, args) {
	return existsSync(script) ? [process.execPath, script, ...args] : undefined;
}

function inPython(bin, name, args) {
	return bin === undefined ? undefined : [join(bin, name), ...args];
}

/** The folder of the tools written in Python, installed beside the job files; undefined where that cannot be done. */
function pythonPeers(folder) {
	const home = join(folder, 'python');
	const bin = join(home, 'bin');
	const steps = [
		['python3', ['-m', 'venv', home]],
		[join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PYTHON_PEERS]],
	];
	const done = steps.every(([command, args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0);
	return done ? bin : undefined;
}
