import { bundleOf, imported } from './bundle.mjs';

const LENGTH = 2 ** 20;
/** What is slow is measured again: other work on the machine can only make it slower. */
const MOST_RUNS = 6;

/** Where a text of anybody's choice may stand in a job. */
const PLACES = {
	cmd: text => ({ ...job(), run: { ...job().run, cmd: text } }),
	env: text => ({ ...job(), run: { ...job().run, env: { DB_PASSWORD: text } } }),
	label: text => ({ ...job(), labels: { note: text } }),
	key: text => ({ ...job(), run: { ...job().run, [text]: 1 } }),
	id: text => ({ ...job(), id: text }),
	source: text => ({ ...job(), run: { ...job().run, secrets: { db: { source: text } } } }),
	cron: text => ({ ...job(), schedules: [{ id: 'nightly', cron: text, timezone: 'UTC' }] }),
	timezone: text => ({ ...job(), schedules: [{ id: 'nightly', cron: '0 0 * * *', timezone: text }] }),
};

function job() {
	return { id: 'bench.adversarial', run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' } };
}

/**
 * For each kind of adversarial text the rule that took longest, wherever in a job 1 MiB of it stands: family, rule,
 * place, and milliseconds of the fastest run. `limit`: in ms, up to which one run is enough; `step`: only every so
 * many families.
 */
export async function* worstRules(folder, root, { limit, step = 1 }) {
	const exported = [
		"export { ADVERSARIAL } from './test/corpus/adversarial.ts';",
		"export { fileContext } from './core/check.ts';",
		"export { RULES } from './core/rules/registry.ts';",
		"export { DEFAULT_TARGET } from './core/target.ts';",
		"export { SourceText } from './core/text.ts';",
		"export { violations } from './core/verdict/verdict.ts';",
	];
	const core = await imported(await bundleOf(exported, 'adversarial', folder, root));
	for (const [index, [family, generate]] of Object.entries(core.ADVERSARIAL).entries()) {
		if (index % step !== 0) continue;
		const text = generate(LENGTH);
		let worst = { family, rule: '', place: '', ms: 0 };
		for (const [place, define] of Object.entries(PLACES)) {
			const [rule, ms] = slowestRule(core, new core.SourceText(JSON.stringify(define(text))), limit);
			if (ms > worst.ms) worst = { family, rule, place, ms };
		}
		yield worst;
	}
}

/** The server's own verdict, which some rules only put into words, counts as one. */
function slowestRule(core, source, limit) {
	const times = new Map();
	let slowest = ['', Number.POSITIVE_INFINITY];
	for (let run = 0; run < MOST_RUNS && slowest[1] > limit; run++) {
		measureRules(core, source, times);
		slowest = [...times].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
	}
	return slowest;
}

/** Keeps the shortest time of each rule. */
function measureRules(core, source, times) {
	const options = { target: core.DEFAULT_TARGET, now: Date.UTC(2026, 0, 1), reading: 'file' };
	const timed = (name, work) => {
		const start = performance.now();
		const result = work();
		times.set(name, Math.min(times.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
		return result;
	};
	const context = core.fileContext('adversarial.json', source, options);
	const [unit] = context.units;
	const jobContext = { ...context, job: unit.job, body: 'v1' };
	const found = timed('verdict', () => core.violations(unit.node, 'v1', options.target.version));
	for (const rule of core.RULES) timed(rule.meta.code, () => runRule(rule, jobContext, found));
}

function runRule(rule, context, found) {
	const report = () => {};
	if (rule.on === 'file' || rule.on === 'job') rule.check(context, report);
	if (rule.on === 'schedule') {
		for (const schedule of context.job.schedules) rule.check({ ...context, schedule }, report);
	}
	if (rule.on !== 'violation') return;
	for (const violation of found) {
		if (rule.kinds.includes(violation.kind)) rule.check(violation, context, report);
	}
}
