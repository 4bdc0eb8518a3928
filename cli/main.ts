import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Exit, type Io, widthOf } from './io.ts';
import { run } from './program.ts';

const io: Io = {
	cwd: process.cwd(),
	env: process.env,
	out: {
		write: text => void process.stdout.write(text),
		isTerminal: process.stdout.isTTY === true,
		width: widthOf(process.stdout.columns),
	},
	err: {
		write: text => void process.stderr.write(text),
		isTerminal: process.stderr.isTTY === true,
		width: widthOf(process.stderr.columns),
	},
	stdin: () => readFileSync(0, 'utf8'),
	// Not `process.stdin`: touching it makes the descriptor one that cannot be waited for, which `stdin` above does.
	...(isatty(0) && process.stderr.isTTY === true && { ask }),
	now: () => Date.now(),
};

async function ask(question: string): Promise<string> {
	const { createInterface } = await import('node:readline/promises');
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return await terminal.question(question);
	} finally {
		terminal.close();
	}
}

// A reader that goes away (`| head`) is no error of ours: what was found stays the exit code.
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') return;
		process.exitCode = Exit.io;
		if (stream === process.stdout) {
			process.stderr.write(
				`metronome-jobs: the output could not be written: ${error.code ?? error.message}\n`,
			);
		}
	});
}

const code = run(process.argv.slice(2), io);
if (typeof code === 'number') process.exitCode = code;
else {
	void code.then(late => {
		process.exitCode ||= late;
	});
}
