import { bundleOf, imported } from './bundle.mjs';

const LENGTH = 2 ** 20;
const RUNS = 2;

/** Where a text of anybody's choice may stand in a job. */
const PLACES = {
	cmd: text => ({ ...job(), run: { ...job().run, cmd: text } }),
	env: text => ({ ...job(), run: { ...job().run, env: { DB_PASSWORD: text } } }),
	label: text => ({ ...job(), labels: { note: text } }),
	key: text => ({ ...job(), run: { ...job().run, [text]: 1 } }),
	id: text => ({ ...job(), id: text }),
	source: text => ({ ...job(), run: { ...job().run, secrets: { db: { source: text } } } }),
	cron: text => ({ ...job(), schedules: [{ id: 'nightly', cron: text, timezone: text }] }),
};

function job() {
	return { id: 'bench.adversarial', run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' } };
}

/**
 * For each kind of adversarial text the rule that took longest, wherever in a job 1 MiB of it stands: family, rule,
 * place, and milliseconds of the better of two runs.
 */
export async function* worstRules(folder, root) {
	const exported = [
		"export { ADVERSARIAL } from './test/corpus/adversarial.ts';",
		"export { fileContext } from './core/check.ts';",
		"export { RULES } from './core/rules/registry.ts';",
		"export { DEFAULT_TARGET } from './core/target.ts';",
		"export { SourceText } from './core/text.ts';",
		"export { violations } from './core/verdict/verdict.ts';",
	];
	const core = await imported(await bundleOf(exported, 'adversarial', folder, root));
	for (const [family, generate] of Object.entries(core.ADVERSARIAL)) {
		const text = generate(LENGTH);
		let worst = { family, rule: '', place: '', ms: 0 };
		for (const [place, define] of Object.entries(PLACES)) {
			const source = new core.SourceText(JSON.stringify(define(text)));
			for (const [rule, ms] of ruleTimes(core, source)) {
				if (ms > worst.ms) worst = { family, rule, place, ms };
			}
		}
		yield worst;
	}
}

/** Milliseconds by rule; the server's own verdict, which some rules only put into words, counts as one. */
function ruleTimes(core, source) {
	const options = { target: core.DEFAULT_TARGET, now: Date.UTC(2026, 0, 1), reading: 'file' };
	const times = new Map();
	const timed = (name, work) => {
		const start = performance.now();
		const result = work();
		times.set(name, Math.min(times.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
		return result;
	};
	for (let run = 0; run < RUNS; run++) {
		const context = core.fileContext('adversarial.json', source, options);
		const [unit] = context.units;
		const jobContext = { ...context, job: unit.job, body: 'v1' };
		const found = timed('verdict', () => core.violations(unit.node, 'v1', options.target.version));
		for (const rule of core.RULES) timed(rule.meta.code, () => runRule(rule, jobContext, found));
	}
	return times;
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
