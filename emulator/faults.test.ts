import { describe, expect, it } from 'vitest';
import { faultLine, parseFault } from './fault-text.ts';
import { type Fault, FaultInjector, type FaultOptions, type FaultRule } from './faults.ts';

/** A server that counts what took effect, behind faults. */
function setUp(options: FaultOptions, prefix = '') {
	const done: string[] = [];
	const leaders: string[] = [];
	const injector = new FaultInjector(options, {
		handler: {
			handle({ method, target }) {
				done.push(`${method} ${target}`);
				return { status: 200, type: 'text/plain', body: 'fine' };
			},
		},
		prefix,
		leaderChanged: leader => leaders.push(leader),
	});
	const ask = (method: string, target: string) =>
		injector.handle({ method, target, headers: {}, body: undefined });
	const shown = (method: string, target: string) => {
		const answer = ask(method, target);
		return answer.isReset ? 'reset' : String(answer.status);
	};
	return { injector, done, leaders, ask, shown };
}

describe('faults', () => {
	it('strike before or after the request takes effect', () => {
		const before = setUp({ rules: [{ kind: '503', when: 'before' }] });
		expect([before.shown('POST', '/v1/jobs'), before.done]).toEqual(['503', []]);
		const after = setUp({ rules: [{ kind: 'reset', when: 'after' }] });
		expect([after.shown('POST', '/v1/jobs'), after.done]).toEqual(['reset', ['POST /v1/jobs']]);
	});

	it('are a page of a gateway, late answers, and the words of a server without a leader', () => {
		const page = setUp({ rules: [{ kind: '503', retryAfter: 7 }] }).ask('GET', '/v1/jobs');
		expect(page).toMatchObject({ status: 503, type: 'text/html', headers: { 'retry-after': '7' } });
		const slow = setUp({ rules: [{ kind: 'slow', ms: 50 }] }).ask('GET', '/v1/jobs');
		expect(slow).toMatchObject({ status: 200, body: 'fine', delayMs: 50 });
		const leaderless = setUp({ rules: [{ kind: 'no-leader', when: 'after' }] });
		expect(leaderless.ask('PUT', '/v1/jobs/a')).toMatchObject({
			status: 503,
			body: 'No consistent leadership',
		});
		expect(leaderless.done).toEqual([]);
		expect(leaderless.shown('GET', '/ping')).toBe('200');
	});

	it('change the leader: one request is cut off, some find none, then another leads', () => {
		const rule: FaultRule = { kind: 'leader-change', when: 'after', skip: 1, requests: 2 };
		const { shown, done, leaders, ask } = setUp({ rules: [rule] });
		expect(['a', 'b', 'c', 'd', 'e'].map(id => shown('PUT', `/v1/jobs/${id}`))).toEqual([
			'200',
			'reset',
			'503',
			'503',
			'200',
		]);
		expect(done).toEqual(['PUT /v1/jobs/a', 'PUT /v1/jobs/b', 'PUT /v1/jobs/e']);
		expect(leaders).toEqual(['leader-2:9000']);
		expect(ask('GET', '/v1/jobs').status).toBe(200);
	});

	it('strike the requests that a rule is for, and only so often', () => {
		const rule: FaultRule = {
			kind: '503',
			methods: ['POST', 'PUT'],
			path: '/v1/jobs/a',
			skip: 1,
			times: 2,
		};
		const { shown, injector } = setUp({ rules: [rule] });
		expect([shown('GET', '/v1/jobs/a'), shown('PUT', '/v1/jobs/b')]).toEqual(['200', '200']);
		const four = () => Array.from({ length: 4 }, () => shown('PUT', '/v1/jobs/a'));
		expect(four()).toEqual(['200', '503', '503', '200']);
		injector.set({ rules: [rule] });
		expect(four()).toEqual(['200', '503', '503', '200']);
		injector.set({ rules: [] });
		expect(four()).toEqual(['200', '200', '200', '200']);
	});

	it('leave everything but Metronome alone in a DC/OS', () => {
		const { shown } = setUp({ rules: [{ kind: '503', path: '/v1/' }] }, '/service/metronome');
		expect(shown('GET', '/service/metronome/v1/jobs')).toBe('503');
		expect(shown('GET', '/service/metronome/info')).toBe('200');
		expect(shown('GET', '/secrets/v1/secret/default/?list=true')).toBe('200');
		expect(shown('POST', '/acs/api/v1/auth/login')).toBe('200');
	});

	const RANDOM: FaultRule = { kind: 'random', chance: 0.3 };
	const REQUESTS = Array.from({ length: 2000 }, (_, at) => ['PUT', `/v1/jobs/job-${at % 500}`] as const);

	it('at random strike as often as they should, in all four ways', () => {
		const faults: Fault[] = [];
		const { shown } = setUp({ rules: [RANDOM], seed: 7, struck: fault => faults.push(fault) });
		for (const [method, target] of REQUESTS) shown(method, target);
		expect(faults.length).toBeGreaterThan(520);
		expect(faults.length).toBeLessThan(680);
		const ways = ['503 after', '503 before', 'reset after', 'reset before'].map(
			way => faults.filter(({ kind, when }) => `${kind} ${when}` === way).length,
		);
		expect(Math.min(...ways)).toBeGreaterThan(100);
	});

	it('at random are the same for the same seed, in whatever order the requests come', () => {
		const outcome = (seed: number, requests: typeof REQUESTS) => {
			const { shown } = setUp({ rules: [RANDOM], seed });
			const all = requests.map(([method, target]) => `${target} ${shown(method, target)}`);
			return all.toSorted();
		};
		const once = REQUESTS.slice(0, 500);
		expect(outcome(7, once.toReversed())).toEqual(outcome(7, once));
		expect(outcome(8, once)).not.toEqual(outcome(7, once));
	});
});

describe('the text of a fault', () => {
	it('has a kind and what it may be told', () => {
		expect(parseFault('no-leader')).toEqual({ kind: 'no-leader' });
		expect(parseFault('random:chance=0.3')).toEqual({ kind: 'random', chance: 0.3 });
		expect(
			parseFault('503:when=after,methods=POST+PUT,path=/v1/jobs,skip=2,times=1,retryAfter=3,ms=4,requests=5'),
		).toEqual({
			kind: '503',
			when: 'after',
			methods: ['POST', 'PUT'],
			path: '/v1/jobs',
			skip: 2,
			times: 1,
			retryAfter: 3,
			ms: 4,
			requests: 5,
		});
	});

	it.each([
		'',
		'504',
		'reset:',
		'reset:when=now',
		'random:chance=2',
		'random:chance=30%',
		'slow:ms=-1',
		'slow:ms',
		'503:path=v1',
		'503:methods=post',
		'503:constructor=1',
	])('%j is refused with the form', text => {
		const parsed = parseFault(text);
		expect('problem' in parsed && parsed.problem).toContain('KIND[:NAME=VALUE');
	});

	it('of one that struck says whether the request took effect', () => {
		const fault = { kind: 'reset', method: 'POST', path: '/v1/jobs' } as const;
		expect(faultLine({ ...fault, when: 'after' })).toBe('fault: reset, after POST /v1/jobs took effect');
		expect(faultLine({ ...fault, when: 'before' })).toBe('fault: reset, instead of POST /v1/jobs');
	});
});
