import type { Api, ApiWrite, Reply } from '../../deploy/api.ts';
import type { Metronome } from '../../emulator/metronome.ts';

export const ADDRESS = 'http://127.0.0.1:9000';

/** An {@link Api} that asks an emulator without a network. */
export function inProcess(metronome: Pick<Metronome, 'handle'>, sent: Record<string, string> = {}): Api {
	const ask = async (method: string, target: string, body?: string): Promise<Reply> => {
		const headers = body === undefined ? sent : { ...sent, 'content-type': 'application/json' };
		const { status, type, body: text } = metronome.handle({ method, target, headers, body });
		return { kind: 'answer', status, json: type?.startsWith('application/json') === true, body: text };
	};
	const embeds = '?embed=schedules&embed=activeRuns';
	return {
		address: ADDRESS,
		info: () => ask('GET', '/info'),
		listJobs: () => ask('GET', `/v1/jobs${embeds}`),
		getJob: id => ask('GET', `/v1/jobs/${id}${embeds}`),
		getSchedules: id => ask('GET', `/v1/jobs/${id}/schedules`),
		getHistory: id => ask('GET', `/v1/jobs/${id}?embed=activeRuns&embed=history`),
		getRun: (id, runId) => ask('GET', `/v1/jobs/${id}/runs/${runId}`),
		write: ({ method, path, body }: ApiWrite) => ask(method, path, body),
	};
}
