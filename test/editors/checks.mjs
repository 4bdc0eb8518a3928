// What an editor was seen to do, one check after the other.

/** Collects the checks of one editor. A failed one does not stop the others. */
export class Checks {
	results = [];

	/** `shown`: what was seen instead, for whoever reads the failure. */
	is(name, passed, shown) {
		this.results.push({ name, passed: passed === true, shown: passed === true ? undefined : shown });
	}

	/** `act` gives true, or throws or gives what was seen instead. */
	async try(name, act) {
		try {
			const seen = await act();
			this.is(name, seen === true, seen);
		} catch (error) {
			this.is(name, false, error instanceof Error ? error.message : error);
		}
	}

	add(results) {
		for (const { name, passed, shown } of results) this.is(name, passed, shown);
	}

	get passed() {
		return this.results.filter(result => result.passed).length;
	}

	get failed() {
		return this.results.filter(result => !result.passed);
	}
}

/** This editor cannot be had on this machine: said loudly, and no failure. */
export class Skipped extends Error {}
