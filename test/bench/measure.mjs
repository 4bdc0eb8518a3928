import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const preload = new URL('./peak-memory.cjs', import.meta.url).pathname;

/**
 * Runs a Node command as a whole process, `runs` times after one run that does not count.
 * Gives medians: wall clock in ms, peak resident memory in MiB. Throws on an exit code that is not among `codes`.
 */
export function measure(args, { runs = 5, cwd, codes = [0] }) {
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
	const peakFile = join(folder, 'peak');
	const walls = [];
	const peaks = [];
	for (let run = -1; run < runs; run++) {
		const start = performance.now();
		const child = spawnSync(process.execPath, args, {
			cwd,
			env: { ...process.env, NODE_OPTIONS: `--require ${preload}`, BENCH_PEAK_FILE: peakFile, NO_COLOR: '1' },
			maxBuffer: 1 << 28,
			timeout: 120_000,
		});
		const wall = performance.now() - start;
		if (!codes.includes(child.status)) {
			throw new Error(`exit ${child.status}: ${args.join(' ')}\n${child.stderr.toString().slice(0, 2000)}`);
		}
		if (run < 0) continue;
		walls.push(wall);
		peaks.push(Number(readFileSync(peakFile, 'utf8')) / 1024);
	}
	rmSync(folder, { recursive: true });
	return { wall: median(walls), peak: median(peaks) };
}

/** The wall clock of one run of any command, in ms. Throws on an exit code that is not among `codes`. */
export function wallOf([command, ...args], { cwd, codes }) {
	const start = performance.now();
	const child = spawnSync(command, args, { cwd, maxBuffer: 1 << 28, timeout: 300_000 });
	const wall = performance.now() - start;
	if (codes.includes(child.status)) return wall;
	throw new Error(`exit ${child.status}: ${command}\n${String(child.stderr).slice(0, 2000)}`);
}

/** Runs two commands in turn, so that a slower minute of the machine hits both. */
export function compare(ours, theirs, options) {
	const runs = options.runs ?? 5;
	const pairs = Array.from({ length: runs }, () => ({
		ours: measure(ours, { ...options, runs: 1 }),
		theirs: measure(theirs, { ...options, runs: 1 }),
	}));
	return {
		ours: {
			wall: median(pairs.map(pair => pair.ours.wall)),
			peak: median(pairs.map(pair => pair.ours.peak)),
		},
		theirs: {
			wall: median(pairs.map(pair => pair.theirs.wall)),
			peak: median(pairs.map(pair => pair.theirs.peak)),
		},
		ratio: median(pairs.map(pair => pair.ours.wall / pair.theirs.wall)),
	};
}

export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[sorted.length >> 1];
}
