// npm start: the main job on the example repository, from the check to a run with its secrets, as its team would see it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'dist/cli.cjs');
const cwd = join(root, 'examples');
const NOW = '2026-11-20T12:00:00Z';
const JOB = 'tide.infra.secrets-check';
const PATIENCE_MS = 20_000;

/** What the example secrets plugin wants of the emulator's environment. */
const SECRETS = {
	METRONOME_FEATURES_ENABLE: 'secrets',
	METRONOME_PLUGIN_DIR: 'plugin',
	METRONOME_PLUGIN_CONF: 'plugin/plugin-conf.json',
};

// Nothing of this stays: neither plans nor their key.
const state = mkdtempSync(join(tmpdir(), 'metronome-jobs-start-'));
const env = { ...process.env, XDG_STATE_HOME: state };

function title(text) {
	console.log(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
}

/** What an emulator logs; while a command writes, its lines wait, so that neither is written into the other's. */
const emulatorLog = {
	waiting: [],
	held: false,
	write(line) {
		this.waiting.push(`  emulator: ${line}`);
		if (!this.held) this.release();
	},
	hold() {
		this.held = true;
	},
	release() {
		this.held = false;
		for (const line of this.waiting.splice(0)) console.log(line);
	},
};

async function show(about, args, { wanted = 0, more = {} } = {}) {
	title(about);
	console.log(`$ metronome-jobs ${args.join(' ').replace(`${state}/`, '')}\n`);
	emulatorLog.hold();
	const child = spawn(process.execPath, [cli, ...args], {
		cwd,
		stdio: 'inherit',
		env: { ...env, ...more },
		timeout: PATIENCE_MS,
	});
	const [status] = await once(child, 'exit');
	emulatorLog.release();
	if (status !== wanted) {
		console.error(`expected exit code ${wanted}, got ${status}`);
		process.exitCode = 1;
	}
}

/** Starts an emulator; gives its address and what ends it. */
async function emulator(settings) {
	const child = spawn(process.execPath, [cli, 'emulator', '--port', '0', '--ignore-image'], {
		cwd,
		env: { ...env, ...settings },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const lines = createInterface({ input: child.stdout });
	const url = await new Promise((resolve, reject) => {
		child.once('exit', code => reject(new Error(`the emulator ended with ${code}`)));
		lines.on('line', line => {
			const found = /^Metronome \S+ at (\S+)/.exec(line)?.[1];
			if (found !== undefined) resolve(found);
			emulatorLog.write(line.replace(/^\S+Z /, ''));
		});
	});
	return {
		url,
		async end() {
			child.removeAllListeners('exit');
			const ended = once(child, 'exit');
			child.kill('SIGTERM');
			await ended;
		},
	};
}

/** A cluster of one's own: plan, deploy, and a run. */
async function cluster(settings, steps) {
	const running = await emulator(settings);
	try {
		await steps({ more: { METRONOME_JOBS_EMULATOR_URL: running.url } });
	} finally {
		await running.end();
	}
}

try {
	await show('The jobs of the example team, judged as DC/OS 2.2 judges them', ['check', '--now', NOW]);
	await show('When they run next', ['next', 'jobs/report', '--from', NOW, '--count', '2']);
	await show('Who uses which secret', ['secrets']);
	await show(
		'A new job in a pull request, as its reviewer sees it',
		['check', 'review/tariff-import.json', '--now', NOW],
		{ wanted: 1 },
	);
	title('A Metronome on this machine, with a secrets plugin');
	await cluster(SECRETS, async at => {
		const plan = join(state, 'plan.json');
		await show(
			'What a deploy of one job would change',
			['plan', '--target', 'emulator', '--only', JOB, '-o', plan],
			at,
		);
		await show('Do exactly that', ['deploy', plan, '--target', 'emulator'], at);
		await show('Run it: an environment secret and a file secret reach the task', runIt(), at);
	});
	title('The same without the feature: accepted, and nothing reaches the task');
	await cluster({}, async at => {
		await show('Deploy it', ['deploy', '--target', 'emulator', '--only', JOB, '--yes'], at);
		await show('Run it', runIt(), at);
	});
} finally {
	rmSync(state, { recursive: true, force: true });
}

function runIt() {
	return ['run', JOB, '--target', 'emulator', '--follow', '--timeout', '15s'];
}
