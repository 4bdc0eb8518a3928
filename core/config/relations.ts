import { STORE_KINDS } from '../definition/config-store.ts';
import { type JsonNode, memberOf, type ObjectNode, stringIn, valueIn } from '../json.ts';
import { quoted } from '../quote.ts';
import type { ReportProblem } from './problem.ts';

/** Reports settings that do not go together. Looks only at values of the right type. */
export function checkRelations(root: JsonNode, report: ReportProblem): void {
	if (root.kind !== 'object') return;
	oneVersion(root, report);
	checkStore(valueIn(valueIn(root, 'secrets'), 'store'), report);
	const targets = valueIn(root, 'targets');
	for (const { value } of targets?.kind === 'object' ? targets.members : []) {
		if (value?.kind !== 'object') continue;
		oneVersion(value, report);
		checkStore(valueIn(valueIn(value, 'secrets'), 'store'), report);
		oneLogin(valueIn(value, 'auth'), report);
		together(valueIn(value, 'tls'), 'cert', 'key', report);
		const variables = valueIn(value, 'variables');
		for (const variable of variables?.kind === 'object' ? variables.members : []) {
			checkVariable(variable.value, report);
		}
	}
}

function oneVersion(object: ObjectNode, report: ReportProblem): void {
	const dcos = memberOf(object, 'dcos');
	if (dcos === undefined || memberOf(object, 'metronome') === undefined) return;
	report(dcos, "'dcos' and 'metronome' both say which Metronome there is. Keep one of them.");
}

function oneLogin(auth: JsonNode | undefined, report: ReportProblem): void {
	if (auth?.kind !== 'object') return;
	together(auth, 'usernameEnv', 'passwordEnv', report);
	const ways = ['tokenEnv', 'usernameEnv', 'serviceAccountEnv'].filter(name => memberOf(auth, name));
	if (ways.length < 2) return;
	report(auth.member ?? auth, `One way to log in is enough: keep one of '${ways.join("', '")}'.`);
}

/** Two keys of which neither makes sense alone. */
function together(object: JsonNode | undefined, one: string, other: string, report: ReportProblem): void {
	if (object?.kind !== 'object') return;
	for (const [has, lacks] of [
		[one, other],
		[other, one],
	] as const) {
		const member = memberOf(object, has);
		if (member !== undefined && memberOf(object, lacks) === undefined) {
			report(member, `'${has}' needs '${lacks}' beside it.`);
		}
	}
}

/** What a kind of store needs, what it does not have, and what goes together. */
function checkStore(store: JsonNode | undefined, report: ReportProblem): void {
	if (store?.kind !== 'object') return;
	const kind = STORE_KINDS.find(({ value }) => value === stringIn(valueIn(store, 'kind')));
	if (kind === undefined) return;
	for (const name of kind.needs) {
		if (memberOf(store, name) === undefined)
			report(store.member ?? store, `'${name}' is missing: a store of kind '${kind.value}' needs it.`);
	}
	const known = ['kind', ...kind.needs, ...kind.takes];
	for (const member of store.members) {
		const name = member.key.value;
		const exists = STORE_KINDS.some(({ needs, takes }) => needs.includes(name) || takes.includes(name));
		if (exists && !known.includes(name)) report(member, `A store of kind '${kind.value}' has no '${name}'.`);
	}
	for (const name of ['list', 'read']) {
		const value = valueIn(store, name);
		const isCommand = value?.kind === 'array' && value.items.length > 0;
		if (kind.value === 'exec' && value !== undefined && !isCommand)
			report(value, `This must be a command and its arguments, as a list of strings.`);
		if (kind.value === 'http' && value?.kind === 'array')
			report(value, `This must be an address relative to 'url'.`);
	}
	oneLogin(valueIn(store, 'auth'), report);
	together(valueIn(store, 'tls'), 'cert', 'key', report);
	together(store, 'roleIdEnv', 'secretIdEnv', report);
	together(store, 'jwtEnv', 'role', report);
}

function checkVariable(variable: JsonNode | undefined, report: ReportProblem): void {
	const allowed = valueIn(variable, 'allowed');
	const value = valueIn(variable, 'value');
	if (allowed?.kind !== 'array' || value?.kind !== 'string') return;
	if (allowed.items.some(item => stringIn(item) === value.value)) return;
	report(value, `${quoted(value.value)} is not among the values that are 'allowed'.`);
}
