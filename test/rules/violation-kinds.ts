import type { ViolationKind } from '../../core/verdict/violation.ts';

const KINDS: Readonly<Record<ViolationKind, true>> = {
	'wrong-type': true,
	'env-value': true,
	'missing-key': true,
	'unknown-key': true,
	'too-small': true,
	'too-large': true,
	'duration-too-long': true,
	'duration-negative': true,
	'too-short': true,
	'bad-id': true,
	'bad-value': true,
	'bad-cron': true,
	'bad-timezone': true,
	'volume-shape': true,
	'network-name-unwanted': true,
	'network-name-missing': true,
	'network-name-empty': true,
	'network-labels-unwanted': true,
	'networks-without-container': true,
	'networks-mixed': true,
	'networks-repeated': true,
	'networks-docker': true,
	'network-names-repeated': true,
	'nothing-to-run': true,
	'docker-and-ucr': true,
	'gpus-with-docker': true,
	'file-secret-with-docker': true,
	'secret-undeclared': true,
	'secret-unused': true,
	'too-many-schedules': true,
	'schedules-and-dependencies': true,
	'dependency-repeated': true,
};

/** Every kind there is; the compiler keeps this list complete. */
export const ViolationKinds: readonly string[] = Object.keys(KINDS);
