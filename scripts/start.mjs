// npm start: the main job on the example repository, as its team and its reviewers would see it.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'dist/cli.cjs');
const NOW = '2026-11-20T12:00:00Z';

function show(about, args, wanted) {
	console.log(`\n\x1b[1m${about}\x1b[0m`.replace(/\x1b\[\d+m/g, process.stdout.isTTY ? '$&' : ''));
	console.log(`$ metronome-jobs ${args.join(' ')}\n`);
	const { status } = spawnSync(process.execPath, [cli, ...args], {
		cwd: join(root, 'examples'),
		stdio: 'inherit',
	});
	if (status !== wanted) {
		console.error(`expected exit code ${wanted}, got ${status}`);
		process.exitCode = 1;
	}
}

show('The jobs of the example team, judged as DC/OS 2.2 judges them', ['check', '--now', NOW], 0);
show('When they run next', ['next', 'jobs/report', '--from', NOW, '--count', '2'], 0);
show('Who uses which secret', ['secrets'], 0);
show(
	'A new job in a pull request, as its reviewer sees it',
	['check', 'review/tariff-import.json', '--now', NOW],
	1,
);
