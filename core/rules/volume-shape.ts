import { addMember, removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { memberOf, type ObjectNode } from '../json.ts';
import { atKey } from '../place.ts';
import { listed } from '../quote.ts';
import { type Report, violationRule } from '../rule.ts';
import type { SourceText } from '../text.ts';

export const volumeShape = violationRule(
	{
		code: 'volume-shape',
		consequence: 'refused',
		summary: 'A volume is neither a host volume nor a file secret',
		why: 'A volume has exactly the keys `containerPath`, `hostPath` and `mode` (a directory of the agent) or exactly `containerPath` and `secret` (a secret as a file). Anything between the two is answered with 422 "expected HostVolume or SecretVolume object".',
		remedy:
			'Decide which of the two it is, add what is missing and take out what belongs to the other. A host volume needs its `mode` written out, `RO` or `RW`; a file secret has none.',
		fix: 'safe',
		sources: [
			'recordings v1-01399 … v1-01406',
			'Metronome Volume.scala; api/v1/models/package.scala: VolumeFormat',
		],
		examples: [
			{
				title: 'A file secret with a mode',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [
      { "containerPath": "ssh/id_ed25519", "secret": "ssh-key", "mode": "RO" }
    ],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
			{
				title: 'A host volume without a mode',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report --to /reports",
    "docker": { "image": "registry.example.com/report:2.1" },
    "volumes": [
      {
        "containerPath": "/reports",
        "hostPath": "/srv/reports"
      }
    ]
  }
}
`,
			},
			{
				title: 'One volume of each kind',
				silent: true,
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --to /reports",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [
      { "containerPath": "/reports", "hostPath": "/srv/reports", "mode": "RW" },
      { "containerPath": "ssh/id_ed25519", "secret": "ssh-key" }
    ],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
		],
	},
	['volume-shape'],
	({ node }, { source }, report) => {
		if (node.kind !== 'object') return;
		const problem = problemOf(node, source);
		if (problem !== undefined) report(problem);
	},
);

const HOST_KEYS = ['hostPath', 'mode'] as const;

/** Undefined where an unknown key or the missing `containerPath` is all that is wrong: other rules speak of them. */
function problemOf(volume: ObjectNode, source: SourceText): Report | undefined {
	const secret = memberOf(volume, 'secret');
	const [hostPath, mode] = HOST_KEYS.map(key => memberOf(volume, key));
	if (secret === undefined) {
		if (hostPath !== undefined && mode !== undefined) return undefined;
		return { at: volume, ...incomplete(volume, hostPath !== undefined, mode !== undefined, source) };
	}
	const extra = [hostPath, mode].filter(member => member !== undefined);
	const first = extra[0];
	if (first === undefined) return undefined;
	const names = listed(extra.map(member => `'${member.key.value}'`));
	const message =
		hostPath === undefined
			? `A file secret has 'containerPath' and 'secret' and nothing else; with ${names} Metronome refuses the job. Remove 'mode'.`
			: `This volume has ${names} of a host volume and 'secret' of a file secret: Metronome refuses the job. Keep one of the two kinds.`;
	return {
		at: first.value === undefined ? volume : atKey(first.value),
		message,
		fix: () => (mode === undefined || hostPath !== undefined ? null : withoutMode(volume, source)),
	};
}

function withoutMode(volume: ObjectNode, source: SourceText): Fix | null {
	const mode = memberOf(volume, 'mode');
	if (mode === undefined) return null;
	return { title: "Remove 'mode'", safe: true, edits: [removeMember(mode, source)] };
}

function incomplete(
	volume: ObjectNode,
	hasHostPath: boolean,
	hasMode: boolean,
	source: SourceText,
): Pick<Report, 'message' | 'fix'> {
	if (hasHostPath) {
		return {
			message:
				'A host volume needs a \'mode\': without it Metronome refuses the job. Add "mode": "RO" to read from the directory, or "RW" to write as well.',
			fix: () => ({
				title: 'Mount it read-only: "mode": "RO"',
				safe: false,
				edits: [addMember(volume, 'mode', '"RO"', source)],
			}),
		};
	}
	return {
		message: hasMode
			? "This volume has a 'mode' but no 'hostPath': Metronome refuses the job. Add the directory of the agent that it is to show."
			: "This volume says nothing of what to mount: Metronome refuses the job. Add 'hostPath' and 'mode' for a directory of the agent, or 'secret' for a secret as a file.",
	};
}
