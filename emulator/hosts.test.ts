import { describe, expect, it } from 'vitest';
import { hostInUrl, isLoopback, isWelcome } from './hosts.ts';

describe('hosts', () => {
	it('of the loopback interface are known by their address or name', () => {
		expect(['127.0.0.1', '127.8.0.1', '::1', 'localhost'].map(isLoopback)).toEqual([true, true, true, true]);
		expect(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.example.com', '127.x', ''].map(isLoopback)).toEqual(
			Array(6).fill(false),
		);
		expect([hostInUrl('::1'), hostInUrl('127.0.0.1')]).toEqual(['[::1]', '127.0.0.1']);
	});

	it('take on loopback only requests for this machine, and writes only from its own pages', () => {
		for (const host of ['127.0.0.1:9000', 'localhost', '[::1]:9000']) {
			expect(isWelcome('127.0.0.1', { host }, 'POST')).toBe(true);
		}
		expect(isWelcome('127.0.0.1', { host: 'evil.example:9000' }, 'GET')).toBe(false);
		expect(isWelcome('127.0.0.2', { host: '127.0.0.2:9000' }, 'GET')).toBe(true);
		const origin = (from: string) => ({ host: '127.0.0.1:9000', origin: from });
		expect(isWelcome('127.0.0.1', origin('https://evil.example'), 'POST')).toBe(false);
		expect(isWelcome('127.0.0.1', origin('https://evil.example'), 'GET')).toBe(true);
		expect(isWelcome('127.0.0.1', origin('http://localhost:3000'), 'POST')).toBe(true);
	});

	it('take elsewhere addresses and names of the own network, never a name that anybody can point here', () => {
		for (const host of ['192.168.1.2:9000', 'metronome:9000', '[fe80::1]:9000', 'box.example.com:9000']) {
			expect(isWelcome('box.example.com', { host }, 'POST')).toBe(true);
		}
		expect(isWelcome('0.0.0.0', { host: 'evil.example:9000' }, 'GET')).toBe(false);
		const host = '192.168.1.2:9000';
		expect(isWelcome('0.0.0.0', { host, origin: 'http://evil.example' }, 'POST')).toBe(false);
		expect(isWelcome('0.0.0.0', { host, origin: `http://${host}` }, 'POST')).toBe(true);
	});
});
