import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { type Job, objectsOf } from '../job.ts';
import { type JsonNode, memberOf, pointerOf, valueIn } from '../json.ts';
import { atKey, relatedTo } from '../place.ts';
import { violationRule } from '../rule.ts';
import type { SourceText } from '../text.ts';

export const dockerAndUcr = violationRule(
	{
		code: 'docker-and-ucr',
		consequence: 'refused',
		summary: 'The job names two containers, `docker` and `ucr`',
		why: 'A run has one container. With both keys Metronome answers 422 "Either Docker or UCR should be provided, but not both"; an empty object counts as well.',
		remedy:
			'Keep one. File secrets, GPUs and more than one network want `ucr`; options for `docker run` (`parameters`) want `docker`.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01338, v1-01339, v1-01340',
			'Metronome JobRunSpec.scala: jobRunSpecOnlyHasOneThingToRun',
		],
		examples: [
			{
				title: 'Both containers, and a file secret that only ucr can mount',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "docker": { "image": "registry.example.com/sync:3" },
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [{ "containerPath": "ssh/id_ed25519", "secret": "ssh-key" }],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
			{
				title: 'One container',
				silent: true,
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [{ "containerPath": "ssh/id_ed25519", "secret": "ssh-key" }],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
		],
	},
	['docker-and-ucr'],
	({ docker, ucr }, { job, source }, report) => {
		const [first, second] = docker.start < ucr.start ? [docker, ucr] : [ucr, docker];
		report({
			at: atKey(second),
			// Always the same one, so that the fingerprint does not depend on the order.
			pointer: pointerOf(docker),
			message:
				"'docker' and 'ucr' are both given: a run has one container, and Metronome refuses the job. Keep the one the job needs.",
			related: [relatedTo(first, 'the other container')],
			fix: () => (job === undefined ? null : keepingTheNeeded(job, docker, ucr, source)),
		});
	},
);

/** Only where what the job uses speaks for one of the two. */
function keepingTheNeeded(job: Job, docker: JsonNode, ucr: JsonNode, source: SourceText): Fix | null {
	const wantsUcr = needsUcr(job);
	const wantsDocker = count(valueIn(docker, 'parameters')) > 0;
	const without = wantsUcr && !wantsDocker ? docker : wantsDocker && !wantsUcr ? ucr : undefined;
	if (without?.member === undefined) return null;
	const kept = without === docker ? 'ucr' : 'docker';
	return {
		title: `Keep '${kept}', which the job needs, and remove '${without.member.key.value}'`,
		safe: false,
		edits: [removeMember(without.member, source)],
	};
}

function needsUcr({ run }: Job): boolean {
	const gpus = valueIn(run, 'gpus');
	return (
		objectsOf(valueIn(run, 'volumes')).some(volume => memberOf(volume, 'secret') !== undefined) ||
		(gpus?.kind === 'number' && Number(gpus.raw) > 0) ||
		count(valueIn(run, 'networks')) > 1
	);
}

function count(list: JsonNode | undefined): number {
	return list?.kind === 'array' ? list.items.length : 0;
}
