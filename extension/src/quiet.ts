/** Calls `act` once calls have stopped for `ms` milliseconds; `dispose` forgets what is planned. */
export function whenQuiet(ms: number, act: () => void): (() => void) & { dispose(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const call = (): void => {
		clearTimeout(timer);
		timer = setTimeout(act, ms);
	};
	return Object.assign(call, { dispose: () => clearTimeout(timer) });
}
