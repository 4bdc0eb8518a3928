import { patchedText } from '../core/patch/patched.ts';
import { type Settings, secretsOfTarget } from '../core/settings.ts';
import type { LoadedConfig } from '../files/config.ts';
import { patchesOf } from '../files/patches.ts';
import { absolutePath } from '../files/paths.ts';
import type { Opened } from '../stores/open.ts';
import { uriOf } from './node-paths.ts';
import { patchedFile } from './placed-findings.ts';
import type { Project } from './project.ts';

/** What a config says of the target that the client has chosen, besides its version: the secret store and the patches. */
export function targetParts(
	cwd: string,
	{ settings, base, sources }: LoadedConfig,
	name: string | undefined,
	{ variables }: Project['target'],
): Pick<Project, 'openStore' | 'patched' | 'settingsTexts'> {
	const target = settings.targets.get(name ?? '');
	const patches = patchesOf(target?.patches);
	const fileUri = (file: string): string => uriOf(absolutePath(cwd, file));
	return {
		...(secretsOfTarget(settings, target).store !== undefined && {
			openStore: () => openStore(settings, cwd, name),
		}),
		settingsTexts: new Map([...sources].map(([file, source]) => [fileUri(file), source])),
		...(patches !== undefined && {
			patched: (file, source) => {
				const own = patches(absolutePath(base, file));
				const text = own.length === 0 ? undefined : patchedText(source, own, variables, 'file');
				return text && patchedFile(file, text, place => (sources.has(place) ? fileUri(place) : undefined));
			},
		}),
	};
}

/** What talks to stores is only loaded when one is asked. */
async function openStore(
	settings: Settings,
	cwd: string,
	target: string | undefined,
): Promise<Opened | undefined> {
	const { openTargetStore } = await import('../targets/store.ts');
	return openTargetStore({ settings }, { cwd, target, env: process.env });
}
