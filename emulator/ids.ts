import { randomInt, randomUUID } from 'node:crypto';

/** Where run ids and the unique part of task ids come from. */
export interface Ids {
	/** `now`: ms since 1970. */
	run(now: number): string;
	task(): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_SIGNS = 5;

/** `20261120120000aB3xY`. Source: Metronome JobRunId.scala. */
export const RANDOM_IDS: Ids = {
	run(now) {
		const second = new Date(now).toISOString().slice(0, 19).replaceAll(/\D/g, '');
		const signs = Array.from({ length: RANDOM_SIGNS }, () =>
			ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length)),
		);
		return second + signs.join('');
	},
	task: randomUUID,
};
