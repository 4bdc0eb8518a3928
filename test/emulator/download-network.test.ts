import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { DOWNLOAD_LIMITS, download } from '../../emulator/download.ts';
import { reply, serve } from '../../stores/fakes/loopback.ts';
import { startProxy } from '../network/proxy.ts';
import { temporaryTree, textIn } from '../temporary-tree.ts';

const HOST = 'artifacts.cluster.test';
const { http_proxy: before } = process.env;

afterEach(() => {
	if (before === undefined) delete process.env['http_proxy'];
	else process.env['http_proxy'] = before;
});

it('fetches an artifact through the proxy of the environment, the only way to its host', async () => {
	const { url, close } = await serve((_, response) => reply(response, 200, 'echo tool', 'text/plain'));
	const folder = temporaryTree({});
	const fetched = (name: string) =>
		download(`http://${HOST}/${name}`, join(folder, name), DOWNLOAD_LIMITS, AbortSignal.timeout(10_000));
	try {
		const proxy = await startProxy({ hosts: { [HOST]: Number(new URL(url).port) } });
		await expect(fetched('straight.sh')).rejects.toThrow('it cannot be fetched');
		process.env['http_proxy'] = proxy.url;
		await fetched('tool.sh');
		expect(textIn(folder, 'tool.sh')).toBe('echo tool');
		expect(proxy.asked).toEqual([`${HOST}:80`]);
	} finally {
		await close();
	}
});
