import { isAtLeast, version } from '../core/version.ts';
import { type Answer, json, text } from './answers.ts';
import type { Operation } from './router.ts';
import type { State } from './state.ts';

/** The Marathon inside every Metronome from 0.6.11 on. Source: Metronome `changelog.md`, `project/Dependencies.scala`. */
const LIBRARY_VERSION = '1.7.202';

/** `/info` has a config from here on (facts: metronome-and-dcos §4). */
const CONFIG_SINCE = version('0.6.53');

/** What the server tells everybody of itself; undefined for every other route. */
export function serverAnswer(state: State, operation: Operation): Answer | undefined {
	switch (operation) {
		case 'ping':
			return text('pong');
		case 'info': {
			const config = isAtLeast(state.version, CONFIG_SINCE) ? { config: {} } : {};
			const info = { version: state.version.text, libVersion: LIBRARY_VERSION, ...config };
			return json(200, JSON.stringify(info));
		}
		case 'leader':
			return json(200, JSON.stringify({ leader: state.leader() }));
		case 'metrics':
			return json(200, metricsText(state));
		default:
			return undefined;
	}
}

/** Only the metrics of runs, which are all that the emulator knows. Source of the names: JobRunServiceActor.scala. */
function metricsText(state: State): string {
	const { started, failed, active } = state.runs.counts();
	return JSON.stringify({
		counters: {
			'metronome.jobs.started.counter': { count: started },
			'metronome.jobs.failed.counter': { count: failed },
		},
		gauges: { 'metronome.jobs.active.gauge': { value: active } },
	});
}
