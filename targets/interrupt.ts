/**
 * Does work that Ctrl-C, or the end of the terminal, asks to stop: the signal is aborted at the first one, and what is
 * begun can be finished; a second one ends the process as it would without this.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const controller = new AbortController();
	const stop = (): void => {
		controller.abort();
		forget();
	};
	const forget = (): void => {
		for (const name of SIGNALS) process.off(name, stop);
	};
	for (const name of SIGNALS) process.on(name, stop);
	try {
		return await work(controller.signal);
	} finally {
		forget();
	}
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
