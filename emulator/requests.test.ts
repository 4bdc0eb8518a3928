import { describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../core/version.ts';
import { Metronome } from './metronome.ts';
import { decodeSegment } from './path-segment.ts';
import { isJsonType, readBody, readEmbeds, readQuery, readStop } from './requests.ts';

const metronome = new Metronome({ version: NEWEST_VERSION, now: () => 0 });
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a content type', () => {
	it.each([
		'application/json',
		'TEXT/JSON',
		'application/json;charset=utf-8',
		'application/json; a="b;c"; d=e',
	])('%s is JSON', type => {
		expect(isJsonType({ 'content-type': type })).toBe(true);
	});

	it.each(['application/json;', 'application/json; charset', 'application/jsonp', 'text/plain', ''])(
		"'%s' is none",
		type => {
			expect(isJsonType({ 'content-type': type })).toBe(false);
		},
	);
});

describe('a query', () => {
	it.each([
		['embed=,', 0],
		['embed=schedules,,', 1],
		['embed=history&embed=activeRuns,history', 2],
		['other=x', 0],
	])('%s wants %i parts of a job', (query, count) => {
		expect(readEmbeds(readQuery(query))?.size).toBe(count);
	});

	it.each(['embed', 'embed=', 'embed=,schedules', 'embed=constructor'])('%s is refused', query => {
		expect(readEmbeds(readQuery(query))).toBeUndefined();
	});

	it.each([
		['', false],
		['stopCurrentJobRuns=true', true],
		['stopCurrentJobRuns=%201', true],
		['stopCurrentJobRuns=0&stopCurrentJobRuns=true', false],
		['stopCurrentJobRuns=2', undefined],
		['stopCurrentJobRuns=', undefined],
		['stopCurrentJobRuns=1.0', undefined],
	])("'%s' means %s", (query, stop) => {
		expect(readStop(readQuery(query))).toBe(stop);
	});
});

describe('a segment of a path', () => {
	it.each([
		['a%2Fb', 'a/b'],
		['a+b', 'a+b'],
		['%F0%9F%9A%80', '🚀'],
		['%ff', '\uFFFD'],
	])('%s is read as %s', (raw, text) => {
		expect(decodeSegment(raw)).toEqual({ text });
	});

	it.each([
		['a%', 'Cannot decode a%: % at end of string'],
		['a%4', 'Cannot decode a%4: incomplete percent encoding at end of string'],
		['a%zz', 'Cannot decode a%zz: expected hex digit at position 3.'],
		['a%4z', 'Cannot decode a%4z: expected hex digit at position 4.'],
		['a^', 'Cannot decode a^: illegal character at position 2.'],
	])('%s is refused', (raw, message) => {
		expect(decodeSegment(raw)).toEqual({ problem: message });
		expect(
			metronome.handle({ method: 'GET', target: `/v1/jobs/${raw}`, headers: {}, body: undefined }).status,
		).toBe(400);
	});
});

describe('a body', () => {
	it('may have as many bytes as Play takes, and not one more', () => {
		expect(readBody('x'.repeat(102_400)).kind).toBe('text');
		expect(readBody('ä'.repeat(51_201)).kind).toBe('too-large');
		expect(readBody(Buffer.alloc(102_400, ' ')).kind).toBe('text');
		expect(readBody(Buffer.alloc(102_401, ' ')).kind).toBe('too-large');
	});

	it('that is too large is refused before it is read, and after its content type', () => {
		const body = Buffer.alloc(102_401, '{');
		const send = (headers: Record<string, string>) =>
			metronome.handle({ method: 'POST', target: '/v1/jobs', headers, body });
		expect(send(JSON_TYPE)).toMatchObject({
			status: 413,
			body: '{"message":"Request Entity Too Large","requestPath":"/v1/jobs"}',
		});
		expect(send({ 'content-type': 'text/plain' }).status).toBe(415);
	});

	it('with two byte order marks is no JSON', () => {
		expect(readBody('\uFEFF\uFEFF{}')).toEqual({ kind: 'text', text: '\uFEFF{}' });
	});

	it('must be JSON where it says so, on routes that want none as well', () => {
		const send = (headers: Record<string, string>, body: string) =>
			metronome.handle({ method: 'POST', target: '/v1/jobs/none/runs', headers, body }).status;
		expect(send(JSON_TYPE, '{')).toBe(400);
		expect(send(JSON_TYPE, '{}')).toBe(404);
		expect(send(JSON_TYPE, '')).toBe(404);
		expect(send({}, '{')).toBe(404);
	});
});
