// Preloaded into a measured process: writes its peak resident memory, in KiB, to the file that BENCH_PEAK_FILE names.
process.on('exit', () => {
	require('node:fs').writeFileSync(process.env.BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS));
});
