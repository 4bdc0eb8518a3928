import { describe, expect, it } from 'vitest';
import type { ClientCapabilities } from 'vscode-languageserver-protocol';
import { codeLenses } from '../../server/features/code-lens.ts';
import { inlayHints, readHintSettings } from '../../server/features/inlay-hints.ts';
import { analysisOf, clientWith } from './analysis.ts';

const TEXT = `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./load",
    "env": { "A": { "secret": "db" }, "B": { "secret": "db" } },
    "secrets": { "db": { "source": "etl/db" }, "old": { "source": "etl/old" } },
    "restart": { "policy": "ON_FAILURE" }
  },
  "schedules": [{ "id": "a", "cron": "30 4 * * *", "timezone": "Europe/Berlin" }]
}
`;

const NOW = Date.UTC(2026, 5, 1, 0, 30);

function lenses(text: string, capabilities: ClientCapabilities = {}) {
	return codeLenses(analysisOf(text), NOW, clientWith(capabilities)).lenses;
}

describe('code lenses', () => {
	it('count the uses of each secret and tell the next run', () => {
		expect(lenses(TEXT).map(({ command, range }) => [range.start.line, command?.title])).toEqual([
			[5, '2 uses'],
			[5, 'not used'],
			[8, 'next run in 2 h (2026-06-01 04:30 Europe/Berlin)'],
		]);
	});

	it('say so where there are no runs', () => {
		const disabled = TEXT.replace('"id": "a",', '"id": "a", "enabled": false,');
		expect(lenses(disabled).at(-1)?.command?.title).toBe('disabled: no runs');
		expect(lenses(TEXT.replace('30 4 * * *', '30 4 * * * 2020')).at(-1)?.command?.title).toBe(
			'no further run',
		);
	});

	it('have commands only where the client has them', () => {
		expect(lenses(TEXT).every(({ command }) => command?.command === '')).toBe(true);
		const commands = ['metronome-jobs.runInEmulator', 'metronome-jobs.showReferences'];
		const all = lenses(TEXT, { experimental: { commands } });
		expect(all[0]?.command).toMatchObject({
			title: 'Run in the emulator',
			arguments: [expect.any(String), 'etl.load'],
		});
		expect(all[1]?.command).toMatchObject({ command: 'metronome-jobs.showReferences' });
		expect(lenses(TEXT, { experimental: 7 })).toHaveLength(3);
	});

	it('stay away from other documents', () => {
		expect(lenses('{ "scripts": {} }')).toEqual([]);
	});
});

describe('inlay hints', () => {
	const RANGE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
	const hints = (settings: unknown, range = RANGE) =>
		inlayHints(analysisOf(TEXT), range, readHintSettings(settings)).map(({ position, label }) => [
			position.line,
			label,
		]);

	it('tell what an expression means', () => {
		expect(hints(undefined)).toEqual([[8, 'at 04:30 every day']]);
		expect(hints({ cron: false })).toEqual([]);
	});

	it('tell the defaults only to someone who wants them', () => {
		const all = hints({ defaults: true });
		expect(all).toContainEqual([
			8,
			'startingDeadlineSeconds: 900, concurrencyPolicy: "ALLOW", enabled: true',
		]);
		expect(all).toContainEqual([6, 'gpus: 0, maxLaunchDelay: 3600']);
	});

	it('are those of the range', () => {
		expect(
			hints({ defaults: true }, { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } }),
		).toEqual([]);
	});

	it.each([[null], [7], [{ cron: 'yes' }]])('take %j for unset', section => {
		expect(readHintSettings(section)).toEqual({ cron: true, defaults: false });
	});
});
