// Changes jobs in a directory as fast as it can, and tells on its output of each change that is stored.
//   node journal-writer.mjs BUNDLE DIRECTORY NAME
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, directory, name] = process.argv.slice(2);
const { Metronome, openDurable, version } = await import(pathToFileURL(bundle).href);

// So small that it is replaced all the time.
const durable = await openDurable({ directory, now: Date.now, log: () => undefined, rotateAt: 20_000 });
const metronome = new Metronome({
	version: version('0.6.70'),
	now: Date.now,
	jobChanged: durable.jobChanged,
	runChanged: durable.runChanged,
	saved: durable.saved,
});
durable.follow(() => metronome.savedState());

const JOBS = 30;
const headers = { 'content-type': 'application/json' };

function put(id, mem) {
	const body = JSON.stringify({ id, run: { cpus: 1, mem, disk: 0, cmd: 'true' } });
	const created = metronome.handle({ method: 'POST', target: '/v1/jobs', headers, body });
	if (created.status === 409) {
		metronome.handle({ method: 'PUT', target: `/v1/jobs/${id}`, headers, body });
	}
}

for (let count = 0; ; count++) {
	const id = `${name}-${count % JOBS}`;
	const mem = 32 + count;
	put(id, mem);
	durable.whenDurable(isDurable => {
		if (isDurable) writeSync(1, `${id} ${mem}\n`);
	});
	if (count % 7 === 0) await new Promise(resolve => durable.whenDurable(resolve));
}
